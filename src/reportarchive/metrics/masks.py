"""Numbers that measure nothing: years, dates, ordinals, document numbers, coinages, with the reason of each.

Enters: the folded twin of a text. Leaves: spans with a reason, in order, none overlapping. A span masks every
numeral in it; which numerals those are is counted elsewhere. Reasons: reference list of the conventions.

Words of the lists (coinages, hotlines, look-alikes) are found in one pass of an automaton, quoted coinages by
their quotes, and all other forms at the numerals alone, so the cost is linear and a text without numerals free.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import ahocorasick

from reportarchive.metrics.lexicon import DAY_NAME, HOTLINE, SERVICE, UNIT, WORDS, YEAR_BEFORE
from reportarchive.model import Reason
from reportarchive.text.numerals import CHINESE

if TYPE_CHECKING:
    from collections.abc import Iterator

_CN = f"[{CHINESE}]"
_YEAR = r"(?:19|20)\d\d"
_DASH = r"[ ]?(?:--|——|[-—–~至到―])[ ]?"
_COUNTS = rf"[ ]?(?:[余多几万亿]|{UNIT})"  # what makes a number one that measures something
_QUOTED_CAP = 8  # a quoted coinage is at most this long; longer quotes are read like any text
_RANK_REACH = 16  # characters between 排名 and its ordinal

_RUN = re.compile(rf"[0-9{CHINESE}][0-9{CHINESE}]*")  # the first alone is what a search skips to
_QUOTED = re.compile("|".join(f"{a}[^{a}{b}\n]{{1,{_QUOTED_CAP}}}{b}" for a, b in ("“”", "‘’", "「」", '""')))
_RANKED = re.compile(rf"(?:{'|'.join(WORDS['rank']['before'])})[^。;,﹐\n]*\Z")

_SERVICES = "".join({service[0] for service in WORDS["hotlines"]["services"]})
# One alternative a line; the first that fits at a place wins, so the special stands before the general. The first line
# has all characters that stand in them behind one to three figures: most numbers are done with there (masks in 5/6).
_AT_DIGITS = re.compile(
    rf"""
    (?! (?!{HOTLINE}) \d{{1,3}}[^\d\ 号季年度./\-—–~至到―月·:时点强届+×*xXGgKkDAH版、级∶小{_SERVICES}] ) (?:
    (?P<docno>   \d{{1,6}}[ ]?号(?![线楼院机]) | \d{{12,}}(?![.%])(?!{_COUNTS}) )   # 23号
  | (?P<period>  {_YEAR}[ ]?年?(?:度)?{_DASH}{_YEAR}(?:[ ]?年度?)? | {_YEAR}{_YEAR}年  # 2021-2025年
               | [1-4][ ]?季度 )                                                    # 2季度
  | (?P<date>    {_YEAR}[ ]?[年./-][ ]?\d{{1,2}}(?!\d)[ ]?(?:[月./-][ ]?(?:\d{{1,2}}(?!\d)[ ]?日?)?)  # 2023年12月31日
               | \d{{1,2}}[ ]?月(?:{_DASH}|[ ]?)\d{{1,2}}[ ]?日(?:{_DASH}\d{{1,2}}[ ]?日)?  # 9月30日
               | (?:\d{{1,2}}{_DASH})?\d{{1,2}}[ ]?月份?(?:{_DASH}\d{{1,2}}月份?)?  # 1-10月
               | {_YEAR}[01]\d[0-3]\d(?![\d.,%])(?!{_COUNTS})                       # 20240328
               | \d{{1,2}}·\d{{1,2}}(?!\d) | \d{{1,2}}:\d\d(?::\d\d)?(?!\d)         # 3·15  10:00
               | \d{{1,2}}[ ]?[时点]\d{{1,2}}分 | \d{{1,2}}时(?={_DASH}\d|[,﹐。、;许])  # 7时41分
               | (?:{DAY_NAME})(?![\d.%])(?!{_COUNTS}) )                            # 12.4国家宪法日
  | (?P<year>    {_YEAR}[ ]?年度? | {_YEAR}(?={YEAR_BEFORE}) | {_YEAR}(?![\d.,%])(?!{_COUNTS}) )  # “2023城乡…
  | (?P<rank>    \d+强 )                                                            # 500强
  | (?P<ordinal> \d+届(?:(?:\d+|{_CN}+)[中次](?:全会)?)? | \d+号[线楼院机] )        # 20届3中全会  15号线
  | (?P<slogan>  \d+(?:[ ]?[+×*xX][ ]?(?:\d+|[NX]))+(?:小时)? | \d(?:-\d){{2,}} )   # 1+7  7×24小时
  | (?P<hotline> 1(?:10|19|20|22)(?={SERVICE})                                     # 110报警
               | (?:{HOTLINE})(?!\d)(?!{_COUNTS}) | 0\d{{2,3}}-\d{{7,8}}(?!\d)      # 12345  010-61234567
               | 1[3-9]\d{{9}}(?!\d)(?!{_COUNTS}) )
  | (?P<version> \d+(?:\.\d+)?版 | \d\.0(?![\d%])(?!{_COUNTS})                      # 5.0版
               | \d{{1,2}}[GgKkDAH](?![A-Za-z])级? )                                # 5G  5A级
  | (?P<listmark> (?<![^\n。;:])\d{{1,2}}(?:、|\.(?!\d)) )                          # 2.
  | (?P<word>    24小时(?![以之]?内|[左以]) | \d+(?:\.\d+)?级(?!以)                 # 6.4级地震
               | \d+(?:\.\d+)?(?:[ ]?[∶:][ ]?\d+(?:\.\d+)?)+ )                      # 2.5∶1
    )
    """,
    re.VERBOSE,
)
_AT_CHINESE = re.compile(
    rf"""
    (?P<date>    [一二][〇零○九]{_CN}{{2}}年{_CN}{{1,2}}月(?:{_CN}{{1,3}}日)? | {_CN}{{1,2}}月{_CN}{{1,3}}日 )
  | (?P<year>    [一二][〇零○九][〇零○一二三四五六七八九]{{2}}年 | 二[二三四五]五年 )  # 二三五年: its 〇 was lost
  | (?P<period>  [一二三四]季度 )
  | (?P<ordinal> {_CN}+届(?:(?:\d+|{_CN}+)[中次](?:全会)?)? )                       # 十四届四次
  | (?P<listmark> (?<![^\n。;:,，﹐、—]){_CN}{{1,3}}是 )                            # 一是
  | (?P<word>    {_CN}+级 )                                                         # 四级
    """,
    re.VERBOSE,
)
_BEHIND_CHINESE = frozenset("年月季届是级")  # what stands behind a Chinese numeral in all of these
_PREFIXED = {
    "第": re.compile(
        rf"""
        (?P<docno>   第[ ]?\d+[ ]?号(?!线) )                                        # 第302号
      | (?P<period>  第[ ]?[一二三四1-4][ ]?季度 )
      | (?P<rank>    第[ ]?(?:\d+|{_CN}+)[ ]?[位名] )                               # 第3位
      | (?P<ordinal> 第[ ]?(?:\d+(?:、\d{{1,2}})*|{_CN}+)[ ]?(?:{UNIT})? )            # 第三批, 第1、2批
        """,
        re.VERBOSE,
    ),
    "前": re.compile(
        rf"""
        (?P<period>  前[ ]?(?:\d{{1,2}}|{_CN}{{1,2}})[ ]?(?:个月|个季度|季度) )     # 前三季度
      | (?P<rank>    前[ ]?(?:\d+|{_CN}+)[ ]?[名位强列甲] )                         # 前5位
        """,
        re.VERBOSE,
    ),
    "每": re.compile(rf"(?P<word>每[ ]?(?:\d+|{_CN}+)[ ]?(?:{UNIT}|[余万亿])?)"),  # 每万人
    "(": re.compile(
        rf"(?P<docno>[(]{_YEAR}[)][ ]?第?[ ]?\d+[ ]?号)|(?P<listmark>\((?:\d{{1,2}}|{_CN}{{1,3}})\))"  # (2)
    ),
    "〔": re.compile(rf"(?P<docno>[〔]{_YEAR}[〕)\]][ ]?第?[ ]?\d+[ ]?号)"),  # 〔2016〕23号
    "[": re.compile(rf"(?P<docno>[\[]{_YEAR}[〕)\]][ ]?第?[ ]?\d+[ ]?号)"),
    "+": re.compile(r"(?P<slogan>(?<=[NX])\+\d+(?:\+\d+)*)"),  # N+3
}
_NAMED = re.compile(rf"(?:{'|'.join(WORDS['named']['before'])})\Z")  # 国道318
_LETTERS = re.compile(rf"(?P<version>[-_]?\d+(?:\.\d+)*)(?!\d)(?!{_COUNTS})")  # ISO14000  PM2.5


class Mask(NamedTuple):
    """One span whose numerals measure nothing, and why."""

    start: int
    end: int
    reason: Reason


def find_masks(twin: str) -> Iterator[Mask]:
    """Yield the masked spans of a folded text in order."""
    words = iter([*_words_in(twin), Mask(len(twin), len(twin), Reason.WORD)])
    word = next(words)
    position = 0
    for run in _RUN.finditer(twin):
        start = run.start()
        while word.end <= start:
            if word.start >= position:
                yield word
                position = word.end
            word = next(words)
        if start < position:
            continue
        if word.start < start:
            mask: Mask | None = word
        else:
            # 第一位 is an ordinal, though 一位 is a listed word.
            before = twin[start - 1 : start]
            mask = _prefixed_at(twin, start, position) if before in _PREFIXED or before.isascii() else None
            if mask is None:
                mask = word if word.start == start else _form_at(twin, start, run.end())
        if mask:
            yield mask
            position = mask.end
    while word.start < len(twin):
        if word.start >= position:
            yield word
            position = word.end
        word = next(words)


@cache
def _listed() -> ahocorasick.Automaton:
    automaton = ahocorasick.Automaton()
    for reason, words in ((Reason.SLOGAN, WORDS["slogans"]["words"]), (Reason.WORD, WORDS["words"]["words"])):
        for word in words:
            automaton.add_word(word, (len(word), reason))
    automaton.make_automaton()
    return automaton


def _words_in(twin: str) -> list[Mask]:
    """Return the listed words and quoted coinages of a text in order, the longest where several overlap."""
    found = [Mask(match.start(), match.end(), _quoted_reason(match[0])) for match in _QUOTED.finditer(twin)]
    for last, (length, reason) in _listed().iter(twin):
        start = last + 1 - length
        # 一名 is a word, but no part of 十一名.
        if not (start and twin[start - 1] in CHINESE and twin[start] in CHINESE):
            found.append(Mask(start, last + 1, reason))
    found.sort(key=lambda mask: (mask.start, -mask.end))
    apart: list[Mask] = []
    for mask in found:
        if not apart or mask.start >= apart[-1].end:
            apart.append(mask)
    return apart


def _quoted_reason(quoted: str) -> Reason:
    """Return the reason of a quoted name: “12345” is a hotline and “3·15” a day, other quoted numbers are coinages."""
    whole = _AT_DIGITS.fullmatch(quoted, 1, len(quoted) - 1)
    return Reason(str(whole.lastgroup)) if whole else Reason.SLOGAN


def _prefixed_at(twin: str, start: int, floor: int) -> Mask | None:
    """Return the mask that begins in front of the numeral at `start`: 第3批, 〔2016〕23号, ISO14000."""
    opening = start - 2 if start - 1 > floor and twin[start - 1] == " " else start - 1
    if opening < floor:
        return None
    before = twin[opening]
    prefixed = _PREFIXED.get(before)
    if prefixed is None and not before.isascii():
        return None  # an ordinary word, as before most numerals
    match = prefixed.match(twin, opening) if prefixed else None
    if match is None and opening == start - 1 and _ends_word(twin, opening):
        match = _LETTERS.match(twin, start)
    if match is None:
        return None
    reason = Reason(str(match.lastgroup))
    if before == "第" and _RANKED.search(twin, max(floor, opening - _RANK_REACH), opening):
        reason = Reason.RANK
    return Mask(match.start(), match.end(), reason)


def _form_at(twin: str, start: int, end: int) -> Mask | None:
    """Return the mask that begins with the numeral from `start` to `end`: 2023年, 9月30日, 1+7, 国道318."""
    if start and twin[start - 1] == ".":
        return None  # the fraction of a decimal is no number of its own
    is_arabic = twin[start] < "〇"
    if not is_arabic and twin[end : end + 1] not in _BEHIND_CHINESE:
        return None
    match = (_AT_DIGITS if is_arabic else _AT_CHINESE).match(twin, start)
    if match:
        return Mask(start, match.end(), Reason(str(match.lastgroup)))
    if is_arabic and _NAMED.search(twin, max(0, start - 3), start):
        return Mask(start, end, Reason.VERSION)
    return None


def _ends_word(twin: str, last: int) -> bool:
    """Tell whether a letter, or a hyphen behind a letter, stands at `last`: the number behind it is part of a name."""
    char = twin[last]
    if char in "-_":
        char = twin[last - 1] if last else ""
    return char.isascii() and char.isalpha()
