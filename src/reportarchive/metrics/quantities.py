"""Quantities: a numeral with its measure word, exact value, and range, as written.

Enters: the folded twin of a text. Leaves: quantities in order with value, upper, unit and the bound that
余, 多, 几 and 数 inside the numeral say. What stands around the number is read by `context`.

The grammar reads at most a few characters past a numeral, so its cost is linear in the length of the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING

from reportarchive.metrics.lexicon import LONE_BEFORE, UNIT
from reportarchive.model import Bound
from reportarchive.text.numerals import DIGITS, TENS, plain, read_numeral

if TYPE_CHECKING:
    from collections.abc import Iterator

_D = "".join(DIGITS)
_T = "".join(TENS)
_ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?:[ ]\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_WHOLE = rf"(?<![{_D}{_T}])"  # 十二件 is no number in a run that could not be read from its start
_CHINESE = rf"{_WHOLE}[{_D}{_T}]+(?:[ ]?万[{_D}{_T}]*)?"
_MAGNITUDE = r"万亿|亿|万|千(?![米克瓦卡])|百(?!分)"
_MORE = "[余多几]"
_SEPARATOR = r"[ ]?(?:--|——|[-—–~至到―])[ ]?"

# A numeral may carry 余 before or after its magnitude: 8600余万元, 9.5万余场.
_NUMBER = rf"(?:{_ARABIC}|{_CHINESE})[ ]?{_MORE}?[ ]?(?:{_MAGNITUDE})?[ ]?{_MORE}?"
_QUANTITY = re.compile(
    rf"""
    (?<![\d.A-Za-z])(?!(?<=\d,)\d{{3}})        # 12,15件 is a list, 1,2345件 no number we could read
    (?:
      {_WHOLE}(?P<base>[百千万]|[{_D}{_T}]{{1,6}})分之
      (?P<part>{_ARABIC}|[{_D}{_T}]+(?:点[{_D}]+)?)                                               # 百分之九十五
    | (?P<several>[数几])(?P<order>[十百千万亿]{{1,4}})(?P<some>{_MORE}?)[ ]?(?P<several_unit>{UNIT})   # 数千家
    | (?P<first>{_NUMBER})
      (?:[ ]?(?P<first_unit>{UNIT})?{_SEPARATOR}(?P<second>{_NUMBER}))?
      [ ]?(?P<unit>{UNIT})                                                                        # 3—5个工作日
    )
    """,
    re.VERBOSE,
)
_NUMERAL = re.compile(
    rf"(?P<number>{_ARABIC}|{_CHINESE})[ ]?(?P<more1>{_MORE}?)[ ]?"
    rf"(?P<magnitude>{_MAGNITUDE})?[ ]?(?P<more2>{_MORE}?)[ ]?"
)
_ADJOINING_DIGITS = re.compile(rf"[{_D[2:]}]{{2}}")  # 三四, 二三十: an estimate, no number
_BASES = {"百": Decimal(100), "千": Decimal(1000), "万": Decimal(10_000)}
_SIX_PLACES = Decimal("0.000001")
_LONGEST_NUMERAL = 20
"""Longest numeral in characters; a longer run of digits is a code, and decimals would no longer be exact."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One quantity of the twin: `start`/`end` span it from its first numeral through its unit."""

    start: int
    end: int
    value: str
    upper: str | None
    unit: str
    bound: Bound


def find_quantities(twin: str, masked: bytearray) -> Iterator[Quantity]:
    """Yield the quantities of a folded text in order; `masked[i]` is 1 where a character is masked."""
    position = 0
    while match := _QUANTITY.search(twin, position):
        start = match.start()
        if masked[start]:
            position = masked.find(0, start)
            if position < 0:
                return
            continue
        quantity = _read(twin, match)
        if quantity is None or masked.find(1, quantity.start, quantity.end) >= 0:
            # Skip the numeral, not only its first digit: 315件 is no part of 2315件.
            position = max(_numeral_end(twin, start), start + 1)
            continue
        yield quantity
        position = quantity.end


