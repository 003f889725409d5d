"""Claims of growth: 办理案件703件，较去年增长14.9%.

This year's value is the nearest one before the claim in its sentence with the same indicator, and must be the only
one its report states. What keeps a claim from being assessed is told; the year before is for the view to find.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from reportarchive.claims.claim import Claim, Kind, Reading
from reportarchive.claims.tolerance import PERCENT, POINTS, tolerance_of
from reportarchive.claims.totals import is_level
from reportarchive.claims.wording import around, is_by_other_rules, is_limited, wording_of
from reportarchive.claims.words import says, words_of
from reportarchive.model import Bound, Change
from reportarchive.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reportarchive.claims.totals import Total
    from reportarchive.model import Metric

NEAR = 8  # quantities before a number among which the one it belongs to is looked for
SEPARATORS = tuple(",、( ")  # one of them between value and words of comparison
ENDS = tuple(",。;、)\n")  # one of them behind the number, if anything is
JOINTS = tuple("、和及与或")
JOINED = 3  # characters between claims that stand in a list


def growth_claims(
    text: str, metrics: Sequence[Metric], totals: Sequence[Total], *, year: int, is_annual: bool
) -> Iterator[Claim]:
    """Yield the amounts of change that are measured against another time; the text is a folded one."""
    only = {(total.indicator, total.unit): total.seq for total in totals if total.values_stated == 1}
    is_whole = not is_limited(text)
    for place, metric in enumerate(metrics):
        if metric.change is None or metric.basis is None:
            continue
        at = _value_of(metrics, place)
        value = None if at is None else metrics[at]
        reading = None if value is None else _reading(value, metric)
        obstacle = _obstacle(metric, metric.basis, year=year, is_annual=is_annual)
        if obstacle is None:
            obstacle = _obstacle_of_value(metrics, value, reading, only)
        is_plain = at is not None and at == place - 1 and is_whole and _is_plain(text, metrics, place)
        wording = wording_of(text, metrics, place - 1, year=year) if is_plain else None
        claimed = Decimal(metric.value)
        yield Claim(
            kind=Kind.GROWTH,
            seq=place + 1,
            indicator=metric.indicator,
            claimed=float(-claimed if metric.change is Change.DOWN else claimed),
            other_seq=None if at is None else at + 1,
            tolerance=float(tolerance_of(metric)),
            other_tolerance=None if value is None else float(tolerance_of(value)),
            reading=reading,
            obstacle=obstacle,
            is_plain=wording is not None,
            wording=wording,
        )


def _value_of(metrics: Sequence[Metric], place: int) -> int | None:
    """Return the place of this year's value, if the claim has one."""
    claim = metrics[place]
    if claim.indicator is None:
        return None
    for at in range(place - 1, max(place - NEAR, 0) - 1, -1):
        it = metrics[at]
        if it.sentence_start == claim.sentence_start and it.indicator == claim.indicator and is_level(it):
            return at
    return None


def _reading(value: Metric, claim: Metric) -> Reading | None:
    if claim.unit == PERCENT:
        return Reading.EITHER if value.unit == PERCENT else Reading.RELATIVE
    if value.unit == claim.unit or (value.unit == PERCENT and claim.unit in POINTS):
        return Reading.ABSOLUTE
    return None


def _obstacle(claim: Metric, basis: str, *, year: int, is_annual: bool) -> str | None:
    """Return what in the claim itself keeps it from being assessed."""
    if claim.is_target:
        return "a target"
    if claim.upper is not None:
        return "a range"
    if not (says(basis, "growth", "year_before") or str(year - 1) in basis):
        return "not against the year before"
    if not is_annual:
        return "not an annual report"
    return None if claim.indicator is not None else "what is measured is not known"


def _obstacle_of_value(
    metrics: Sequence[Metric], value: Metric | None, reading: Reading | None, only: dict[tuple[str, str], int]
) -> str | None:
    """Return what about this year's value keeps a claim from being assessed."""
    if value is None:
        return "no value of this year before it in its sentence"
    if reading is None:
        return "units do not compare"
    total = only.get((str(value.indicator), value.unit))
    if total is None or Decimal(metrics[total - 1].value) != Decimal(value.value):
        return "several values of this year"
    return None


def _is_plain(text: str, metrics: Sequence[Metric], place: int) -> bool:
    """Tell whether nothing but the words of comparison stands between value and claim, and nothing qualifies them."""
    claim = metrics[place]
    follower = metrics[place + 1] if place + 1 < len(metrics) else None
    if follower is not None and follower.change is not None and follower.start <= claim.end + JOINED:
        return False
    behind = text[claim.end : claim.end + 1]
    if (
        claim.bound is not Bound.EXACT
        or (behind and behind not in ENDS)
        or _is_one_of_several(text, metrics, place - 1)
    ):
        return False
    if is_by_other_rules(*around(text, claim)):
        return False
    basis = fold(claim.basis or "")
    words = text[metrics[place - 1].end : claim.start]
    if not words.startswith(SEPARATORS) or says(basis, "growth", "part_of_year"):
        return False
    compared = (f"{noun}{basis}" for noun in ("", *words_of("growth", "same_thing")))
    return any(words.startswith(one, 1) and _is_change(words[1 + len(one) :]) for one in compared)


def _is_one_of_several(text: str, metrics: Sequence[Metric], place: int) -> bool:
    """Tell whether a value stands in a list, or behind another in its unit: what follows may be said of both."""
    value = metrics[place]
    before = metrics[place - 1] if place else None
    if before is None or before.sentence_start != value.sentence_start:
        return False
    return text.startswith(JOINTS, before.end) or (before.unit == value.unit and is_level(before))


def _is_change(words: str) -> bool:
    """Tell whether words say that a number rose or fell, and nothing else (增长了)."""
    for change in sorted(words_of("growth", "changes"), key=len, reverse=True):
        words = words.replace(change, "")
    return not words
