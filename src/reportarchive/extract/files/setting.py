"""What a page looks like enters, its lines leave: characters put together by where they stand, rows cut into cells."""

from __future__ import annotations

from bisect import bisect
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_APART = 1.2  # widths of a character that part two cells of a row; nothing within a line of prose is so far apart
_WORD_GAP = 0.15  # of a width: words and numbers of ASCII with more between them are two
_TWICE = 0.2  # of a width: the same character so near is one in bold type, made by setting it twice
_WIDE = "\u2e80"  # the first of the characters that are as wide as high


class Glyph(NamedTuple):
    """A character and its box in points, x from the left and y from the top of the page as it is shown."""

    char: str
    left: float
    top: float
    right: float
    bottom: float


class Rule(NamedTuple):
    """A drawn line that is upright or level: its place across its direction, and where it begins and ends along it."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class SetPage:
    """A page as it was set: its size in points, its characters in any order, blanks among them, and its rules."""

    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    upright: tuple[Rule, ...] = ()
    level: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page, or a row of a table, whose cells each end with a tab; `width` is that of a character."""

    page: int
    text: str
    left: float
    right: float
    top: float
    width: float
    is_row: bool


@dataclass(frozen=True, slots=True)
class _Ruled:
    """A line within the upright rules of a table: the text of each column, and the middle of the line."""

    line: Line
    columns: tuple[float, ...]
    cells: tuple[str, ...]
    middle: float


def lines_of(number: int, page: SetPage) -> list[Line]:
    """Return the lines of a page from its top; `number` is the page's, counted from 0."""
    lines: list[Line] = []
    row: list[_Ruled] = []
    for glyphs in _side_by_side(page.glyphs):
        ruled = _ruled(number, glyphs, page)
        if row and (ruled is None or not _is_one_row(row[-1], ruled, page)):
            lines.append(_row_of(row))
            row = []
        if ruled is not None:
            row.append(ruled)
        else:
            lines.append(_line(number, glyphs))
    return [*lines, _row_of(row)] if row else lines


def _side_by_side(glyphs: tuple[Glyph, ...]) -> list[list[Glyph]]:
    """Return the characters that share most of their height together, each group from the left."""
    groups: list[list[Glyph]] = []
    tallest: Glyph | None = None
    for glyph in sorted(glyphs, key=lambda one: (one.top + one.bottom) / 2):
        if tallest is not None and _shared(tallest, glyph) >= 0.5:
            groups[-1].append(glyph)
            tallest = max(tallest, glyph, key=lambda one: one.bottom - one.top)
        elif not glyph.char.isspace():
            groups.append([glyph])
            tallest = glyph
    return [sorted(group, key=lambda one: one.left) for group in groups]


def _shared(one: Glyph, other: Glyph) -> float:
    """Return the share of the lower one's height in which both stand, 1 at most."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    least = min(one.bottom - one.top, other.bottom - other.top)
    return shared / least if least > 0 else float(shared >= 0)


def _line(number: int, glyphs: list[Glyph]) -> Line:
    """Return a line of prose, or a row when parts of it stand far apart."""
    width = _width_of(glyphs)
    text = _text(glyphs, width)
    is_row = "\t" in text
    return _placed(number, glyphs, f"{text}\t" if is_row else text, width, is_row=is_row)


def _placed(number: int, glyphs: list[Glyph], text: str, width: float, *, is_row: bool) -> Line:
    seen = [glyph for glyph in glyphs if not glyph.char.isspace()]
    top, right = min(glyph.top for glyph in seen), max(glyph.right for glyph in seen)
    return Line(number, text, seen[0].left, right, top, width, is_row)


def _text(glyphs: list[Glyph], width: float) -> str:
    """Return the text of characters from the left: a tab where they stand far apart, a blank between two words."""
    pieces: list[str] = []
    last: Glyph | None = None
    for glyph in glyphs:
        gap = glyph.left - last.right if last is not None else 0.0
        if last is not None and last.char == glyph.char and glyph.left - last.left < _TWICE * width:
            continue
        if gap > _APART * width and not glyph.char.isspace():
            pieces.append("\t")
        elif gap > _WORD_GAP * width and last is not None and last.char.isascii() and glyph.char.isascii():
            pieces.append(" ")
        pieces.append(glyph.char)
        last = glyph
    return "".join(pieces).strip()


def _width_of(glyphs: list[Glyph]) -> float:
    wide = [glyph.right - glyph.left for glyph in glyphs if glyph.char >= _WIDE and not glyph.char.isspace()]
    return median(wide or [0.9 * (glyph.bottom - glyph.top) for glyph in glyphs]) or 1.0


def _ruled(number: int, glyphs: list[Glyph], page: SetPage) -> _Ruled | None:
    """Return a line cut at the upright rules that it stands between; None for one that no rule cuts."""
    middle = median((glyph.top + glyph.bottom) / 2 for glyph in glyphs)
    width = _width_of(glyphs)
    columns = _apart((rule.at for rule in page.upright if rule.start <= middle <= rule.end), width / 2)
    inside = [glyph for glyph in glyphs if columns and columns[0] <= (glyph.left + glyph.right) / 2 <= columns[-1]]
    if len(columns) < 3 or not any(not glyph.char.isspace() for glyph in inside):
        return None
    cells: list[list[Glyph]] = [[] for _ in columns[1:]]
    for glyph in inside:
        cells[bisect(columns, (glyph.left + glyph.right) / 2, hi=len(columns) - 1) - 1].append(glyph)
    line = _placed(number, glyphs, "", width, is_row=True)
    return _Ruled(line, columns, tuple(_text(cell, width).replace("\t", " ") for cell in cells), middle)


def _apart(places: Iterable[float], least: float) -> tuple[float, ...]:
    """Return places from the left, once those that are nearer: two edges of one rule, or a double one."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > least:
            found.append(round(place, 1))
    return tuple(found)


def _is_one_row(before: _Ruled, ruled: _Ruled, page: SetPage) -> bool:
    """Tell whether two lines stand in the same columns with no level rule between them."""
    return before.columns == ruled.columns and not any(
        before.middle < rule.at < ruled.middle and rule.start < ruled.columns[-1] and rule.end > ruled.columns[0]
        for rule in page.level
    )


def _row_of(lines: list[_Ruled]) -> Line:
    """Return the row that some lines are: the parts of each cell behind each other."""
    first = lines[0]
    cells = [" ".join(part for part in parts if part) for parts in zip(*(one.cells for one in lines), strict=True)]
    text = "".join(f"{cell}\t" for cell in cells)
    return Line(first.line.page, text, first.line.left, first.line.right, first.line.top, first.line.width, is_row=True)
