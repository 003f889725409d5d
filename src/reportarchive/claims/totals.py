"""Which of several values of an indicator is the report's own: the total.

A count or an amount may be stated as a whole and again in parts, so the largest is taken, the first of equal ones.
Other kinds (rates, durations, ranks) do not add up: where different values are stated there is no total. Values of
another year are left out first: those directly behind 由 or 上年, and those of a table row that gives an indicator
more than once.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from reportarchive.claims.tolerance import tolerance_of
from reportarchive.claims.wording import CELL, is_limited, wording_of
from reportarchive.claims.words import words_of
from reportarchive.indicators import load_indicators
from reportarchive.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportarchive.model import Metric

ADDS_UP = frozenset({"count", "amount"})


@dataclass(frozen=True, slots=True)
class Total:
    """The value of an indicator in a unit: `seq` is its quantity, counted from 1 in text order.

    `values_stated` says from how many different values it was chosen, `tolerance` how far the true one may be.
    `wording` is a hash of the words that say what it counts, where it is the only value and they leave nothing open.
    """

    indicator: str
    unit: str
    seq: int
    values_stated: int
    tolerance: float
    wording: str | None = None


def totals_of(text: str, metrics: Sequence[Metric], *, year: int) -> list[Total]:
    """Return the totals of a report on `year`, one for an indicator and unit, in the order they are first stated."""
    stated: dict[tuple[str, str], list[int]] = {}
    for place, metric in enumerate(metrics):
        if metric.indicator is not None and is_level(metric):
            stated.setdefault((metric.indicator, metric.unit), []).append(place)
    chosen = (_chosen(text, metrics, places) for places in stated.values())
    folded = fold(text)
    is_whole = not is_limited(folded)
    totals = []
    for place, values_stated in (one for one in chosen if one is not None):
        metric = metrics[place]
        wording = wording_of(folded, metrics, place, year=year) if is_whole and values_stated == 1 else None
        tolerance = float(tolerance_of(metric))
        totals.append(Total(str(metric.indicator), metric.unit, place + 1, values_stated, tolerance, wording))
    return totals


def is_level(metric: Metric) -> bool:
    """Tell whether a quantity is a result as it stands: no target, no range, no amount of change."""
    return not metric.is_target and metric.change is None and metric.upper is None


def _chosen(text: str, metrics: Sequence[Metric], places: Sequence[int]) -> tuple[int, int] | None:
    """Return the place of the total among the values of an indicator, and from how many it was chosen."""
    if len(places) == 1:
        return places[0], 1
    values = {place: Decimal(metrics[place].value) for place in places}
    several = len(set(values.values())) > 1
    own = [place for place in places if not (several and _is_of_another_year(text, metrics, place))]
    if not own:
        return None
    stated = len({values[place] for place in own})
    listed = load_indicators().get(str(metrics[places[0]].indicator))
    if (listed is None or listed.kind not in ADDS_UP) and stated > 1:
        return None
    return max(own, key=lambda place: (values[place], -place)), stated


def _is_of_another_year(text: str, metrics: Sequence[Metric], place: int) -> bool:
    metric = metrics[place]
    if text.endswith(words_of("total", "other_year"), 0, metric.start):
        return True
    beside_cell = text[metric.end : metric.end + 1] == CELL or text[metric.start - 1 : metric.start] == CELL
    neighbours = (metrics[at] for at in (place - 1, place + 1) if 0 <= at < len(metrics))
    return beside_cell and any(
        it.indicator == metric.indicator and it.sentence_start == metric.sentence_start for it in neighbours
    )
