"""The text of a document as lines: blanks at line ends gone, broken lines joined, nothing else touched.

Enters: text as extracted or given. Leaves: the same characters up to white space, one paragraph, heading,
signature or table row a line. Table rows (cells end with a tab) are left as they are.
"""

from __future__ import annotations

import re

from reportarchive.text.folding import fold
from reportarchive.text.marks import read_mark

HEADING_CAP = 60
"""Longest heading in characters; longer than any of the 90 real reports whose start was seen."""

_BREAKS = re.compile(r"\r\n?|[\x0b\x0c\x1c-\x1f\x85\u2028\u2029]")
_BLANKS = " \t\u00a0\u3000\u2002\u2003\u2009"
_SENTENCE_ENDS = "。：；:;！？!?…"
_CLOSERS = "”’』」》)】]\"'"
_INNER_STOPS = re.compile(r"[。;!?]")
_CLAUSE_STOPS = re.compile(r"[。;!?,:]")
_DATE_LINE = re.compile(
    r"\(?[ ]*(?:(?:19|20)\d\d[ ]*[年./-][ ]*\d{1,2}[ ]*[月./-][ ]*(?:\d{1,2}[ ]*日?)?"
    r"|[一二][〇○Οο零Oo九]{1,2}[〇○零一二三四五六七八九]{1,2}年"
    r"[一二三四五六七八九十]{1,2}月[一二三四五六七八九十]{1,3}日)[ ]*\)?"
)
_ORGAN_LINE = re.compile(
    r"\S{2,28}(?:人民政府|政府|委员会|管委会|办公室|办事处|政府办|局|厅|院|委|省|自治区|市|州|县|区|镇|乡|街道)"
)


def tidy(text: str) -> str:
    """Return the text with lines stripped, empty lines dropped and lines broken mid-sentence joined.

    The characters other than white space, and their order, stay as they are.
    """
    lines = [_strip(line) for line in _BREAKS.sub("\n", text).split("\n")]
    return "\n".join(_join([line for line in lines if line.strip()]))


def is_date_line(line: str) -> bool:
    """Tell whether a line is a date and nothing else, as under a signature."""
    return _DATE_LINE.fullmatch(fold(line).strip()) is not None


def is_organ_line(line: str) -> bool:
    """Tell whether a line is the name of one body and nothing else, as a signature or a split title is."""
    folded = fold(line).strip()
    return _ORGAN_LINE.fullmatch(folded) is not None and _CLAUSE_STOPS.search(folded) is None


def _strip(line: str) -> str:
    # A row of a table keeps its tabs: an empty cell is a cell.
    return line.strip(" \u00a0\u3000") if line.endswith("\t") else line.strip(_BLANKS)


def _join(lines: list[str]) -> list[str]:
    joined: list[str] = []
    in_head = True  # before the first finished sentence short lines are title, addressee, date
    fresh = True  # the line before this one was finished
    for line in lines:
        if joined and _continues(joined[-1], line, in_head=in_head, fresh=fresh):
            joined[-1] += line
        else:
            fresh = not joined or _is_finished(joined[-1]) or _is_own_heading(joined[-1])
            joined.append(line)
        in_head = in_head and not _is_finished(joined[-1])
    return joined


def _continues(before: str, line: str, *, in_head: bool, fresh: bool) -> bool:
    """Tell whether `line` is the rest of the sentence that `before` left open."""
    if "\t" in before or "\t" in line or _is_finished(before):
        return False
    if _is_own_heading(before) or read_mark(fold(line)) is not None:
        return False
    if any(is_date_line(one) or is_organ_line(one) for one in (before, line)):
        return False
    bare = _CLAUSE_STOPS.search(fold(before)) is None
    # A short line without any punctuation after a finished one is a title or an unnumbered heading.
    return not (bare and len(before) <= (HEADING_CAP if in_head else 30) and (in_head or fresh))


def _is_finished(line: str) -> bool:
    bare = line.rstrip(_CLOSERS)
    # A closing quote or bracket ends a short line, but in a long one it may be the middle of a sentence.
    return not bare or bare[-1] in _SENTENCE_ENDS or (bare != line and len(line) < 30)


def _is_own_heading(line: str) -> bool:
    folded = fold(line)
    mark = read_mark(folded)
    return (
        mark is not None
        and len(line) - mark.end <= HEADING_CAP
        and _INNER_STOPS.search(folded, mark.end) is None
        and not folded.endswith((",", "、"))
    )
