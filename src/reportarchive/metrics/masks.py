"""Numbers that measure nothing: years, dates, ordinals, document numbers, coinages, with the reason of each.

Enters: the folded twin of a text. Leaves: spans with a reason, in order, none overlapping. A span masks every
numeral in it; which numerals those are is counted elsewhere. Reasons: reference list of the conventions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportarchive.metrics.lexicon import DAY_NAME, HOTLINE, LOOKALIKE, SLOGAN, UNIT
from reportarchive.model import Reason
from reportarchive.text.numerals import CHINESE

if TYPE_CHECKING:
    from collections.abc import Iterator

_CN = f"[{CHINESE}]"
_YEAR = r"(?:19|20)\d\d"
_DASH = r"[ ]?(?:--|——|[-—–~至到―])[ ]?"
_RANKED = "排名|排在|排|位列|位居|居|列|名列|跻身"
_WHOLE = rf"(?<![{CHINESE}])"  # 一名 is a word, but no part of 十一名
_QUOTED_CAP = 8  # a quoted coinage is at most this long; longer quotes are read like any text

# One alternative a line; the first that fits at a place wins, so the special stands before the general.
# None begins inside a run of digits, and no version inside a word of letters: that would be another number, and
# make the cost quadratic in the run.
_MASK = re.compile(
    rf"""
    (?!(?<=\d)\d)(?!(?<={_CN}){_CN})
    (?:
    (?P<docno>   [〔\[(]{_YEAR}[〕\])][ ]?第?[ ]?\d+[ ]?号 | 第?[ ]?\d+[ ]?号(?!线)                  )  # 〔2016〕23号
  | (?P<period>  {_YEAR}[ ]?年?{_DASH}{_YEAR}(?:[ ]?年度?)? | {_YEAR}{_YEAR}年                       # 2021-2025年
               | 第?[一二三四1-4]季度 | 前[ ]?(?:\d{{1,2}}|{_CN}{{1,2}})[ ]?(?:个月|季度)             )  # 前三季度
  | (?P<date>    {_YEAR}[ ]?[年./-][ ]?\d{{1,2}}[ ]?(?:[月./-][ ]?(?:\d{{1,2}}(?!\d)[ ]?日?)?)       # 2023年12月31日
               | \d{{1,2}}[ ]?月(?:{_DASH}|[ ]?)\d{{1,2}}[ ]?日(?:{_DASH}\d{{1,2}}[ ]?日)?           # 9月30日
               | (?:\d{{1,2}}{_DASH})?\d{{1,2}}[ ]?月份?(?:{_DASH}\d{{1,2}}月份?)?                   # 1-10月
               | \d{{1,2}}·\d{{1,2}}(?!\d) | \d{{1,2}}:\d\d(?::\d\d)?                                # 3·15  10:00
               | (?<![\d.])(?:{DAY_NAME})(?![\d.%])(?![ ]?(?:[余多万亿]|{UNIT}))                        # 12.4国家宪法日
               | [一二][〇零九]{_CN}{{2}}年{_CN}{{1,2}}月(?:{_CN}{{1,3}}日)? | {_CN}{{1,2}}月{_CN}{{1,3}}日 )
  | (?P<year>    {_YEAR}[ ]?年度? | [一二][〇零九][〇零一二三四五六七八九]{{2}}年
               | (?<![\d.]){_YEAR}(?![\d.,%])(?![ ]?(?:[余多万亿]|{UNIT}))                           )  # “2023城乡…
  | (?P<rank>    (?:{_RANKED})[^。;,﹐]{{0,12}}?第[ ]?(?:\d+|{_CN}+)(?:{UNIT})?                       # 排名全省第3位
               | 前[ ]?(?:\d+|{_CN}+)[ ]?(?:名|位|强|列|甲) | \d+强                                    )  # 前5位
  | (?P<ordinal> 第[ ]?(?:\d+|{_CN}+)[ ]?(?:{UNIT})?                                                 # 第三批
               | (?:\d+|{_CN}+)届(?:(?:\d+|{_CN}+)[中次](?:全会)?)?                                   )  # 十四届四次
  | (?P<slogan>  {_WHOLE}(?:{SLOGAN})
               | \d+(?:[ ]?[+×*xX][ ]?(?:\d+|[NX]))+(?:小时)? | [NX](?:\+\d+)+                       # 1+7  7×24小时
               | \d(?:-\d){{2,}} | “[^”“]{{1,{_QUOTED_CAP}}}” | "[^"]{{1,{_QUOTED_CAP}}}"
               | ‘[^’‘]{{1,{_QUOTED_CAP}}}’ | 「[^」]{{1,{_QUOTED_CAP}}}」                            )
  | (?P<hotline> (?<!\d)(?:{HOTLINE})(?!\d)(?![ ]?(?:[余多万]|{UNIT})) | (?<!\d)0\d{{2,3}}-\d{{7,8}}(?!\d) )
  | (?P<version> \d+(?:\.\d+)?版 | \d\.0(?![\d%])(?![ ]?(?:{UNIT})) | (?<![A-Za-z])[A-Za-z]+-?\d+(?:\.\d+)*
               | (?<![\d.])\d{{1,2}}[GgKkDA](?![A-Za-z])[级]?                                         )  # ISO14000  5G
  | (?P<listmark> (?<![^\n。;:,，、]){_CN}{{1,3}}是 | \((?:\d{{1,2}}|{_CN}{{1,3}})\)
               | (?<![^\n。;:])\d{{1,2}}(?:、|\.(?!\d))                                               )  # 一是  (2)
  | (?P<word>    {_WHOLE}(?:{LOOKALIKE})
               | 每(?:\d+|{_CN}+|万)[ ]?(?:{UNIT}|余)? | (?:\d+|{_CN}+)级                             )  # 每万人  四级
    )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Mask:
    """One span whose numerals measure nothing, and why."""

    start: int
    end: int
    reason: Reason


def find_masks(twin: str) -> Iterator[Mask]:
    """Yield the masked spans of a folded text in order."""
    for match in _MASK.finditer(twin):
        yield Mask(match.start(), match.end(), Reason(str(match.lastgroup)))
