"""Chapter: texts to quantities, beside what finds numbers in Chinese."""

from __future__ import annotations

import logging
import statistics
import time
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from tests.benchmarks.suite.figures import Chapter, Figure, Table, shown
from tests.benchmarks.suite.given import GOLD, given
from tests.benchmarks.suite.known_pages import whole_reports
from tests.benchmarks.suite.peers.quantities import DISTRIBUTIONS, FINDERS, MISSING
from tests.gold.reading import OWN, Wanted, gold_files, read_gold, squeeze
from tests.gold.scoring import Tally

from reportarchive.outline import tidy

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.benchmarks.suite.peers.quantities import Spot

METHOD = (
    "The cases are those of the gold, read by people: which numbers of a text are quantities, and their values. A "
    "number found is right when it overlaps a quantity not yet taken and its value is the same; nothing else is "
    "asked, neither unit nor the end of a range, because most of the others do not tell them. They were not made "
    "to leave out years, dates, ordinals and list marks, which are no quantities here: so recall is told beside "
    "F1. The speed is that of whole texts in characters a second. `quantities` is our work up to values, ranges "
    "and units, which is what Recognizers-Text does with its models of units; `everything` reads bound, change, "
    "label, sentence and indicator too."
)
OURS, OURS_WHOLE = "reportarchive, quantities", "reportarchive, everything"
WITH_UNITS = "Recognizers-Text with units"
BATCH = 50  # texts in a row: as it is used, with the processor's caches full of one's own
FIGURES = {
    "quantities.recognizers": (WITH_UNITS, OURS, "reports"),
    "quantities.recognizers_gold": (WITH_UNITS, OURS, "gold"),
    "quantities.recognizers_whole": (WITH_UNITS, OURS_WHOLE, "reports"),
    "quantities.recognizers_numbers": ("Recognizers-Text, numbers", OURS, "reports"),
    "quantities.cn2an": ("pattern and cn2an", OURS, "reports"),
    "quantities.jieba": ("jieba and cn2an", OURS, "reports"),
}
QUICK = 3  # texts of each file, and whole reports


class Known(NamedTuple):
    """A text with its lines joined, and the quantities in it; places are those without white space."""

    text: str
    wanted: tuple[Wanted, ...]
    optional: tuple[tuple[int, int], ...]


def chapter(*, quick: bool) -> Chapter:
    """Measure all finders on all gold."""
    logging.disable(logging.ERROR)
    groups = known_texts(QUICK if quick else None)
    texts = {
        "gold": [known.text for group in groups.values() for known in group],
        "reports": [tidy(text) for text in whole_reports()[: QUICK if quick else None]],
    }
    took(texts["gold"][:1])  # dictionaries are loaded when first used
    rounds = [{kind: took(of_kind) for kind, of_kind in texts.items()} for _ in range(1 if quick else 3)]
    tallies = {name: {title: tally_of(name, group) for title, group in groups.items()} for name in FINDERS}
    others = [tallies[name] for name in FINDERS if name not in (OURS, OURS_WHOLE)]
    best = {title: max((one[title].f1 for one in others), default=0) for title in groups}
    ahead = min(tallies[OURS][title].f1 - best[title] for title in groups)
    return Chapter(
        "Texts to quantities",
        METHOD,
        (
            *(Figure("quantities.ahead", (ahead,)) for _ in others[:1]),
            *(
                Figure(key, tuple(one[kind][over] / one[kind][under] for one in rounds))
                for key, (over, under, kind) in FIGURES.items()
                if over in FINDERS
            ),
        ),
        (table(groups, tallies), speeds(texts, rounds)),
        peers=DISTRIBUTIONS,
        missing=MISSING,
    )


def known_texts(most: int | None) -> dict[str, list[Known]]:
    """Return the texts of our own gold, of that beside the checkout, and of files given; of each file so many."""
    groups: dict[str, list[Known]] = defaultdict(list)
    kinds = {path: "own gold" if path.parent == OWN else "shared gold" for path in gold_files()}
    for path, kind in (kinds | dict.fromkeys(given(GOLD), "further gold")).items():
        cases = [case for case in read_gold(path) if case.quantities]
        groups[kind] += [Known(tidy(case.text), case.quantities or (), case.optional) for case in cases[:most]]
    return dict(groups)


def took(texts: Sequence[str]) -> dict[str, float]:
    """Return the seconds each finder takes for all texts, all finders in turn at a batch of them."""
    total: dict[str, float] = defaultdict(float)
    for start in range(0, len(texts), BATCH):
        batch = texts[start : start + BATCH]
        for name, find in FINDERS.items():
            clock = time.process_time()
            for text in batch:
                find(text)
            total[name] += time.process_time() - clock
    return total


def tally_of(name: str, group: Iterable[Known]) -> Tally:
    """Return what a finder has right, missed, and found where there is no quantity."""
    tally = Tally()
    for known in group:
        left = list(known.wanted)
        _, where = squeeze(known.text)
        for spot in FINDERS[name](known.text):
            count(tally, (where[spot.start], where[spot.end]), spot, left, known.optional)
        tally.missed += len(left)
    return tally


def count(
    tally: Tally, span: tuple[int, int], spot: Spot, left: list[Wanted], optional: Iterable[tuple[int, int]]
) -> None:
    """Count one number found, and take the quantity that it is from those left."""
    near = [one for one in left if span[0] < one.end and one.start < span[1]]
    match = next((one for one in near if one.value == plain(spot)), None)
    if match:
        left.remove(match)
        tally.right += 1
    elif near or not any(span[0] < end and start < span[1] for start, end in optional):
        tally.false += 1


def plain(spot: Spot) -> str:
    """Return a value as the gold writes it: no zeros at the end, no exponent."""
    return f"{spot.value.normalize():f}"


def table(groups: dict[str, list[Known]], tallies: dict[str, dict[str, Tally]]) -> Table:
    """Return how right each finder is."""
    counted = {title: sum(len(known.wanted) for known in group) for title, group in groups.items()}
    rows = []
    for name in FINDERS:
        scores = [
            f"{score:.3f}" for title in groups for score in (tallies[name][title].f1, recall(tallies[name][title]))
        ]
        rows.append((name, *scores))
    return Table(
        f"Values of {' and '.join(f'{count:,} quantities of the {title}' for title, count in counted.items())}.",
        ("finder", *(f"{what}, {title}" for title in groups for what in ("F1", "recall"))),
        tuple(rows),
    )


def speeds(texts: dict[str, list[str]], rounds: list[dict[str, dict[str, float]]]) -> Table:
    """Return how fast each finder is."""
    characters = {kind: sum(map(len, of_kind)) for kind, of_kind in texts.items()}
    rows = [
        (name, *(shown(characters[kind] / statistics.median(one[kind][name] for one in rounds)) for kind in texts))
        for name in FINDERS
    ]
    return Table(
        "Characters a second. The texts of the gold are a sentence or two with a number every 16 characters, many of "
        "them written to be hard; whole reports have one every 35 to 250.",
        ("finder", *(f"{kind} ({len(texts[kind]):,} texts, {characters[kind]:,} characters)" for kind in texts)),
        tuple(rows),
    )


def recall(tally: Tally) -> float:
    """Return the share of the quantities that were found with their values."""
    return tally.right / max(1, tally.right + tally.missed)
