"""Heading marks at one place of a line: 一、 (一) 1. (1) ① 一是 第一, and their kin, in half and full width.

Enters: a folded line and a position. Leaves: the mark with its style and ordinal, or None. A mark here is
only a shape; whether it opens a section is decided by the outline, which knows the marks before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from reportarchive.text.numerals import read_numeral


class MarkStyle(IntEnum):
    """The style of a mark; the value is its usual rank, lower stands above higher in a document."""

    PART = 0  # 第一部分
    CHAPTER = 1  # 第一章
    CHINESE_COMMA = 2  # 一、
    CHINESE_PAREN = 3  # (一) ㈠
    ARABIC_STOP = 4  # 1. 1、 1．
    ARABIC_PAREN = 5  # (1) 1) ⑴
    CIRCLED = 6  # ①
    ITEM = 7  # 一是
    FIRST = 8  # 第一, 首先,


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: `line[start:end]` is the mark as written."""

    style: MarkStyle
    ordinal: int
    start: int
    end: int


_CN = "[一二三四五六七八九十]{1,3}"
# The characters a mark begins with are asked for first: most lines have none, and are done with in one step of nine.
_SHAPES = re.compile(
    rf"""
    (?= [第一二三四五六七八九十0-9(㈠-㈩⑴-⒇①-⑳首其再] ) (?:
    (?P<PART>            第(?P<part>{_CN})(?:部分|篇)[ :、]*                     )  # 第一部分
  | (?P<CHAPTER>         第(?P<chapter>{_CN})章[ :、]*                           )  # 第一章
  | (?P<CHINESE_COMMA>   (?P<comma>{_CN})(?:[ ]?、(?!{_CN}[级类等])|[.](?=[ ]?[\u4e00-\u9fff])) )  # 一、  一.
  | (?P<CHINESE_PAREN>   \([ ]?(?P<paren>{_CN})[ ]?\)[、.]? | [㈠-㈩]           )  # (一)  ㈠
  | (?P<ARABIC_PAREN>    \([ ]?(?P<aparen>\d{{1,2}})[ ]?\)[、.]? | (?P<half>\d{{1,2}})\) | [⑴-⒇]  )  # (1)  1)
  | (?P<ARABIC_STOP>     (?P<stop>\d{{1,2}})(?:[ ]?、|[.](?!\d)|[.](?=(?:19|20)\d\d年))[ ]?      )  # 1.  1、
  | (?P<CIRCLED>         [①-⑳]                                                )  # ①
  | (?P<ITEM>            (?P<item>{_CN})(?:是要?|要(?=[\u4e00-\u9fff]))            )  # 一是  一要
  | (?P<FIRST>           第(?P<first>{_CN})[,、:] | (?P<spoken>首先|其次|再次)[,、:] )  # 第一，  首先
    )
    """,
    re.VERBOSE,
)
_SINGLE = ("㈠", "⑴", "①")
_SPOKEN = {"首先": 1, "其次": 2, "再次": 3}


def read_mark(line: str, position: int = 0) -> Mark | None:
    """Return the mark that stands at `position` of a folded line, or None.

    >>> read_mark("(十一)加强监督")
    Mark(style=<MarkStyle.CHINESE_PAREN: 3>, ordinal=11, start=0, end=4)
    >>> read_mark("3.27亿元") is None
    True
    """
    match = _SHAPES.match(line, position)
    if match is None:
        return None
    # The outer group, which closes last, is the style; the first inner group that took part holds the ordinal.
    name = str(match.lastgroup)
    written = next((match[g] for g in _ORDINALS[name] if match[g] is not None), None)
    ordinal = _ordinal(written) if written else _single(match[name])
    if not 1 <= ordinal <= 40:
        return None
    return Mark(MarkStyle[name], ordinal, match.start(), match.end())


_ORDINALS = {
    "PART": ("part",),
    "CHAPTER": ("chapter",),
    "CHINESE_COMMA": ("comma",),
    "CHINESE_PAREN": ("paren",),
    "ARABIC_PAREN": ("aparen", "half"),
    "ARABIC_STOP": ("stop",),
    "CIRCLED": (),
    "ITEM": ("item",),
    "FIRST": ("first", "spoken"),
}


@lru_cache(maxsize=256)
def _ordinal(written: str) -> int:
    return _SPOKEN.get(written) or int(read_numeral(written))


def _single(char: str) -> int:
    """Return the ordinal of a one-character mark, which counts up from the first of its block."""
    first = next(start for start in _SINGLE if start <= char <= chr(ord(start) + 19))
    return ord(char) - ord(first) + 1
