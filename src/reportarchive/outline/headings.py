"""Headings of a document: marks that continue their level's numbering or open a level.

Enters: tidy text. Leaves: headings in order with level, title and extent, and the issues of their
numbering. A mark out of sequence inside a paragraph is no heading; at a line start it is one, with an issue.
That rule alone keeps out `3.27亿元`, `十一届` and `一、二级响应`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportarchive.model import Issue, IssueCode, Severity
from reportarchive.outline.lines import HEADING_CAP
from reportarchive.text.folding import fold
from reportarchive.text.marks import Mark, MarkStyle, read_mark

if TYPE_CHECKING:
    from collections.abc import Iterator

_STOP = re.compile(r"[。!?]")
_CLAUSE = re.compile(r"[。!?,;:]")
_AFTER_STOP = re.compile(r"(?<=[。;!?])[ ]*(?=[(一二三四五六七八九十㈠-㈩])")
_INNER_STYLES = frozenset({MarkStyle.CHINESE_COMMA, MarkStyle.CHINESE_PAREN})
_ITEM_STYLES = frozenset({MarkStyle.ITEM, MarkStyle.FIRST})
_LONGEST_TITLE = 2 * HEADING_CAP


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading: `text[start:heading_end]` as written, `title` without mark and final stop."""

    mark: str
    level: int
    title: str
    start: int
    heading_end: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    mark: Mark
    start: int  # in the text
    limit: int  # where the line, or the next candidate in it, ends the heading
    opens_line: bool


def find_headings(text: str) -> tuple[list[Heading], list[Issue]]:
    """Return the headings of a tidy text in order, and an issue for every skipped or repeated number."""
    folded = fold(text)
    candidates = list(_candidates(text, folded))
    numbering = _Numbering()
    headings: list[Heading] = []
    for position, candidate in enumerate(candidates):
        if candidate.mark.style in _ITEM_STYLES and not _items_stand_alone(candidates, position):
            continue
        title = _title_span(folded, candidate)
        if title is None:
            continue
        level = numbering.place(candidate)
        if level is not None:
            headings.append(_heading(text, candidate, title, level))
    return headings, numbering.issues


def _candidates(text: str, folded: str) -> Iterator[_Candidate]:
    """Yield the marks at line starts, and after a full stop those of the two upper Chinese styles."""
    start = 0
    for line in text.split("\n"):
        end = start + len(line)
        if "\t" not in line:
            opening = read_mark(folded, start)
            found = [opening] if opening else []
            found += [
                mark
                for gap in _AFTER_STOP.finditer(folded, start, end)
                if (mark := read_mark(folded, gap.end()))
                and mark.style in _INNER_STYLES
                and not _is_quoted(text, start, mark.start)
            ]
            limits = [*(mark.start for mark in found[1:]), end]
            for mark, limit in zip(found, limits, strict=False):
                yield _Candidate(mark, mark.start, limit, opens_line=mark.start == start)
        start = end + 1


def _is_quoted(text: str, start: int, position: int) -> bool:
    before = text[start:position]
    return any(before.count(opening) > before.count(closing) for opening, closing in ("《》", "“”", "（）", "()"))


def _items_stand_alone(candidates: list[_Candidate], position: int) -> bool:
    """Tell whether 一是 or 第一 opens its own line as its neighbour in the count does too."""
    mark = candidates[position].mark
    return any(
        other.mark.style is mark.style and abs(other.mark.ordinal - mark.ordinal) == 1
        for other in candidates[max(position - 1, 0) : position + 2]
    )


def _title_span(folded: str, candidate: _Candidate) -> tuple[int, int, int] | None:
    """Return start and end of the title and the end of the heading; None when no title follows the mark."""
    start = candidate.mark.end
    while start < candidate.limit and folded[start] == " ":
        start += 1
    stop = _STOP.search(folded, start, candidate.limit)
    if stop is not None and stop.start() - start <= _LONGEST_TITLE:
        end, heading_end = stop.start(), stop.end()
    elif candidate.limit - start <= _LONGEST_TITLE:
        end = heading_end = candidate.limit
    else:
        clause = _CLAUSE.search(folded, start, start + HEADING_CAP)
        end = heading_end = clause.start() if clause else start
    while end > start and folded[end - 1] in " ;:":
        end -= 1
    return (start, end, heading_end) if end > start else None


def _heading(text: str, candidate: _Candidate, title: tuple[int, int, int], level: int) -> Heading:
    start, end, heading_end = title
    mark = text[candidate.start : candidate.mark.end].rstrip(" \u3000")
    return Heading(mark, level, text[start:end], candidate.start, heading_end)


class _Numbering:
    """The open levels while reading downwards: per level its style and the number last seen."""

    def __init__(self) -> None:
        self.issues: list[Issue] = []
        self._open: list[tuple[MarkStyle, int]] = []
        self._last: dict[MarkStyle, int] = {}

    def place(self, candidate: _Candidate) -> int | None:
        """Return the level of the mark, or None when it is out of sequence inside a paragraph."""
        mark = candidate.mark
        depth = next((i for i, (style, _) in enumerate(self._open) if style is mark.style), None)
        expected = self._last[mark.style] + 1 if depth is not None else 1
        # A counter may run on across the headings above it: 3. under (一), then 4. under (二).
        runs_on = depth is None and mark.ordinal == self._last.get(mark.style, 0) + 1
        if mark.ordinal != expected and not runs_on:
            if not candidate.opens_line:
                return None
            self._note(candidate, expected)
        if depth is None:
            depth = sum(style < mark.style for style, _ in self._open)
        self._open[depth:] = [(mark.style, mark.ordinal)]
        self._last[mark.style] = mark.ordinal
        return depth + 1

    def _note(self, candidate: _Candidate, expected: int) -> None:
        mark = candidate.mark
        code = IssueCode.OUTLINE_SKIPPED if mark.ordinal > expected else IssueCode.OUTLINE_REPEATED
        message = f"heading number {mark.ordinal} where {expected} was due"
        self.issues.append(Issue(code, Severity.WARNING, message, mark.start, mark.end))
