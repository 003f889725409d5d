"""Chapter: texts to headings with their levels, beside a parser of outlines and the usual patterns of lines."""

from __future__ import annotations

import statistics
import time
from typing import TYPE_CHECKING

from tests.benchmarks.suite.figures import Chapter, Figure, Table, shown
from tests.benchmarks.suite.given import GOLD, given
from tests.benchmarks.suite.known_pages import whole_reports
from tests.benchmarks.suite.peers.outlines import FINDERS, MISSING
from tests.gold.reading import gold_files, read_gold, squeeze
from tests.gold.scoring import Tally

from reportarchive.outline import tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

METHOD = (
    "The texts are those of the gold whose headings were marked by people. A heading is right when it begins "
    "where one begins and has its level; the title is not compared, because neither arborparser nor a pattern of "
    "lines tells where a heading ends that goes on as a paragraph. Both know the four usual marks (一、 （一） 1. "
    "（1）); ours reads all kinds of marks, headings without any, and the roles of sections."
)

FIGURES = {"outline.arborparser": "arborparser", "outline.lines": "line patterns"}


def chapter(*, quick: bool) -> Chapter:
    """Measure all finders on all texts whose headings are known."""
    files = [*gold_files(), *given(GOLD)]
    cases = {tidy(case.text): case.headings for path in files for case in read_gold(path) if case.headings}
    reports = [tidy(text) for text in whole_reports()[: 4 if quick else None]]
    rounds = [took(reports) for _ in range(3 if quick else 9)]
    tallies = {name: tally_of(name, cases) for name in FINDERS}
    best = max(tally.f1 for name, tally in tallies.items() if name != "reportarchive")
    characters = sum(map(len, reports))
    return Chapter(
        "Texts to headings",
        METHOD,
        (
            Figure("outline.ahead", (tallies["reportarchive"].f1 - best,)),
            *(
                Figure(key, tuple(one[name] / one["reportarchive"] for one in rounds))
                for key, name in FIGURES.items()
                if name in FINDERS
            ),
        ),
        (
            Table(
                f"{sum(len(wanted or ()) for wanted in cases.values())} headings in {len(cases)} texts; speed on "
                f"{len(reports)} whole reports of {characters:,} characters.",
                ("finder", "F1", "missed", "false", "characters a second"),
                tuple(
                    (name, f"{tally.f1:.3f}", str(tally.missed), str(tally.false),
                     shown(characters / statistics.median(one[name] for one in rounds)))
                    for name, tally in tallies.items()
                ),
            ),
        ),
        peers=("arborparser",),
        missing=MISSING,
    )  # fmt: skip


def took(texts: Iterable[str]) -> dict[str, float]:
    """Return the seconds each finder takes for all texts, all finders in turn."""
    total = {}
    for name, find in FINDERS.items():
        clock = time.process_time()
        for text in texts:
            find(text)
        total[name] = time.process_time() - clock
    return total


def tally_of(name: str, cases: Mapping[str, Iterable[Mapping[str, object]] | None]) -> Tally:
    """Return what a finder has right, missed, and found where there is none; doubtful headings count only if right."""
    tally = Tally()
    for text, wanted in cases.items():
        _, where = squeeze(text)
        found = {(where[start], level) for start, level in FINDERS[name](text)}
        for heading in wanted or ():
            place = (heading["start"], heading["level"])
            if place in found:
                found.remove(place)
                tally.right += 1
            elif not heading.get("doubtful"):
                tally.missed += 1
        tally.false += len(found)
    return tally
