"""The text of a document as lines: blanks at line ends gone, broken lines joined, nothing else touched.

Enters: text as extracted or given. Leaves: the same characters up to white space, one paragraph, heading,
signature or table row a line. Table rows (cells end with a tab) are left as they are.
"""

from __future__ import annotations

import re
from functools import cached_property

from reportarchive.outline.roles import opens_part
from reportarchive.text.folding import fold
from reportarchive.text.marks import read_mark

HEADING_CAP = 60
"""Longest heading in characters; longer than any of the 90 real reports whose start was seen."""

_TESTED_CAP = 120
"""Longest line, once joined, that is asked whether it is a heading, a body or a date: all of them are short."""

_LEAST_BROKEN, _LONGEST_SCRAP = 20, 8
"""Characters of a heading that may have been broken over two lines, and of the rest of it."""

_BREAKS = re.compile(r"[\r\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_BLANKS = " \t\u00a0\u3000\u2002\u2003\u2009"
_SENTENCE_ENDS = "。：；:;！？!?…"
_CLOSERS = "”’』」》)】]\"'"
_OPENERS = frozenset("“‘「『《(（[【〔")
_INNER_STOPS = re.compile(r"[。;!?]")
_CLAUSE_STOPS = re.compile(r"[。;!?,:]")
_WORD = re.compile("[\u4e00-\u9fff]{2}")
_NUMBER_REST = re.compile(r"[.,]?\d{1,3}(?:[.,]\d+)?[ ]?[余多]?[万亿]?[\u4e00-\u9fff%](?!月)|[%余万亿]")
_DATE_LINE = re.compile(
    r"\(?[ ]*(?:(?:19|20)\d\d[ ]*[年./-][ ]*\d{1,2}[ ]*[月./-][ ]*(?:\d{1,2}[ ]*日?)?"
    r"|[一二][〇○Οο零Oo九]{1,2}[〇○零一二三四五六七八九]{1,2}年"
    r"[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)[ ]*\)?"
)
_ORGANS = (
    *("人民政府", "政府", "委员会", "管委会", "办公室", "办事处", "政府办", "局", "厅", "院", "委"),
    *("省", "自治区", "市", "州", "县", "区", "镇", "乡", "街道"),
)
_ORGAN_LINE = re.compile(rf"\S{{2,28}}(?:{'|'.join(_ORGANS)})")


def tidy(text: str) -> str:
    """Return the text with lines stripped, empty lines dropped and lines broken mid-sentence joined.

    The characters other than white space, and their order, stay as they are.
    """
    lines = [_strip(line) for line in _BREAKS.sub("\n", text).split("\n")]
    return "\n".join(_join([line for line in lines if line.strip()]))


def is_date_line(line: str) -> bool:
    """Tell whether a line is a date and nothing else, as under a signature."""
    return _is_date(fold(line))


def is_organ_line(line: str) -> bool:
    """Tell whether a line is the name of one body and nothing else, as a signature or a split title is."""
    return _is_organ(fold(line))


def _is_date(folded: str) -> bool:
    bare = folded.strip()
    return len(bare) <= _TESTED_CAP and _DATE_LINE.fullmatch(bare) is not None


def _is_organ(folded: str) -> bool:
    bare = folded.strip()
    return bare.endswith(_ORGANS) and _ORGAN_LINE.fullmatch(bare) is not None and _CLAUSE_STOPS.search(bare) is None


def _strip(line: str) -> str:
    # A row of a table keeps its tabs: an empty cell is a cell.
    return line.strip(" \u00a0\u3000") if line.endswith("\t") else line.strip(_BLANKS)


class _Line:
    """One line put together from input lines, with what decides how it goes on; each of them is read once.

    What needs a search is looked for when first asked: behind a finished sentence, as in most texts, nothing is.
    """

    def __init__(self, text: str, folded: str) -> None:
        bare = text.rstrip(_CLOSERS)
        self._parts = [text]
        self._folded = folded
        self._last = bare[-1:]  # the last character that closes nothing
        self._is_closed = bare != text
        self.length = len(text)
        self.has_tab = "\t" in text

    @cached_property
    def has_clauses(self) -> bool:
        """Whether a clause or sentence ends in the line."""
        return _CLAUSE_STOPS.search(self._folded) is not None

    @cached_property
    def has_words(self) -> bool:
        """Whether the line is more than figures and single characters."""
        return _WORD.search(self._folded) is not None

    @cached_property
    def is_own_heading(self) -> bool:
        """Whether the line is a heading with a mark and nothing else."""
        return _is_own_heading(self._folded)

    @cached_property
    def is_signature(self) -> bool:
        """Whether the line is a date or a body's name and nothing else."""
        return _is_date(self._folded) or _is_organ(self._folded)

    def extend(self, rest: _Line) -> None:
        """Put an input line behind this one."""
        self._parts += rest._parts
        self._last = rest._last or self._last
        self._is_closed = rest._is_closed
        self.length += rest.length
        self.has_tab = self.has_tab or rest.has_tab
        self.has_clauses = self.has_clauses or rest.has_clauses
        self.has_words = self.has_words or rest.has_words
        # A line grown beyond the cap is none of the short kinds, and its folded text is not needed again.
        self._folded = self._folded + rest._folded if self.length <= _TESTED_CAP else ""
        self.is_own_heading = _is_own_heading(self._folded)
        self.is_signature = _is_date(self._folded) or _is_organ(self._folded)

    @property
    def opens(self) -> bool:
        """Whether the line ends in an opening bracket or quote: （⏎三）改革."""
        return self._parts[-1][-1:] in _OPENERS

    @property
    def is_marked(self) -> bool:
        """Whether the line begins with a mark."""
        return read_mark(self._folded) is not None

    @property
    def is_long_heading(self) -> bool:
        """Whether the line is a marked heading long enough to have been broken."""
        return self.is_own_heading and self.length >= _LEAST_BROKEN

    @property
    def is_scrap(self) -> bool:
        """Whether the line is too short to be anything but the rest of the one before."""
        return self.length <= _LONGEST_SCRAP and not (self.has_clauses or self.is_marked or self.is_signature)

    @property
    def breaks_number(self) -> bool:
        """Whether the line ends in a figure and is more than figures: 受理案件4⏎052件."""
        return self._last.isascii() and self._last.isdigit() and self.has_words

    @property
    def goes_on_number(self) -> bool:
        """Whether the line begins like the rest of a number that measures something, and not like a mark or a year."""
        return _NUMBER_REST.match(self._folded) is not None

    @property
    def text(self) -> str:
        """The characters of the input lines, one behind the other."""
        return "".join(self._parts)

    @property
    def is_finished(self) -> bool:
        """Whether the sentence ends where the line ends."""
        # A closing quote or bracket ends a short line, but in a long one it may be the middle of a sentence.
        return not self._last or self._last in _SENTENCE_ENDS or (self._is_closed and self.length < 30)


def _join(texts: list[str]) -> list[str]:
    folded = fold("\n".join(texts)).split("\n")  # of all lines at once: a call for each took a fifth of the time
    joined: list[_Line] = []
    in_head = True  # before the first finished sentence short lines are title, addressee, date
    fresh = True  # the line before this one was finished
    for line in map(_Line, texts, folded):
        if joined and _continues(joined[-1], line, in_head=in_head, fresh=fresh):
            joined[-1].extend(line)
        else:
            fresh = not joined or joined[-1].is_finished or joined[-1].is_own_heading or opens_part(joined[-1].text)
            joined.append(line)
        in_head = in_head and not joined[-1].is_finished
    return [line.text for line in joined]


def _continues(before: _Line, line: _Line, *, in_head: bool, fresh: bool) -> bool:
    """Tell whether `line` is the rest of the sentence that `before` left open."""
    if before.has_tab or line.has_tab or before.is_finished:
        return False
    if before.opens or (before.breaks_number and line.goes_on_number) or (before.is_long_heading and line.is_scrap):
        return True
    if before.is_own_heading or line.is_marked or before.is_signature or line.is_signature:
        return False
    # A short line without any punctuation after a finished one is a title or an unnumbered heading.
    is_short = before.length <= (HEADING_CAP if in_head else 30)
    return before.has_clauses or not is_short or not (in_head or fresh)


def _is_own_heading(folded: str) -> bool:
    mark = read_mark(folded)
    return (
        mark is not None
        and len(folded) - mark.end <= HEADING_CAP
        and _INNER_STOPS.search(folded, mark.end) is None
        and not folded.endswith((",", "、"))
    )
