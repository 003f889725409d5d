"""Claims that a number is part of another (审结132件，其中维持71件), and shares of all there is (办复率100%)."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from reportarchive.claims.claim import Claim, Kind
from reportarchive.claims.growth import NEAR
from reportarchive.claims.tolerance import PERCENT, SHARES, is_plain_count, tolerance_of
from reportarchive.claims.totals import is_level
from reportarchive.claims.words import has_any, words_of
from reportarchive.indicators import load_indicators

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reportarchive.model import Metric

ALL = Decimal(100)
SEPARATORS = "，,：:"
CLAUSE_ENDS = "，,；;"


def part_claims(text: str, metrics: Sequence[Metric]) -> Iterator[Claim]:
    """Yield the first numbers behind 其中, and those joined to them by 、 alone; parts may overlap and are not summed.

    Whole and part have the same unit, and the same indicator or one whose broader one is the whole's.
    """
    for place, part in enumerate(metrics):
        if part.indicator is None or not is_level(part) or part.unit in SHARES:
            continue
        found = _whole_of(text, metrics, place)
        if found is None:
            continue
        at, between = found
        whole = metrics[at]
        exact = is_plain_count(part) and is_plain_count(whole)
        most = Decimal(whole.value) + (0 if exact else tolerance_of(part) + tolerance_of(whole))
        other_time = has_any(between, words_of("part", "other_time"))
        yield Claim(
            kind=Kind.PART,
            seq=place + 1,
            indicator=part.indicator,
            claimed=float(part.value),
            other_seq=at + 1,
            most=float(most),
            obstacle="a part of another time" if other_time else None,
            holds=Decimal(part.value) <= most,
        )


def rate_claims(text: str, metrics: Sequence[Metric]) -> Iterator[Claim]:
    """Yield the shares in per cent; growth and 百分点 are none."""
    for place, metric in enumerate(metrics):
        listed = load_indicators().get(metric.indicator or "")
        if listed is None or listed.kind != "rate" or metric.unit != PERCENT or metric.change is not None:
            continue
        stated = max(Decimal(metric.value), Decimal(metric.upper or 0))
        yield Claim(
            kind=Kind.RATE,
            seq=place + 1,
            indicator=metric.indicator,
            claimed=float(metric.upper or metric.value),
            most=float(ALL),
            obstacle=_obstacle_of_rate(text, metric, stated),
            holds=stated <= ALL,
        )


def _whole_of(text: str, metrics: Sequence[Metric], place: int) -> tuple[int, str] | None:
    """Return the place of the whole a number is said to be part of, and the words between 其中 and the number."""
    part = metrics[place]
    codes = _with_broader(str(part.indicator))
    for at in range(place - 1, max(place - NEAR, 0) - 1, -1):
        whole = metrics[at]
        if whole.sentence_start != part.sentence_start:
            return None
        opening = next((one for one in words_of("part", "opens") if text.startswith(one, whole.end)), None)
        if opening is None or whole.indicator not in codes or whole.unit != part.unit or not is_level(whole):
            continue
        between = text[whole.end + len(opening) : part.start].lstrip(SEPARATORS)
        if not has_any(between, CLAUSE_ENDS):
            return at, between
    return None


def _with_broader(code: str) -> tuple[str, ...]:
    """Return an indicator, the one it is a part of, and the one that is a part of."""
    codes = [code]
    while len(codes) <= 2 and (listed := load_indicators().get(codes[-1])) is not None and listed.broader:
        codes.append(listed.broader)
    return tuple(codes)


def _obstacle_of_rate(text: str, metric: Metric, stated: Decimal) -> str | None:
    if metric.is_target:
        return "a target"
    said = text[metric.sentence_start : metric.start]
    if stated > ALL and has_any(said, words_of("rate", "may_exceed")):
        return "against a target or another time"
    return None
