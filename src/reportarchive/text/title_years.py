"""The words of a title around its topic -> the kind of report and the period it reports on.

The year nearest before the topic counts, else the first one behind it. A whole date is a day of publication
or of a meeting and never the year; a span in brackets behind a plan (纲要(2021-2025年)) is the plan's own.

>>> read_period("石景山区2021年上半年", "", "").kind.value
'half_year'
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reportarchive.model import ReportKind

if TYPE_CHECKING:
    from collections.abc import Mapping

_ZERO = "0〇零○ΟОOo"  # zero, circles, and the Greek, Cyrillic and Latin letters typed for them
_DIGIT = f"[{_ZERO}一二三四五六七八九]"
_VALUES = dict.fromkeys(_ZERO, "0") | {char: str(value) for value, char in enumerate("一二三四五六七八九", 1)}

# All patterns expect folded text without white space.
YEAR = rf"(?:(?<!\d)20\d\d(?!\d)|二{_DIGIT}{{3}}(?=年))"
YEAR_WORD = rf"(?:{YEAR}年?年?度?)"
SPAN = rf"(?P<first>{YEAR})年?度?[-–—―~至到、和及与]+(?P<last>{YEAR})年?度?"
PLAIN_SPAN = SPAN.replace("?P<first>", "?:").replace("?P<last>", "?:")
_MONTHS = "0?{}月?份?[-–—~至到]{}月份?"
_FIRST_HALF = rf"(?:上?半年度?|{_MONTHS.format(1, '0?6')})"
_SECOND_HALF = rf"(?:下半年度?|{_MONTHS.format(7, '12')})"
_WHOLE = _MONTHS.format(1, "12")
HALF = rf"(?:{_FIRST_HALF}|{_SECOND_HALF})"
PART = rf"(?:{HALF}|{_WHOLE})"
_COUNTS = {"两": 2, "二": 2, "三": 3, "四": 4, "五": 5}
_COUNT = rf"(?<![\d{_ZERO}一二三四五六七八九十第])(?P<count>[{''.join(_COUNTS)}2-5])"
SEVERAL_YEARS = rf"(?:近[几些]?年来?|(?:近|过去)?{_COUNT.replace('?P<count>', '?:')}年(?:来|多来|间)?)"
_DAY = rf"(?:{YEAR}年\d{{1,2}}月\d{{1,2}}[日号]|20\d\d[-/.]\d{{1,2}}[-/.]\d{{1,2}}|(?<!\d)20\d{{6}}(?!\d))"
_CLOCK = r"(?:\d{1,2}:\d{2}(?::\d{2})?)?"
_MONTH = rf"(?:{YEAR}年\d{{1,2}}月|\d{{1,2}}-\d{{1,2}})"
# 2024-02-26 10:00, [2024年3月1日], (2024年3月), (03-28); a month or 03-28 counts only in brackets or at the end.
_ENDING = rf"(?:{YEAR}年\d{{1,2}}月|20\d\d[-/.](?:0[1-9]|1[0-2])|(?<![\d-])(?:0[1-9]|1[0-2])-[0-3]\d)$"
DAY = rf"(?:[(\[【]?{_DAY}{_CLOCK}[)\]】]?|[(\[【]{_MONTH}[)\]】]|{_ENDING})"
_PARTIAL = re.compile(
    r"""年?度?[(]?(?:
        第?[一二三四1-4]季度                      # 第一季度
      | 前[一二三四五六七八九十\d]+个?(?:月|季度)   # 前三季度
      | \d{1,2}月?[-–—至]\d{1,2}月               # 1-6月
      | \d{1,2}月                                # 10月
      | 以来                                      # 2022年以来
    )""",
    re.VERBOSE,
)
_PLAN_TERM = re.compile(rf"《[^《》]*》|(?:纲要|规划|计划|方案)[(\[]?{PLAIN_SPAN}[)\]]?")


@dataclass(frozen=True, slots=True)
class Period:
    """What is reported on: a kind, the (last) year, ISO dates; `partial` when the words mean less than that."""

    kind: ReportKind
    year: int | None = None
    start: str | None = None
    end: str | None = None
    partial: bool = False


def read_period(before: str, between: str, after: str, *, plan_spans: Mapping[str, list[int]] | None = None) -> Period:
    """Return the period named before the topic, between topic and genre, or behind the genre, in this order.

    `plan_spans` maps the names of five-year plans to their first and last year (十三五期间).
    """
    for words in (before, between, after):
        usable = _PLAN_TERM.sub("", words)
        found = _span_of(usable, plan_spans or {}) or _year_of(usable, last=words is before)
        if found:
            return found
    everything = _PLAN_TERM.sub("", before + between + after)
    if re.search(HALF, everything):
        return Period(ReportKind.HALF_YEAR)
    plans = (_years(*span) for name, span in (plan_spans or {}).items() if name in everything)
    if plan := next(plans, None):
        return plan
    return Period(ReportKind.MULTI_YEAR if re.search(SEVERAL_YEARS, everything) else ReportKind.ANNUAL)


def half_of(words: str, year: int) -> tuple[str, str]:
    """Return the first and the last day of the half of a year that words name; 半年 alone is the first one.

    >>> half_of("柳堤区下半年法治政府建设工作总结", 2021)
    ('2021-07-01', '2021-12-31')
    """
    is_second = re.search(_SECOND_HALF, words) is not None
    return (f"{year}-07-01", f"{year}-12-31") if is_second else (f"{year}-01-01", f"{year}-06-30")


def span_told(text: str, title: str) -> Period | None:
    """Return the years that the head of a text reports on, where its title only counts them (近五年).

    >>> span_told("2018年以来，全区深入推进法治政府建设。", "柳堤区五年来法治政府建设情况报告").end
    '2022-12-31'
    """
    plain = _PLAN_TERM.sub("", text)
    if found := _span_of(plain, {}):
        return found
    counted, since = re.search(f"{_COUNT}年", title), re.search(f"(?P<first>{YEAR})年以来", plain)
    if counted is None or since is None:
        return None
    first = _number(since["first"])
    return _years(first, first + int(_COUNTS.get(counted["count"], counted["count"])) - 1)


def _span_of(words: str, plan_spans: Mapping[str, list[int]]) -> Period | None:
    match = re.search(SPAN, words)
    if match:
        period = _years(_number(match["first"]), _number(match["last"]))
        if period and re.match(rf"[(]?{_FIRST_HALF}", words[match.end() :]):
            return replace(period, end=f"{period.year}-06-30")
        return period
    named = (span for name, span in plan_spans.items() if re.search(rf"{name}[”\"」]?(?:期间|时期|以来)", words))
    return next((_years(*span) for span in named), None)


def _years(first: int, last: int) -> Period | None:
    return Period(ReportKind.MULTI_YEAR, last, f"{first}-01-01", f"{last}-12-31") if first < last else None


def _year_of(words: str, *, last: bool) -> Period | None:
    years = list(re.finditer(YEAR, words))
    if not years:
        return None
    match = years[-1 if last else 0]
    year, rest = _number(match[0]), words[match.end() :]
    if half := re.match(rf"年?度?[(]?(?P<named>{HALF})", rest):
        # Halves of two years, or both of one, are a period that no kind of report has.
        return Period(ReportKind.HALF_YEAR, year, *half_of(half["named"], year), len(re.findall(HALF, words)) > 1)
    partial = _PARTIAL.match(rest) is not None and re.match(rf"年?度?[(]?{_WHOLE}", rest) is None
    return Period(ReportKind.ANNUAL, year, f"{year}-01-01", f"{year}-12-31", partial)


def _number(year: str) -> int:
    return int("".join(_VALUES.get(char, char) for char in year))
