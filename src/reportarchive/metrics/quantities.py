"""Quantities: a numeral with its measure word, exact value, and range, as written.

Enters: the folded twin of a text. Leaves: quantities in order with value, upper, unit and the bound that
余, 多, 几 and 数 inside the numeral say. What stands around the number is read by `context`.

The grammar is tried at the numerals only and reads a few characters past each, so its cost is linear in the text.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_EVEN, Decimal
from typing import TYPE_CHECKING, NamedTuple

from reportarchive.metrics.lexicon import (
    BARE_BEFORE,
    CHANGE_BACKWARDS,
    JOINT,
    LONE_AFTER,
    LONE_BEFORE,
    LONE_CLOSING,
    LONE_UNITS,
    NOT_LONE,
    SHARES,
    TIME_UNITS,
    UNIT,
    UNIT_STARTS,
)
from reportarchive.metrics.numbers import LONGEST_NUMERAL, MORE, MORE_CLASS, Number, read_number
from reportarchive.model import Bound
from reportarchive.text.numerals import CHINESE, DIGITS, TENS, plain, read_numeral

if TYPE_CHECKING:
    from collections.abc import Iterator

_D = "".join(DIGITS)
_SEPARATOR = r"[ ]?(?P<separator>--|——|[-—–~～至到―])[ ]?"

# Atomic groups: 2,315件 is never read as 315件, and a run of digits is walked once.
_FIGURES = r"(?>\d{1,3}(?:,\d{3})+(?!\d)|\d{1,3}(?:[ ]\d{3})+(?!\d)|\d+)(?:\.\d+)?"
_ARABIC = rf"(?:{_FIGURES}(?:亿{_FIGURES}(?=[ ]?{MORE_CLASS}?千?万)|万{_FIGURES}(?=千)|))"  # 1亿2000万, 2万3千
_CHINESE = rf"(?>[{CHINESE}]+(?:[万亿][{CHINESE}]+)*(?:点[{_D}]+)?)"
_MAGNITUDE = r"[百千]?(?:万亿|[亿万])|千(?![米克瓦卡伏帕焦])|百(?!分)"
# A numeral may carry 余 before or after its magnitude: 8600余万元, 9.5万余场. 万余 is one without figures.
_NUMBER = rf"(?:{_ARABIC}|{_CHINESE}|(?=[万亿]))(?:[ ]?(?:{MORE_CLASS}|{_MAGNITUDE})){{0,4}}"
_QUANTITY = re.compile(
    rf"""
      (?P<base>[百千万]|[{CHINESE}]{{1,6}})分之(?P<part>{_ARABIC}|{_CHINESE})                    # 百分之九十五
      (?:[ ]?[-—–~～至到][ ]?(?:(?P=base)分之)?(?P<part_to>{_ARABIC}|{_CHINESE})(?![余多几万亿]|[ ]?{UNIT}))?
    | (?P<share>\d{{1,3}}/\d{{1,3}})(?![\d/.年月日%{_D}]|[ ]?{UNIT})                             # 1/3
    | (?P<first>{_NUMBER})
      (?:[ ]?(?P<first_unit>{UNIT})?{_SEPARATOR}(?P<second>{_NUMBER}))?
      [ ]?(?P<unit>{UNIT})                                                                        # 3—5个工作日
    """,
    re.VERBOSE,
)
# A number whose unit stands at a later one: 分别提高15、22个百分点; 由2.9提高至3.2%. The caps keep it linear.
_LISTED = re.compile(
    rf"(?P<number>{_ARABIC})(?={JOINT}(?:{_ARABIC}{JOINT}){{0,9}}{_ARABIC}[ ]?(?:{_MAGNITUDE})?(?P<unit>{UNIT}))"
)
_LIST_WORDS = re.compile(r"分别|依次")
_LIST_UNITS = frozenset({"%", "‰", "百分点", "个百分点"})
_FROM = re.compile(rf"(?P<number>{_ARABIC})(?=[^\d。;,、\n\t]{{0,12}}[到至为成]{_ARABIC}[ ]?(?P<unit>{UNIT}))")
_FROM_WORDS = frozenset("从由自")
_FROM_CLAUSE = re.compile(r"[从由自][^。;,、\n\t]*\Z")
_TO = re.compile(r"[^\d。;,\n\t]{0,12}[到至为成](?:了|约)?")
_ALONE = re.compile(rf"(?P<number>{_ARABIC})(?![\d/.年月日:])")
_LARGE = re.compile(rf"(?P<number>{_ARABIC}[ ]?{MORE_CLASS}?(?:万亿|亿|万)(?:{MORE_CLASS}(?!元))?)(?![\d{CHINESE}.])")

_BEHIND_CHINESE = UNIT_STARTS | frozenset("余多几分点至到-—–~～― ")
_RUN = re.compile(rf"[0-9{CHINESE}万亿][0-9{CHINESE}万亿]*")  # the first alone is what a search skips to
_BROKEN_THOUSANDS = re.compile(r"(?<!\d)\d{1,3}(?:[,﹐][ ]?)\Z|,\d{3},\Z")  # 5，| 1,234,
_THREE_DIGITS = re.compile(r"\d{3}(?!\d)")
_PADDED = re.compile(r"0\d")  # 007: a code, or what is left of 5, 000
_GOES_ON = re.compile(r"[.,]\d")  # 1/32,315: what stands before is a piece of a number
_ORDERS = frozenset(TENS) - {"十"} | frozenset("万亿")
_ORDER_AT_END = re.compile(r"[百千万亿]+\Z")
_CLAUSE_ENDS = frozenset("。;,﹐、)(")
_SEVERAL = frozenset("数几")  # 数千家, 几十场
_BASES = {"百": Decimal(100), "千": Decimal(1000), "万": Decimal(10_000)}
_SIX_PLACES = Decimal("0.000001")
_LONGEST_CLAUSE = 24


class Quantity(NamedTuple):
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
    previous: Quantity | None = None
    for run in _RUN.finditer(twin):
        start = max(run.start(), position)
        if masked[start]:
            start = masked.find(0, start, run.end())  # 第一12名: the run goes on behind what is masked
        if not 0 <= start < run.end():
            continue
        if twin[start] >= "〇" and twin[run.end() : run.end() + 1] not in _BEHIND_CHINESE:
            continue  # 一步, 三定: most Chinese digits stand before no measure word
        if not _may_begin(twin, start):
            continue
        quantity = _read_at(twin, start, previous)
        if quantity is None or masked.find(1, quantity.start, quantity.end) >= 0:
            continue
        previous = _with_unit_of(twin, previous, quantity)
        yield previous
        position = previous.end


def _may_begin(twin: str, start: int) -> bool:
    """Tell whether a number can begin at `start`: not inside a decimal, a code (A4, 1,2345) or a name of letters."""
    before = twin[start - 1] if start else ""
    if before.isascii() and (before.isalnum() or before == "."):
        return False
    if twin[start] == "0" and _PADDED.match(twin, start):
        return False
    if before not in ",﹐ ":
        return True
    if before == "," and twin[start - 2 : start - 1].isdigit() and twin[start : start + 3].isdigit():
        return False
    # 5，300: whether that is one number or two cannot be told; the rest of 1,234,56 is no number.
    broken = _BROKEN_THOUSANDS.search(twin, max(start - 6, 0), start)
    return broken is None or (broken[0][0] != "," and _THREE_DIGITS.match(twin, start) is None)


def _read_at(twin: str, start: int, previous: Quantity | None) -> Quantity | None:
    match = _QUANTITY.match(twin, start)
    if match is None:
        return _without_unit(twin, start, previous)
    if match.lastgroup == "unit":
        return _counted(twin, match)
    return _share(match) if match.lastgroup == "share" else _fraction(match)


def _fraction(match: re.Match[str]) -> Quantity | None:
    numerator = read_number(match["part"])
    if numerator is None:
        return None
    if match["base"] == "百":
        value, start = plain(numerator.value), match.start()
        upper = read_number(match["part_to"]) if match["part_to"] else None
        if upper is None or upper.value <= numerator.value:
            return Quantity(start, match.end("part"), value, None, "%", Bound.EXACT)
        return Quantity(start, match.end(), value, plain(upper.value), "%", Bound.EXACT)
    base = _BASES.get(match["base"]) or read_numeral(match["base"])
    return _ratio(match, numerator.value, base)


def _share(match: re.Match[str]) -> Quantity | None:
    numerator, _, base = match["share"].partition("/")
    return _ratio(match, Decimal(numerator), Decimal(base))


def _ratio(match: re.Match[str], numerator: Decimal, base: Decimal) -> Quantity | None:
    end = match.end("part") if match["part"] else match.end()
    if not 0 < numerator < base or _GOES_ON.match(match.string, end):
        return None
    share = (numerator / base).quantize(_SIX_PLACES, ROUND_HALF_EVEN)
    return Quantity(match.start(), end, plain(share), None, "比例", Bound.EXACT)


def _counted(twin: str, match: re.Match[str]) -> Quantity | None:
    written, second, unit = match.group("first", "second", "unit")
    if second is None and written.isdecimal() and written.isascii() and len(written) <= LONGEST_NUMERAL:
        # Most numerals are nothing but figures: no decimal, no bound, no order to ask for.
        return Quantity(match.start(), match.end(), str(int(written)), None, unit, Bound.EXACT)
    first = read_number(written)
    if first is None:
        return None
    if second is not None:
        return _pair(twin, match, first)
    start, bound = match.start(), first.bound
    if written[0] in _ORDERS or (written[0] == "十" and twin[start - 1 : start] in _SEVERAL):
        several = _order_bound(twin, match, bound)
        if several is None:
            return None
        bound = several
        start -= twin[start - 1 : start] in _SEVERAL
    elif (written.strip() in DIGITS or written == "十") and not _lone_counts(twin, match):
        return None
    upper = None if first.upper is None else plain(first.upper)
    return Quantity(start, match.end(), plain(first.value), upper, unit, bound)


def _pair(twin: str, match: re.Match[str], first: Number) -> Quantity | None:
    """Read two numbers with a dash or 至 between: a range, unless 从 stands before it or it falls."""
    second = read_number(match["second"])
    if second is None or (match["separator"] in "至到" and _goes_to(twin, match)):
        return _alone(match, first)
    value = _same_magnitude(match, first.value)
    if second.value <= value:
        return _alone(match, first)
    return Quantity(match.start(), match.end(), plain(value), plain(second.value), match["unit"], second.bound)


def _goes_to(twin: str, match: re.Match[str]) -> bool:
    """Tell whether 至 leads from a number to the level reached: 从3件至5件, 提升5.2个百分点至98.3%, 增加20件至56件."""
    start, unit = match.start(), match["first_unit"]
    if twin[max(start - 1, 0) : start] in _FROM_WORDS:
        return True
    if unit is None:
        return False
    if not match["unit"].startswith(unit):
        return True
    return unit not in SHARES and CHANGE_BACKWARDS.match(twin[max(start - 8, 0) : start][::-1]) is not None


def _alone(match: re.Match[str], number: Number) -> Quantity | None:
    """Read the first number of a pair that is no range; without a unit of its own it is an heir or nothing."""
    if match["first_unit"] is None:
        return None
    return Quantity(
        match.start(), match.end("first_unit"), plain(number.value), None, match["first_unit"], number.bound
    )


def _same_magnitude(match: re.Match[str], value: Decimal) -> Decimal:
    """Return the lower end of a range with the magnitude written once behind the upper: 3至5万元."""
    orders = [_ORDER_AT_END.search(MORE.sub("", match[name]).rstrip()) for name in ("first", "second")]
    if orders[1] and not orders[0] and match["first_unit"] is None:
        return value * read_numeral("1" + orders[1][0])
    return value


def _order_bound(twin: str, match: re.Match[str], bound: Bound) -> Bound | None:
    """Return the bound of a number without figures (数千, 上百, 百余, 近百), or None where it is no number."""
    start = match.start()
    before = twin[start - 1 : start]
    if before in _SEVERAL:
        return Bound.ABOUT
    if before == "上" or bound is Bound.OVER:
        return Bound.OVER
    threshold = twin.startswith("以上", match.end())
    return bound if threshold or BARE_BEFORE.search(twin, max(start - 3, 0), start) else None


def _lone_counts(twin: str, match: re.Match[str]) -> bool:
    """Tell whether one Chinese digit before a measure word is a number (连续两年) and not part of a word (一次)."""
    unit, end = match["unit"], match.end()
    if unit in LONE_UNITS or (unit in TIME_UNITS and LONE_AFTER.match(twin, end)):
        return True
    if NOT_LONE.match(twin, end):
        return False
    # 举办示范班三期, at the end of its clause; 一次 is a word there too.
    if unit in LONE_CLOSING and match["first"] not in {"一", "十"} and twin[end : end + 1] in _CLAUSE_ENDS:
        return twin[match.start() - 1 : match.start()] > "一"
    return LONE_BEFORE.search(twin, max(match.start() - 4, 0), match.start()) is not None


def _without_unit(twin: str, start: int, previous: Quantity | None) -> Quantity | None:
    """Read a number that carries no measure word: one with the unit of another, or a large one (1386万)."""
    heir = _heir(twin, start, previous)
    if heir:
        return heir
    match = _LARGE.match(twin, start)
    return _inherited(match, "") if match else None


def _heir(twin: str, start: int, previous: Quantity | None) -> Quantity | None:
    """Read a number whose unit is written at another one: 分别提高15、22个百分点; 由2.9降至2.5%."""
    clause = max(0, start - _LONGEST_CLAUSE)
    match = _LISTED.match(twin, start)
    if match and (match["unit"] in _LIST_UNITS or _LIST_WORDS.search(twin, clause, start)):
        return _inherited(match, match["unit"])
    match = _FROM.match(twin, start)
    if match and _FROM_CLAUSE.search(twin, clause, start):
        return _inherited(match, match["unit"])
    if previous and _TO.fullmatch(twin, previous.end, start) and _FROM_CLAUSE.search(twin, clause, previous.start):
        match = _ALONE.match(twin, start)
        return _inherited(match, previous.unit) if match else None
    return None


def _inherited(match: re.Match[str], unit: str) -> Quantity | None:
    number = read_number(match["number"])
    if number is None or _GOES_ON.match(match.string, match.end("number")):
        return None
    end = match.start() + len(match["number"].rstrip())
    return Quantity(match.start(), end, plain(number.value), None, unit, number.bound)


def _with_unit_of(twin: str, previous: Quantity | None, quantity: Quantity) -> Quantity:
    """Return the quantity with the whole unit of the one before: 由21个工作日压减至3个."""
    if (
        previous is not None
        and quantity.unit == "个"
        and previous.unit.startswith("个")
        and _TO.fullmatch(twin, previous.end, quantity.start)
    ):
        return quantity._replace(unit=previous.unit)
    return quantity
