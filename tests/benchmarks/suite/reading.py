"""Chapter: bytes of a page to a whole report, stage by stage, beside the bare parser, on one core and on two."""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING

from tests.benchmarks.suite.figures import Chapter, Figure, Table, shown
from tests.benchmarks.suite.hostile import TEXTS, growth
from tests.benchmarks.suite.known_pages import known_pages
from tests.benchmarks.suite.stages import MISSING, STAGES, compare, read

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.benchmarks.suite.known_pages import KnownPage

METHOD = (
    "`parse_html` from the bytes as received to sections, quantities, indicators, citations and issues. The floor "
    "is lxml making a tree of the same bytes and nothing else; trafilatura makes text and fields of them. Stages "
    "are timed by themselves, so what lies between them (choosing fields, the title, putting the report together) "
    "is in the sum only. The corpus has 28 quantities for 1,000 characters, real reports have 4 to 16. Two cores: "
    "two processes share the pages of the corpus, by the clock. Hostile texts are one piece repeated, read by "
    "`parse_text`: ten times as many characters should take ten times as long."
)
QUICK = 6  # pages of each kind


def chapter(*, quick: bool) -> Chapter:
    """Measure the reading of all pages that there are."""
    found = {name: pages for name, pages in known_pages().items() if name != "zoo"}
    groups = {name: pages[:QUICK] if quick else pages for name, pages in found.items()}
    groups["Word exports of the corpus"] = [page for page in found["corpus"] if page.is_word_export][
        : QUICK if quick else None
    ]
    shared = two_cores(groups["corpus"], rounds=1 if quick else 5)
    grown = {name: growth(piece, 10_000 if quick else 100_000) for name, piece in TEXTS.items()}
    rounds = {name: compare(pages, 2 if quick else 7) for name, pages in groups.items()}
    return Chapter(
        "Bytes to reports",
        METHOD,
        (
            *_figures("reading", rounds["corpus"]),
            *(_figures("reading.real", rounds["real pages"]) if "real pages" in rounds else ()),
            Figure("reading.exports_per_second", per_second(rounds["Word exports of the corpus"])),
            Figure("reading.two_cores", tuple(alone / both for alone, both in shared)),
            Figure("reading.two_cores_per_second", tuple(1 / both for _, both in shared)),
            Figure("reading.hostile", (max(longer / took for took, longer in grown.values()),)),
        ),
        (
            Table(
                "Milliseconds a page.",
                ("pages", "kilobytes", *STAGES, "whole", "bare tree", "trafilatura"),
                tuple(_row(name, groups[name], of_group) for name, of_group in rounds.items()),
            ),
            Table(
                f"Hostile texts, seconds for {10 if quick else 100},000 characters and for ten times as many.",
                ("text", "seconds", "of ten times as many", "times"),
                tuple((name, *map(shown, (took, longer, longer / took))) for name, (took, longer) in grown.items()),
            ),
        ),
        peers=("lxml", "trafilatura"),
        missing=MISSING,
    )


def per_second(rounds: Iterable[dict[str, float]]) -> tuple[float, ...]:
    """Return the reports a second and core of each round."""
    return tuple(1 / one["report"] for one in rounds)


def two_cores(pages: list[KnownPage], *, rounds: int) -> list[tuple[float, float]]:
    """Return, per round, the seconds a report takes by the clock with one process, and with two at once."""
    work = pages * 8
    took = []
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as two:
        list(two.map(_counted, work, chunksize=4))  # what a process loads once
        for _ in range(rounds):
            clock = time.perf_counter()
            for page in work:
                _counted(page)
            alone = time.perf_counter() - clock
            clock = time.perf_counter()
            list(two.map(_counted, work, chunksize=4))
            took.append((alone / len(work), (time.perf_counter() - clock) / len(work)))
    return took


def _counted(page: KnownPage) -> int:
    """Return less than a report, for that would have to be carried between the processes."""
    return len(read(page).metrics)


def _figures(start: str, rounds: list[dict[str, float]]) -> Iterable[Figure]:
    yield Figure(f"{start}.per_second", per_second(rounds))
    yield Figure(f"{start}.floor", tuple(one["report"] / one["lxml"] for one in rounds))
    if "trafilatura" in rounds[0]:
        yield Figure(f"{start}.trafilatura", tuple(one["trafilatura"] / one["report"] for one in rounds))


def _row(name: str, pages: list[KnownPage], rounds: list[dict[str, float]]) -> tuple[str, ...]:
    def milliseconds(what: str) -> str:
        return f"{1000 * statistics.median(one[what] for one in rounds):.2f}" if what in rounds[0] else "–"

    size = sum(len(page.body) for page in pages) / len(pages) / 1000
    return (f"{len(pages)}: {name}", f"{size:.0f}", *map(milliseconds, (*STAGES, "report", "lxml", "trafilatura")))
