"""Headings of a document: marks that continue their level's numbering or open a level, and short lines without one.

Enters: tidy text. Leaves: headings in order with level, title and extent, and the issues of their
numbering. A mark out of sequence inside a paragraph is no heading; at a line start it is one, with an issue.
That rule alone keeps out `3.27亿元`, `十一届` and `一、二级响应`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from reportarchive.model import Issue, IssueCode, Severity
from reportarchive.outline.lines import HEADING_CAP
from reportarchive.outline.roles import opens_part
from reportarchive.outline.unnumbered import find_unnumbered
from reportarchive.text.folding import fold
from reportarchive.text.marks import Mark, MarkStyle, read_mark

if TYPE_CHECKING:
    from collections.abc import Sequence

_STOP = re.compile(r"[。!?]")
_CLAUSE = re.compile(r"[。!?,;:]")
# Inside a paragraph a heading follows a full stop; after ; it is an item of a list: (一)…;(二)….
_AFTER_STOP = re.compile(r"[。!?][ ]*(?=[(一二三四五六七八九十㈠-㈩0-9])")
_CLOSING = {"《": "》", "“": "”", "（": "）", "(": ")"}
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}
_BRACKET = re.compile("[《》“”（）()]")
_INNER_STYLES = frozenset({MarkStyle.CHINESE_COMMA, MarkStyle.CHINESE_PAREN, MarkStyle.ARABIC_STOP})
_TOP_STYLES = frozenset({MarkStyle.PART, MarkStyle.CHAPTER, MarkStyle.CHINESE_COMMA})
_GLUED = re.compile(r"[^。;,:!?()\n]{4,40}(?=\([一㈠])")  # 一、主要举措和成效(一)强化领导。
_TITLE_AND_TEXT = re.compile(r"[^。;,:!?\n ]{4,30}(?=[ ]+[^\n]*?[,。])")  # 二、存在的问题 2022年,全区…
_ITEM_STYLES = frozenset({MarkStyle.ITEM, MarkStyle.FIRST})
_LONGEST_TITLE = 2 * HEADING_CAP
_LOOK_AHEAD = 20  # candidates in which a lower style must go on for a higher one to stand below it


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
    """A place where a heading may begin; without a mark it is a short line over a paragraph."""

    mark: Mark | None
    start: int  # in the text
    limit: int  # where the line, or the next candidate in it, ends the heading
    opens_line: bool


def find_headings(text: str) -> tuple[list[Heading], list[Issue]]:
    """Return the headings of a tidy text in order, and an issue for every skipped or repeated number."""
    folded = fold(text)
    candidates = _candidates(text, folded)
    numbering = _Numbering(candidates)
    headings: list[Heading] = []
    for position, candidate in enumerate(candidates):
        mark = candidate.mark
        if mark and mark.style in _ITEM_STYLES and not _items_stand_alone(candidates, position):
            continue
        title = _title_span(folded, candidate)
        if title is None:
            continue
        level = numbering.place(position, opens_part=opens_part(text[title[0] : title[1]]))
        if level is not None:
            headings.append(_heading(text, candidate, title, level))
    return headings, numbering.issues


def _candidates(text: str, folded: str) -> list[_Candidate]:
    """Return the marks at line starts, those of the upper styles after a full stop, and the lines without a mark."""
    candidates: list[_Candidate] = []
    lines = text.split("\n")
    starts = [0, *accumulate(len(line) + 1 for line in lines)]
    opening = [
        read_mark(folded, start) if "\t" not in line else None for start, line in zip(starts, lines, strict=False)
    ]
    unnumbered = set(find_unnumbered(lines, [mark is not None for mark in opening]))
    for position, (start, line, mark) in enumerate(zip(starts, lines, opening, strict=False)):
        end = start + len(line)
        found = [mark] if mark else []
        if "\t" not in line:
            found += _inner_marks(text, folded, start, end)
        if found:  # most lines are paragraphs without a mark
            found = [one for each in found for one in (each, *_glued_mark(folded, each, end))]
            limits = [*(inner.start for inner in found[1:]), end]
            candidates += [
                _Candidate(one, one.start, limit, opens_line=one.start == start)
                for one, limit in zip(found, limits, strict=False)
            ]
        if position in unnumbered:
            candidates.append(_Candidate(None, start, end, opens_line=True))
    return candidates


def _inner_marks(text: str, folded: str, start: int, end: int) -> list[Mark]:
    """Return the marks behind a full stop inside a line, outside quotes and brackets."""
    marks: list[Mark] = []
    depths: dict[str, int] = {}
    counted = start
    for gap in _AFTER_STOP.finditer(folded, start, end):
        mark = read_mark(folded, gap.end())
        if mark is None or mark.style not in _INNER_STYLES:
            continue
        for bracket in _BRACKET.findall(text, counted, mark.start):
            opening = _OPENING.get(bracket, bracket)
            depths[opening] = depths.get(opening, 0) + (-1 if bracket in _OPENING else 1)
        counted = mark.start
        if not any(depth > 0 for depth in depths.values()):
            marks.append(mark)
    return marks


def _glued_mark(folded: str, mark: Mark, end: int) -> list[Mark]:
    """Return the (一) that stands right behind a heading of the top styles, with no stop between, if there is one."""
    glued = _GLUED.match(folded, mark.end, end) if mark.style in _TOP_STYLES else None
    first = read_mark(folded, glued.end()) if glued else None
    return [first] if first and first.ordinal == 1 and first.style is MarkStyle.CHINESE_PAREN else []


def _items_stand_alone(candidates: list[_Candidate], position: int) -> bool:
    """Tell whether 一是 or 第一 opens its own line as its neighbour in the count does too."""
    mark = candidates[position].mark
    return any(
        mark and other.mark and other.mark.style is mark.style and abs(other.mark.ordinal - mark.ordinal) == 1
        for other in candidates[max(position - 1, 0) : position + 2]
    )


def _title_span(folded: str, candidate: _Candidate) -> tuple[int, int, int] | None:
    """Return start and end of the title and the end of the heading; None when no title follows the mark."""
    start = candidate.mark.end if candidate.mark else candidate.start
    while start < candidate.limit and folded[start] == " ":
        start += 1
    stop = _STOP.search(folded, start, candidate.limit)
    split = None
    if candidate.mark and candidate.mark.style in _TOP_STYLES:
        split = _TITLE_AND_TEXT.match(folded, start, candidate.limit)
    if split is not None:
        end = heading_end = split.end()
    elif stop is not None and stop.start() - start <= _LONGEST_TITLE:
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
    mark = text[candidate.start : candidate.mark.end].rstrip(" \u3000") if candidate.mark else ""
    return Heading(mark, level, text[start:end], candidate.start, heading_end)


class _Numbering:
    """The open levels while reading downwards: per level its rank and, of a numbered one, the style.

    A rank is the usual one of the style; that of a line without a mark lies between those of its neighbours.
    """

    def __init__(self, candidates: Sequence[_Candidate]) -> None:
        self.issues: list[Issue] = []
        self._candidates = candidates
        self._open: list[tuple[float, MarkStyle | None]] = []
        self._last: dict[MarkStyle, int] = {}
        self._names_parts = False

    def place(self, position: int, *, opens_part: bool) -> int | None:
        """Return the level of a candidate, or None when its mark is out of sequence inside a paragraph."""
        candidate = self._candidates[position]
        if candidate.mark is None:
            return self._place_unnumbered(position, opens_part=opens_part)
        mark = candidate.mark
        depth = next((i for i, (_, style) in enumerate(self._open) if style is mark.style), None)
        expected = self._last[mark.style] + 1 if depth is not None else 1
        # A counter may run on across the headings above it: 3. under (一), then 4. under (二).
        runs_on = depth is None and mark.ordinal == self._last.get(mark.style, 0) + 1
        if mark.ordinal != expected and not runs_on:
            if not candidate.opens_line:
                return None
            self._note(mark, expected)
        if depth is None:
            depth = len(self._open) if self._opens_below(position, mark) else self._depth_of_rank(mark.style)
        self._open[depth:] = [(mark.style, mark.style)]
        self._last[mark.style] = mark.ordinal
        return depth + 1

    def _place_unnumbered(self, position: int, *, opens_part: bool) -> int:
        """Return the level of a line without a mark: above the numbering that begins under it, else lowest.

        In a text without any numbering a line that names a part of the report stands above the others.
        """
        after = self._candidates[position + 1].mark if position + 1 < len(self._candidates) else None
        if after and after.ordinal == 1 and after.style not in {style for _, style in self._open}:
            depth, rank = self._depth_of_rank(after.style), after.style - 0.5
        else:
            depth = sum(style is not None for _, style in self._open)
            rank = self._open[depth - 1][0] + 0.5 if depth else -0.5
            if depth == 0:
                self._names_parts = self._names_parts or opens_part
                depth, rank = (1, 0.0) if self._names_parts and not opens_part else (0, -0.5)
            elif self._open[-1][1] is None:
                depth, rank = len(self._open) - 1, self._open[-1][0]
        self._open[depth:] = [(rank, None)]
        return depth + 1

    def _depth_of_rank(self, rank: float) -> int:
        return sum(other < rank for other, _ in self._open)

    def _opens_below(self, position: int, mark: Mark) -> bool:
        """Tell whether a style of higher rank opens under a lower one that goes on behind it: 1. over (一)."""
        if mark.ordinal != 1 or not self._open or self._open[-1][0] < mark.style:
            return False
        above = self._open[-1][1]
        if above is None or self._last.get(mark.style):
            return False
        later = self._candidates[position + 1 : position + 1 + _LOOK_AHEAD]
        return any(one.mark and one.mark.style is above and one.mark.ordinal == self._last[above] + 1 for one in later)

    def _note(self, mark: Mark, expected: int) -> None:
        code = IssueCode.OUTLINE_SKIPPED if mark.ordinal > expected else IssueCode.OUTLINE_REPEATED
        message = f"heading number {mark.ordinal} where {expected} was due"
        self.issues.append(Issue(code, Severity.WARNING, message, mark.start, mark.end))
