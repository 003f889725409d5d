"""Pages as they were set enter, paragraphs leave: lines joined where a paragraph goes on, page marks left out.

A line goes on in the next when it reaches the right margin and the next one begins at the left one. Where no
paragraph is indented, a full stop at the end of a line ends one, too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

from reportarchive.extract.files.setting import lines_of
from reportarchive.extract.tables import table

if TYPE_CHECKING:
    from reportarchive.extract.files.setting import Line, SetPage

_FULL = 2.2  # widths short of the right margin that a full line may be: no line begins with a punctuation mark
_INDENTED = 0.8  # widths right of the left margin where a paragraph begins; indents are 2 wide
_FAR = 1.6  # times the usual distance between lines that makes a gap
_SENTENCE_END = re.compile(r"[。！？；：!?;:][”’」』）)]?$")
_MARK = re.compile(
    r"(?:第?[一二三四五六七八九十]{1,3}(?:、|是|部分)|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.．、](?!\d))"
)
_ASCII = "".join(map(chr, range(0x21, 0x7F)))


def paragraphs(pages: list[SetPage]) -> list[str]:
    """Return the paragraphs and table rows of the pages, page marks left out."""
    lines = _without_marks([line for number, page in enumerate(pages) for line in lines_of(number, page)], pages)
    if not lines:
        return []
    margins = _Margins.of(lines)
    joined = [lines[0].text]
    for before, line in pairwise(lines):
        if margins.goes_on(before, line):
            joined[-1] += _between(joined[-1], line.text) + line.text
        else:
            joined.append(line.text)
    return joined


def _between(text: str, following: str) -> str:
    """Return the blank that stands for a line break: between words and numbers of ASCII, which no line cuts."""
    ends = text[-1:] + following[:1]
    return " " if ends.isascii() and ends.isalnum() else ""


@dataclass(frozen=True, slots=True)
class _Margins:
    """Where the lines of a document begin and end, how far they are apart, and whether paragraphs are indented."""

    left: float
    right: float
    apart: float
    indents: bool

    @classmethod
    def of(cls, lines: list[Line]) -> _Margins:
        prose = [line for line in lines if not line.is_row and len(line.text) >= 10] or lines
        lefts = sorted(line.left for line in prose)
        left = lefts[len(lefts) // 20]  # a few may hang out
        rights = sorted(line.right for line in prose)
        right = rights[(len(rights) * 19) // 20 - (len(rights) > 20)]
        steps = [after.top - line.top for line, after in pairwise(lines) if line.page == after.page]
        indented = sum(line.left > left + _INDENTED * line.width for line in prose)
        return cls(left, right, median(steps) if steps else 0.0, indented >= max(1, len(prose) // 20))

    def goes_on(self, before: Line, line: Line) -> bool:
        """Tell whether a line goes on with the paragraph of the line before."""
        if before.is_row or line.is_row or abs(before.width - line.width) > 0.15 * before.width:
            return False
        # What cannot be cut goes to the next line as a whole: a number or a word of ASCII.
        uncut = (len(line.text) - len(line.text.lstrip(_ASCII))) / 2
        is_full = before.right >= self.right - (_FULL + uncut) * before.width
        begins_left = line.left <= self.left + _INDENTED * line.width
        is_near = before.page != line.page or line.top - before.top <= _FAR * self.apart
        if not (is_full and begins_left and is_near):
            return False
        ends_sentence = _SENTENCE_END.search(before.text) is not None
        return not ends_sentence or (self.indents and _MARK.match(line.text) is None)


def _without_marks(lines: list[Line], pages: list[SetPage]) -> list[Line]:
    """Return the lines without page numbers and what is repeated at the head or foot of the pages."""
    rules = table("files")["pdf"]
    edge = [line for line in lines if _is_at_edge(line, pages[line.page], rules["margin_share"])]
    seen: dict[str, set[int]] = {}
    for line in edge:
        seen.setdefault(_without_digits(line.text), set()).add(line.page)
    most = max(1, rules["repeated_share"] * len(pages))
    dropped = {
        id(line)
        for line in edge
        if _marks().fullmatch("".join(line.text.split())) or len(seen[_without_digits(line.text)]) > most
    }
    return [line for line in lines if id(line) not in dropped]


def _is_at_edge(line: Line, page: SetPage, share: float) -> bool:
    return line.top < share * page.height or line.top > (1 - share) * page.height


def _without_digits(text: str) -> str:
    return re.sub(r"[\d\s]+", "", text)


@cache
def _marks() -> re.Pattern[str]:
    return re.compile("|".join(table("files")["pdf"]["marks"]))
