"""Headings without a mark: short lines of their own that stand over long paragraphs.

Enters: the lines of a tidy text and which of them bear a mark. Leaves: the lines that are headings. A line without
a final stop needs no more than its place; one that ends in 。 is a heading only in a document that has several of
them over paragraphs, for in a text set sentence by sentence every line looks like that.
"""

from __future__ import annotations

import re
from statistics import median
from typing import TYPE_CHECKING

from reportarchive.outline.lines import is_date_line, is_organ_line
from reportarchive.outline.roles import LONGEST_PART_NAME, opens_part
from reportarchive.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_LEAST_BODY = 20  # characters of the paragraph under it, and of one under a line that ends in 。
_LEAST_LONG_BODY = 40
_LONGEST_BODY_NAME = 14  # characters of a line that may name a body and nothing else
_LEAST_FELLOWS = 3  # headings of the same kind without which a line ending in 。 is a sentence
_LEAST_MEDIAN = 90  # characters of the middle paragraph of a document that is not set sentence by sentence
_NO_HEADING = re.compile(
    r"[,;:!?。…\d]|\A[-—·*●■◆▲(\[【]|\A附|来源|作者|编辑|打印|字号|字体|分享|关闭|扫一扫|浏览|点击|发布|日期|时间|电话"
)
_SENTENCE_ENDS = ("。", "；", "：", "！")
_YEAR = re.compile(r"(?:19|20)\d\d[ ]?年度?")
_WORDS = re.compile(r"[\u4e00-\u9fff]{4}")


def find_unnumbered(lines: Sequence[str], marked: Sequence[bool]) -> list[int]:
    """Return the positions of the lines that are headings without a mark, ascending.

    Only lines over a paragraph count: one over another short line is a title, a signature or furniture. Lines before
    the first marked one are the document's title and its preamble; where no line is marked, the lines before the
    first paragraph are its title, unless a word says that they open a part.
    """
    first = next((i for i, is_marked in enumerate(marked) if is_marked), None)
    start = first if first is not None else _end_of_title(lines)
    if first and opens_part(lines[first - 1]):
        start = first - 1
    plain, stopped = [], []
    for position in range(start, len(lines) - 1):
        line = lines[position]
        if (
            marked[position]
            or len(line) > LONGEST_PART_NAME
            or "\t" in line
            or not _stands_over(lines, marked, position)
        ):
            continue
        line = fold(line)
        if _is_bare(line):
            plain.append(position)
        elif line.endswith("。") and _is_bare(line[:-1]):
            stopped.append(position)
    if len(stopped) >= _LEAST_FELLOWS and _is_set_in_paragraphs(lines, {*plain, *stopped}):
        plain += stopped
    return sorted(plain)


def _end_of_title(lines: Sequence[str]) -> int:
    for position, line in enumerate(lines):
        if len(line) > LONGEST_PART_NAME or line.endswith(("。", "：", ":")):
            return position
        if opens_part(line):
            return position
    return len(lines)


def _stands_over(lines: Sequence[str], marked: Sequence[bool], position: int) -> bool:
    line, below = lines[position], lines[position + 1]
    if "\t" in below:
        return False
    least = _LEAST_LONG_BODY if line.endswith("。") else _LEAST_BODY
    if marked[position + 1] or (len(below) >= max(least, 3 * len(line) // 2) and below.endswith(_SENTENCE_ENDS)):
        return True
    # What ends like a sentence is not bare, and most lines do: asked first, for it costs least.
    return not below.endswith(_SENTENCE_ENDS) and opens_part(line) and _is_bare(fold(below))


def _is_bare(line: str) -> bool:
    line = _YEAR.sub("", line)
    if is_date_line(line) or (len(line) <= _LONGEST_BODY_NAME and is_organ_line(line)):
        return False
    return _WORDS.search(line) is not None and _NO_HEADING.search(line) is None


def _is_set_in_paragraphs(lines: Sequence[str], headings: set[int]) -> bool:
    bodies = [
        len(line) for position, line in enumerate(lines) if position not in headings and len(line) > LONGEST_PART_NAME
    ]
    return bool(bodies) and median(bodies) >= _LEAST_MEDIAN
