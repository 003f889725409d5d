"""Dates as Chinese pages write them: a text enters, ISO dates (YYYY-MM-DD) leave.

Reads 2024-03-28 10:00, 2024/3/1, 2024.03.28, 2024年3月1日, 二〇二四年三月一日 (also with ○ Ο 零 O),
2024 年 1 月 10 日, and all of them in full width. Refuses a day that is not in the calendar, a month without
a day, and a two-digit year.

>>> read_date("发布时间：２０２４年３月１日")
'2024-03-01'
>>> read_date("2023-02-29") is None
True
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone

from reportarchive.text.folding import fold

_ZERO = "零〇○◯ΟOo0"
_DIGITS = dict.fromkeys(_ZERO, "0") | {char: str(n) for n, char in enumerate("一二三四五六七八九", 1)}
_CHINESE = "一二三四五六七八九十廿卅"

_DATE = re.compile(
    rf"""
    (?<![\d.]) (?P<year>\d{{4}}) (?:
        \s? (?P<sep>[-/.]) \s?                        # 2024-03-28, 2024/3/1, 2024.03.28
        (?P<month>\d{{1,2}}) \s? (?P=sep) \s?
        (?P<day>\d{{1,2}}) (?! \d | [-/.]\d )
      | \s{{0,3}} 年 \s{{0,3}}                         # 2024年3月1日, 2024 年 1 月 10 日, 2024年三月一日
        (?P<month2>\d{{1,2}}|[{_CHINESE}]{{1,2}}) \s{{0,3}} 月 \s{{0,3}}
        (?P<day2>\d{{1,2}}|[{_CHINESE}]{{1,3}}) \s{{0,3}} [日号]
    )
  | (?P<year3> [一二] (?: \s{{0,2}} [一二三四五六七八九{_ZERO}] ){{3}} )   # 二〇二四年三月一日
    \s{{0,3}} 年 \s{{0,3}}
    (?P<month3>\d{{1,2}}|[{_CHINESE}]{{1,2}}) \s{{0,3}} 月 \s{{0,3}}
    (?P<day3>\d{{1,2}}|[{_CHINESE}]{{1,3}}) \s{{0,3}} [日号]
    """,
    re.VERBOSE,
)
_COMPACT = re.compile(r"\s*((?:19|20)\d{2})(\d{2})(\d{2})(?:\d{6})?\s*")


@dataclass(frozen=True, slots=True)
class FoundDate:
    """One date: its ISO form, and where `text[start:end]` writes it."""

    iso: str
    start: int
    end: int


def read_date(text: str) -> str | None:
    """Return the first date written in the text, or None when there is none or it is impossible.

    A text that is nothing but eight digits (20240328, or fourteen with the time) is read as a date too; eight
    digits within other text are not, because file names and index numbers look alike.
    """
    folded = fold(text)
    compact = _COMPACT.fullmatch(folded)
    if compact:
        return iso_date(*(int(part) for part in compact.groups()))
    match = _DATE.search(folded)
    return _iso_of(match) if match else None


def find_dates(text: str) -> list[FoundDate]:
    """Return the possible dates written in the text, in order, without overlaps."""
    found = []
    for match in _DATE.finditer(fold(text)):
        iso = _iso_of(match)
        if iso:
            found.append(FoundDate(iso, match.start(), match.end()))
    return found


def iso_date(year: int, month: int, day: int) -> str | None:
    """Return the ISO form of a day of the years 1900 to 2100, or None when the calendar lacks it."""
    if not 1900 <= year <= 2100:
        return None
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _iso_of(match: re.Match[str]) -> str | None:
    year = match["year"] or "".join(_DIGITS[char] for char in match["year3"] if not char.isspace())
    month = match["month"] or match["month2"] or match["month3"]
    day = match["day"] or match["day2"] or match["day3"]
    month_number, day_number = _small_number(month), _small_number(day)
    if month_number is None or day_number is None:
        return None
    return iso_date(int(year), month_number, day_number)


def _small_number(numeral: str) -> int | None:
    """Return the value of 1 to 39 in Arabic or Chinese digits (十, 十二, 二十, 二十三, 廿三, 三十一)."""
    if numeral.isdecimal():
        return int(numeral)
    spelt = numeral.replace("廿", "二十").replace("卅", "三十")
    tens, ten, ones = spelt.partition("十")
    if not ten:
        tens, ones = "", spelt
        return int(_DIGITS[ones]) if len(ones) == 1 else None
    if len(tens) > 1 or len(ones) > 1 or "十" in ones:
        return None
    return (int(_DIGITS[tens]) if tens else 1) * 10 + (int(_DIGITS[ones]) if ones else 0)


def read_moment(text: str) -> str | None:
    """Return the day in China of a moment written for machines, else the first date written in the text.

    >>> read_moment("2024-05-05T22:10:00.000Z"), read_moment("2024-05-06-17:10:00"), read_moment("1711602000")
    ('2024-05-06', '2024-05-06', '2024-03-28')
    """
    written = text.strip()
    zoned = _ZONED.fullmatch(written)
    epoch = _EPOCH.fullmatch(written)
    try:
        if zoned:
            moment = datetime.fromisoformat(f"{zoned[1]}T{zoned[2]}{_offset(zoned[3])}")
        elif epoch:
            moment = datetime.fromtimestamp(int(epoch[1]), tz=UTC)
        else:
            glued = _GLUED_TIME.match(written)
            return read_date(glued[1] if glued else written)
        return moment.astimezone(_CHINA).date().isoformat()
    except (ValueError, OverflowError, OSError):
        return None


def _offset(written: str) -> str:
    return "+00:00" if written in "Zz" else f"{written[:3]}:{written[-2:]}"


_CHINA = timezone(timedelta(hours=8))
_ZONED = re.compile(r"(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2}(?::\d{2})?)(?:\.\d+)?\s?(Z|z|[+-]\d{2}:?\d{2})")
_EPOCH = re.compile(r"(1\d{9})(?:\d{3})?")
_GLUED_TIME = re.compile(r"((?:19|20)\d{2}-\d{2}-\d{2})-\d{2}:\d{2}")
