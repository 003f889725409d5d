"""Claims that a number is part of another: 审结132件，其中维持71件.

A part larger than its whole is held against a report only where no reading of its words explains it: another time, more
bodies, another thing counted, cases that came in before, a whole that is an average or open upwards.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from reportarchive.claims.claim import Claim, Kind
from reportarchive.claims.growth import NEAR
from reportarchive.claims.tolerance import SHARES, is_plain_count, tolerance_of
from reportarchive.claims.totals import is_level
from reportarchive.claims.wording import doubt_of, is_open
from reportarchive.claims.words import says, words_of
from reportarchive.indicators import load_indicators
from reportarchive.model import Bound

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reportarchive.model import Metric

SEPARATORS = ",: "
_CLAUSE_END = re.compile(r"[,;:。()\n\t]")
_OWN_END = re.compile(r"[,;:。()\n\t、]")
_LIST_END = re.compile(r"[,;)]")
_IN_PART = ("longer_time", "wider", "sums", "other_thing")


def part_claims(text: str, metrics: Sequence[Metric]) -> Iterator[Claim]:
    """Yield the first numbers behind 其中, and those joined to them by 、 alone; parts may overlap and are not summed.

    Whole and part have the same unit, and the same indicator or one whose broader one is the whole's. The text is a
    folded one.
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
        holds = Decimal(part.value) <= most
        obstacle = "a part of another time" if says(between, "part", "other_time") else None
        if obstacle is None and not holds:
            obstacle = _explanation(text, metrics, at, place)
        yield Claim(
            kind=Kind.PART,
            seq=place + 1,
            indicator=part.indicator,
            claimed=float(part.value),
            other_seq=at + 1,
            most=float(most),
            obstacle=obstacle,
            holds=holds,
        )


def _whole_of(text: str, metrics: Sequence[Metric], place: int) -> tuple[int, str] | None:
    """Return the place of the whole a number is said to be part of, and the words between 其中 and the number."""
    part = metrics[place]
    codes = _with_broader(str(part.indicator))
    for at in range(place - 1, max(place - NEAR, 0) - 1, -1):
        whole = metrics[at]
        if whole.sentence_start != part.sentence_start:
            return None
        if whole.indicator not in codes or whole.unit != part.unit or not is_level(whole):
            continue
        words = text[whole.end : part.start]
        opening = next((one for one in words_of("part", "opens") if words.startswith(one)), None)
        if opening is None:
            continue
        between = words[len(opening) :].lstrip(SEPARATORS)
        if not _LIST_END.search(between):
            return at, between
    return None


def _with_broader(code: str) -> tuple[str, ...]:
    """Return an indicator, the one it is a part of, and the one that is a part of."""
    codes = [code]
    while len(codes) <= 2 and (listed := load_indicators().get(codes[-1])) is not None and listed.broader:
        codes.append(listed.broader)
    return tuple(codes)


def _explanation(text: str, metrics: Sequence[Metric], at: int, place: int) -> str | None:
    """Return what could explain that a part is larger than its whole."""
    whole, part = metrics[at], metrics[place]
    if doubt := doubt_of(text, part):
        return doubt
    if whole.bound is not Bound.UNDER and is_open(whole):
        return "a whole that may be more"
    of_whole = _CLAUSE_END.split(_words_before(text, metrics, at))[-1]
    own = _words_before(text, metrics, place) + _OWN_END.split(text[part.end : part.sentence_end])[0]
    among = text[whole.end : part.start] + own
    if any(says(among, "part", line) for line in _IN_PART):
        return "perhaps another time or another thing"
    if says(own, "part", "outcomes") and not says(of_whole, "part", "ended"):
        return "perhaps cases that came in before"
    is_other = says(of_whole, "part", "each_or_new") or says(of_whole, "total", "other_year")
    earlier = (it for it in metrics[max(at - NEAR, 0) : at] if it.sentence_start == part.sentence_start)
    if is_other or any(it.unit == part.unit and Decimal(it.value) >= Decimal(part.value) for it in earlier):
        return "perhaps a part of another number"
    return None


def _words_before(text: str, metrics: Sequence[Metric], place: int) -> str:
    """Return the words between a number and the one before it in its sentence."""
    it = metrics[place]
    start = max(it.sentence_start, metrics[place - 1].end if place else 0)
    return text[start : it.start]
