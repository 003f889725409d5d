"""A version's text cut into what a page shows: lines and headings, and in them numbers, marks and plain words.

Enters: the text, and rows with offsets into it. Leaves: blocks whose segments, put together, are the text without its
line ends. A text too long for one page is cut into parts that each fit.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Row = dict[str, Any]
Span = tuple[int, int]

PART = 170_000
"""Bytes of a part as HTML, about."""
OF_CHARACTER, OF_NUMBER, OF_LINE = 3, 170, 24
LONG_LINE = 4_000
"""Characters after which a line may be cut where parts are made."""
DEEPEST = 6
"""The lowest heading that HTML has."""


@dataclass(frozen=True, slots=True)
class Segment:
    """Characters that are shown in one way; `number` is the row of the number they are a part of."""

    text: str
    number: Row | None = None
    is_unexplained: bool = False
    is_marked: bool = False
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A line of the text, or a heading with the section it opens."""

    segments: tuple[Segment, ...]
    heading: Row | None = None
    level: int = 0
    has_here: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """What stands in a text: rows of sections and numbers in text order, spans of unexplained numerals and of marks.

    `here` is the place that was asked for, which is marked like `marked`, the rest of what belongs to it.
    """

    sections: Sequence[Row] = ()
    numbers: Sequence[Row] = ()
    unexplained: Sequence[Span] = ()
    marked: Sequence[Span] = ()
    here: Span | None = None


@dataclass(slots=True)
class _Cover:
    """Spans in order that do not overlap, asked which of them a place lies in."""

    spans: Sequence[Span]
    _starts: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._starts = [start for start, _ in self.spans]

    def at(self, place: int) -> int | None:
        """Return the number of the span that holds a place."""
        found = bisect_right(self._starts, place) - 1
        return found if found >= 0 and place < self.spans[found][1] else None


def parts(text: str, numbers: Sequence[Row]) -> list[Span]:
    """Return the parts of a text that each fit on a page; they follow each other and are the whole text."""
    starts = [row["char_start"] for row in numbers]
    found, begin, weight = list[Span](), 0, 0
    for start, end in _pieces(text, numbers):
        within = bisect_left(starts, end) - bisect_left(starts, start)
        costs = (end - start) * OF_CHARACTER + within * OF_NUMBER + OF_LINE
        if weight and weight + costs > PART:
            found.append((begin, start))
            begin, weight = start, 0
        weight += costs
    return [*found, (begin, len(text))]


def part_of(found: Sequence[Span], place: int) -> int:
    """Return which part holds a place, counting from 1."""
    return max(bisect_right([start for start, _ in found], place), 1)


def blocks(text: str, within: Span, marks: Marks) -> list[Block]:
    """Return the blocks of a part of a text."""
    cutter = _Cutter(text, marks)
    headings = {row["char_start"]: row for row in marks.sections if row["heading_end"] > row["char_start"]}
    found = []
    for start, end in _lines(text, within):
        places = sorted({start, end, *(at for at in headings if start <= at < end)})
        for begin, stop in pairwise(places) if start < end else ((start, end),):
            heading = headings.get(begin)
            until = min(heading["heading_end"], stop) if heading else begin
            if heading:
                found.append(cutter.block(begin, until, heading))
            if until < stop or start == end:
                found.append(cutter.block(until, stop, None))
    return [block for block in found if block.segments]


class _Cutter:
    """Cuts a line where anything begins or ends in it."""

    def __init__(self, text: str, marks: Marks) -> None:
        self._text, self._marks = text, marks
        numbers = [(row["char_start"], row["char_end"]) for row in marks.numbers]
        self._numbers, self._unexplained = _Cover(numbers), _Cover(marks.unexplained)
        self._marked = [*marks.marked, *([marks.here] if marks.here else [])]
        spans = (*numbers, *marks.unexplained, *self._marked)
        self._places = sorted({place for span in spans for place in span})

    def block(self, start: int, end: int, heading: Row | None) -> Block:
        """Return the block of these characters."""
        segments = tuple(self._segments(start, end))
        level = min(heading["level"] + 1, DEEPEST) if heading else 0
        return Block(segments, heading, level, any(one.is_here for one in segments))

    def _segments(self, start: int, end: int) -> Iterator[Segment]:
        inside = self._places[bisect_right(self._places, start) : bisect_left(self._places, end)]
        for begin, stop in pairwise([start, *inside, end]):
            if begin < stop:
                yield self._segment(begin, stop)

    def _segment(self, begin: int, stop: int) -> Segment:
        number, here = self._numbers.at(begin), self._marks.here
        return Segment(
            self._text[begin:stop],
            None if number is None else self._marks.numbers[number],
            is_unexplained=self._unexplained.at(begin) is not None,
            is_marked=any(first <= begin < last for first, last in self._marked),
            is_here=here is not None and begin == here[0],
        )


def _lines(text: str, within: Span) -> Iterator[Span]:
    at, last = within
    while at < last:
        end = text.find("\n", at, last)
        end = last if end < 0 else end
        yield at, end
        at = end + 1


def _pieces(text: str, numbers: Sequence[Row]) -> Iterable[Span]:
    """Yield the lines with their ends, a long one in pieces that cut no number."""
    cover = _Cover([(row["char_start"], row["char_end"]) for row in numbers])
    at = 0
    while at < len(text):
        end = text.find("\n", at) + 1 or len(text)
        while end - at > LONG_LINE:
            cut = at + LONG_LINE
            held = cover.at(cut)
            if held is not None and cover.spans[held][0] > at:
                cut = cover.spans[held][0]
            yield at, cut
            at = cut
        yield at, end
        at = end
