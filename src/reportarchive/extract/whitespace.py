"""White space within a paragraph: a line enters, the same line leaves with its breaks and indents gone.

Word exports break a number from its unit across spans (173⏎人次); Chinese needs no blanks, so white space
is deleted. One space stays between two ASCII letters or digits, and after a list mark before a digit
(`1. 2024年` must not become the number 1.2024).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from reportarchive.model import Issue, IssueCode, Severity
from reportarchive.text.folding import clean_controls

if TYPE_CHECKING:
    from collections.abc import Iterable

_ZERO_WIDTH = re.compile("[\u200b\u200c\u200d\u2060\u180e\ufeff\u00ad]")
_CONTROL_SPACE = re.compile("[\x0b\x0c\x1c-\x1f\x85]")
_WHITE = re.compile("[ \t\r\n\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
# Any of the three, and what else Python takes for white space.
_NOT_PLAIN = re.compile(
    "[\t-\r\x1c-\x20\x85\xa0\xad\u1680\u180e\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]"
)
_NEEDLESS = re.compile(r"(?<![0-9A-Za-z]) | (?![0-9A-Za-z])")
_LIST_MARK = re.compile(r"\d{1,2}[.．] (?=\d)")
_LINE_BREAK = re.compile(r"\r\n?|[\u2028\u2029]")
_MOST_ISSUES = 20


def drop_zero_width(text: str) -> str:
    """Return the text without zero-width characters and soft hyphens."""
    return _ZERO_WIDTH.sub("", text)


def collapse(line: str) -> str:
    """Return a line with its white space as single spaces and none at its ends.

    Controls that Python takes for white space (form feed, U+0085) are left to be shown as U+FFFD.
    """
    visible = drop_zero_width(line)
    if _CONTROL_SPACE.search(visible) is None:
        return " ".join(visible.split())
    return _WHITE.sub(" ", visible).strip(" ")


def squeeze(text: str, separator: str) -> list[str]:
    """Return the pieces of a text without zero-width characters, collapsed like lines; controls looked for once."""
    pieces = text.split(separator)
    if _CONTROL_SPACE.search(text) is None:
        return [" ".join(piece.split()) for piece in pieces]
    return [collapse(piece) for piece in pieces]


def join_white(line: str) -> str:
    r"""Return one line without white space, but for the single spaces that keep words and numbers apart.

    >>> join_white("办理 案件 173\u3000人次, ISO  9001 标准")
    '办理案件173人次,ISO 9001标准'
    """
    if _NOT_PLAIN.search(line) is None:  # most lines of a page, in a third of the time
        return line
    words = collapse(line)
    mark = _LIST_MARK.match(words)
    if mark:
        return mark[0] + _NEEDLESS.sub("", words[mark.end() :])
    return _NEEDLESS.sub("", words) if " " in words else words


def join_row(line: str) -> str:
    """Return one line that may hold tabs: the tabs after its first word stay, the rest is joined."""
    if "\t" not in line:
        return join_white(line)
    cells = [join_white(cell) for cell in line.split("\t")]
    while cells and not cells[0]:
        cells.pop(0)
    return "\t".join(cells) if any(cells) else ""


def tidy_text(text: str) -> str:
    """Return a plain text with its lines joined each for itself and empty lines gone."""
    lines = (join_row(line) for line in _LINE_BREAK.sub("\n", text).split("\n"))
    return "\n".join(line for line in lines if line)


def without_controls(text: str) -> tuple[str, list[Issue]]:
    """Return the text with control characters as U+FFFD, and an issue per run of them (20 at most)."""
    clean, positions = clean_controls(text)
    issues = [
        Issue(IssueCode.TEXT_CONTROL, Severity.WARNING, "control characters shown as U+FFFD", start, end)
        for start, end in _runs(positions)
    ]
    if len(issues) > _MOST_ISSUES:
        rest = f"control characters shown as U+FFFD at {len(issues) - _MOST_ISSUES + 1} further places"
        last = issues[_MOST_ISSUES - 1]
        tail = Issue(IssueCode.TEXT_CONTROL, Severity.WARNING, rest, last.start, issues[-1].end)
        issues = [*issues[: _MOST_ISSUES - 1], tail]
    return clean, issues


def move_issues(issues: Iterable[Issue], *, old: str, new: str) -> list[Issue]:
    """Return issues about spans of `old` with the offsets of the same characters in `new`.

    The two texts differ in white space only, as before and after broken lines are joined.
    """
    listed = list(issues)
    if old == new or not any(issue.end for issue in listed):
        return listed
    places = [place for place, char in enumerate(new) if not char.isspace()]
    rank, ranks = 0, []
    for char in old:
        ranks.append(rank)
        rank += not char.isspace()
    moved = []
    for issue in listed:
        if issue.end > issue.start:
            start, last = places[ranks[issue.start]], places[ranks[issue.end - 1]]
            moved.append(replace(issue, start=start, end=last + 1))
        else:
            moved.append(issue)
    return moved


def _runs(positions: Iterable[int]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for position in positions:
        if runs and runs[-1][1] == position:
            runs[-1] = (runs[-1][0], position + 1)
        else:
            runs.append((position, position + 1))
    return runs