def _numeral_end(twin: str, start: int) -> int:
    match = _NUMERAL.match(twin, start)
    return match.end("number") if match else start + 1


def _read(twin: str, match: re.Match[str]) -> Quantity | None:
    if match["base"] is not None:
        return _fraction(match)
    if match["several"] is not None:
        value = read_numeral(match["order"])
        return Quantity(match.start(), match.end(), plain(value), None, match["several_unit"], Bound.ABOUT)
    return _counted(twin, match)


def _fraction(match: re.Match[str]) -> Quantity | None:
    part = match["part"]
    if len(part) > _LONGEST_NUMERAL:
        return None
    if "点" in part:
        whole, digits = part.split("点")
        numerator = read_numeral(whole) + Decimal("0." + "".join(str(DIGITS[char]) for char in digits))
    else:
        numerator = read_numeral(part)
    if match["base"] == "百":
        return Quantity(match.start(), match.end(), plain(numerator), None, "%", Bound.EXACT)
    base = _BASES.get(match["base"]) or read_numeral(match["base"])
    if not base:
        return None
    share = (numerator / base).quantize(_SIX_PLACES, ROUND_HALF_EVEN)
    return Quantity(match.start(), match.end(), plain(share), None, "比例", Bound.EXACT)


def _counted(twin: str, match: re.Match[str]) -> Quantity | None:
    first = _number(match["first"])
    if first is None:
        return None
    value, bound = first
    upper = None
    if match["second"] is not None:
        second = _number(match["second"])
        # 从3个到5个 is two levels, and 5至3 no range.
        if second is None or twin[max(match.start() - 1, 0) : match.start()] in {"从", "由"}:
            return _alone(match, value, bound)
        upper, bound = second
        value = _same_magnitude(match, value)
        if upper <= value:
            return _alone(match, value, bound)
    if _is_lone(match) and not LONE_BEFORE.search(twin, max(match.start() - 4, 0), match.start()):
        return None
    unit = match["unit"]
    return Quantity(match.start(), match.end(), plain(value), None if upper is None else plain(upper), unit, bound)


def _alone(match: re.Match[str], value: Decimal, bound: Bound) -> Quantity | None:
    """Read the first number of a pair that is no range; without a unit of its own it is no quantity."""
    if match["first_unit"] is None:
        return None
    return Quantity(match.start(), match.end("first_unit"), plain(value), None, match["first_unit"], bound)


def _same_magnitude(match: re.Match[str], value: Decimal) -> Decimal:
    """Return the lower end of a range with the magnitude written once behind the upper: 3至5万元."""
    lower, upper = (_NUMERAL.match(match[name]) for name in ("first", "second"))
    if lower and upper and upper["magnitude"] and not lower["magnitude"] and match["first_unit"] is None:
        return value * read_numeral("一" + upper["magnitude"])
    return value


def _is_lone(match: re.Match[str]) -> bool:
    """Tell whether the numeral is one Chinese digit or a bare 十 without anything: 两年, 一次."""
    return match["second"] is None and match["first"].strip() in DIGITS


def _number(surface: str) -> tuple[Decimal, Bound] | None:
    """Return value and bound of one numeral with its magnitude; None when it is no number (三四, 百)."""
    match = _NUMERAL.fullmatch(surface)
    if match is None:
        return None
    number = match["number"].strip()
    more = match["more1"] + match["more2"]
    bare_order = number[0] in "百千" and not more
    if bare_order or len(number) > _LONGEST_NUMERAL or _ADJOINING_DIGITS.search(number):
        return None
    value = read_numeral(number)
    if match["magnitude"]:
        value *= read_numeral("一" + match["magnitude"]) if match["magnitude"] != "万亿" else Decimal(10**12)
    return value, Bound.OVER if more else Bound.EXACT
