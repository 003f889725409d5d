"""An element enters, its visible lines leave: a paragraph each, a table row each.

Data tables become rows whose cells each end with a tab. A table is mere layout (its cells read as if they
were paragraphs) when it holds another table, never has two filled cells in a row, or has a cell of running
text.
Lines have their white space collapsed to single spaces; `whitespace.join_white` takes those out of text.

Marks for breaks are written into the tree and the tree is then turned into text by the parser's own code: only
blocks are touched one by one, not the thousands of spans of a word processor's export.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from reportarchive.extract.whitespace import drop_zero_width, join_white, squeeze
from reportarchive.markup import BLOCK_TAGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportarchive.markup import Element

# Noncharacters, which no text holds, stand for what a piece of text cannot say of itself.
MARKER = "\ufdd0"  # where the body was cut out
_BREAK = "\ufdd1"  # a line ends
_TERM = "\ufdd2"  # a term of a list ends, its description follows
_TAB = "\ufdd3"  # a cell ends
_NEWLINE = "\ufdd4"  # a cell goes on, on a line of its own
_MARKS = re.compile("[\ufdd0-\ufdef]")
_TERM_AND_DESCRIPTION = re.compile(f"{_TERM}[\\s{_BREAK}]*")
_BETWEEN_PARAGRAPHS = re.compile(r"(?<![0-9])\n|\n(?![0-9])")
_BREAKING_TAGS = tuple(sorted(BLOCK_TAGS | {"br", "dt"}))
_PROSE_CELL = 600  # characters that make a cell running text, if it has three paragraphs


def take_lines(root: Element, *, cut: Element | None = None) -> list[str]:
    """Return the lines of an element in order and use its tree up; of `cut` a line that is `MARKER` stays."""
    if cut is not None:
        cut.clear(keep_tail=True)
        cut.text = MARKER
    holding = set(cut.iterancestors("table")) if cut is not None else set()
    for table in list(root.iter("table")):
        if table not in holding and is_data_table(table):
            _turn_into_rows(table)
    for block in root.iter("pre"):
        for element in block.iter():
            _break_lines(element, with_tail=element is not block)
    _mark_breaks(root)
    if cut is not None:
        cut.text = f"{_BREAK}{MARKER}{_BREAK}"
    text = drop_zero_width(_text_of(root).replace("\t", " "))
    if cut is None and MARKER in text:
        text = text.replace(MARKER, "\ufffd")
    if _TERM in text:
        text = _TERM_AND_DESCRIPTION.sub(_TAB, text)
    return [line for line in map(_collapsed, squeeze(text, _BREAK)) if line]


def is_data_table(table: Element) -> bool:
    """Return whether a table holds data in rows and columns rather than laying out the page."""
    nested = table.iter("table")
    next(nested)
    if next(nested, None) is not None:
        return False
    widest = 0
    for row in table.iter("tr"):
        filled = 0
        for cell in _cells(row):
            length = sum(len(piece.strip()) for piece in cell.itertext())
            filled += length > 0
            if length > _PROSE_CELL and sum(1 for _ in cell.iter("p", "div", "br")) >= 3:
                return False
        widest = max(widest, filled)
    return widest > 1


def tidy(line: str) -> str:
    """Return a raw line as it goes into the text: white space joined in it, or in each of its cells."""
    if "\t" not in line and "\n" not in line:
        return join_white(line)
    parts = re.split(r"([\t\n])", line)
    return "".join(part if part in ("\t", "\n") else join_white(part) for part in parts)


def _mark_breaks(root: Element) -> None:
    """Write a mark wherever a block begins or ends, and at every line break."""
    for element in root.iter(*_BREAKING_TAGS):
        element.text = _BREAK + (element.text or "")
        if element is root or element.tag == "br":
            continue
        element.tail = (_TERM if element.tag == "dt" else _BREAK) + (element.tail or "")


def _break_lines(element: Element, *, with_tail: bool) -> None:
    if element.text:
        element.text = element.text.replace("\n", _BREAK)
    if with_tail and element.tail:
        element.tail = element.tail.replace("\n", _BREAK)


def _collapsed(line: str) -> str:
    if _TAB in line:
        cells = [cell.strip(" ") for cell in line.split(_TAB)]
        return "\t".join(cells).replace(_NEWLINE, "\n") if any(cells) else ""
    if _MARKS.search(line) is None or line == MARKER:
        return line
    return _MARKS.sub("\ufffd", line.replace(_NEWLINE, "\n"))


def _turn_into_rows(table: Element) -> None:
    """Put in place of a data table the lines of its rows."""
    _mark_breaks(table)
    lines = []
    for part in table.iter("caption", "tr"):
        if part.tag == "caption":
            lines.append(_cell_text(part))
            continue
        cells = [_cell_text(cell) for cell in _cells(part)]
        if any(cells):
            lines.append("".join(f"{cell}{_TAB}" for cell in cells))
    table.clear(keep_tail=True)
    table.text = _BREAK.join(line for line in lines if line)


def _cells(row: Element) -> Iterator[Element]:
    return (child for child in row if child.tag in ("td", "th"))


def _cell_text(cell: Element) -> str:
    """Return the paragraphs of a cell as one; two that would make one number stay on two lines."""
    parts = squeeze(drop_zero_width(_text_of(cell)).replace(_TERM, _BREAK), _BREAK)
    joined = _BETWEEN_PARAGRAPHS.sub(" ", "\n".join(part for part in parts if part))
    return joined.replace("\n", _NEWLINE)


def _text_of(element: Element) -> str:
    text: str = etree.tostring(element, method="text", encoding="unicode", with_tail=False)
    return text
