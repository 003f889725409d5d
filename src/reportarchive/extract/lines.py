"""An element enters, its visible lines leave: a paragraph each, a table row each.

Data tables become rows whose cells each end with a tab. A table is mere layout (its cells read as if they
were paragraphs) when it holds another table, never has two filled cells in a row, or has a cell of running
text.
Lines have their white space collapsed to single spaces; `whitespace.join_white` takes those out of text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from lxml import etree

from reportarchive.extract.whitespace import collapse, join_white
from reportarchive.markup import BLOCK_TAGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportarchive.markup import Element

_BREAKS = BLOCK_TAGS | {"br", "dt"}
MARKER = "\ue000"  # stands where the body was cut out
_PROSE_CELL = 600  # characters that make a cell running text, if it has three paragraphs


def raw_lines(root: Element, *, cut: Element | None = None) -> list[str]:
    """Return the lines of an element in order; `cut` is left out and leaves a line that is `MARKER`."""
    writer = _Writer()
    walk = etree.iterwalk(root, events=("start", "end"))
    skipping = None
    for event, element in walk:
        if event == "end":
            if element is skipping:
                skipping = None
            elif skipping is None:
                writer.leave(element)
            if skipping is None and element is not root:
                writer.text(element.tail, element.getparent())
            continue
        if skipping is not None:
            continue
        if element is cut:
            writer.whole_lines([MARKER])
            skipping = element
        elif element.tag == "table" and is_data_table(element):
            writer.whole_lines(_rows(element))
            skipping = element
        else:
            writer.enter(element)
            writer.text(element.text, element)
    writer.flush()
    return writer.lines


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


class _Writer:
    """Collects text pieces into lines."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._pieces: list[str] = []

    def enter(self, element: Element) -> None:
        described = element.tag == "dd" and self._pieces and self._pieces[-1] == "\t"
        if element.tag in _BREAKS and not described:
            self.flush()

    def leave(self, element: Element) -> None:
        if element.tag in BLOCK_TAGS:
            self.flush()
        elif element.tag == "dt":  # a term and its description are read as label and value
            self._pieces.append("\t")

    def text(self, text: str | None, parent: Element) -> None:
        if not text:
            return
        if "\n" in text and parent.tag == "pre":
            for line in text.split("\n"):
                self._pieces.append(line)
                self.flush()
            return
        self._pieces.append(text if "\t" not in text else text.replace("\t", " "))

    def flush(self) -> None:
        if self._pieces:
            line = _collapsed("".join(self._pieces))
            self._pieces.clear()
            if line:
                self.lines.append(line)

    def whole_lines(self, lines: list[str]) -> None:
        self.flush()
        self.lines.extend(lines)


def _collapsed(line: str) -> str:
    if "\t" not in line:
        return collapse(line)
    cells = [collapse(cell) for cell in line.split("\t")]
    return "\t".join(cells) if any(cells) else ""


def _rows(table: Element) -> list[str]:
    lines = []
    for part in table.iter("caption", "tr"):
        if part.tag == "caption":
            lines.append(_cell_text(part))
            continue
        cells = [_cell_text(cell) for cell in _cells(part)]
        if any(cells):
            lines.append("".join(f"{cell}\t" for cell in cells))
    return [line for line in lines if line]


def _cells(row: Element) -> Iterator[Element]:
    return (child for child in row if child.tag in ("td", "th"))


def _cell_text(cell: Element) -> str:
    """Return the paragraphs of a cell as one; two that would make one number stay on two lines."""
    paragraphs: list[str] = []
    pieces: list[str] = []
    for event, element in etree.iterwalk(cell, events=("start", "end")):
        breaks = element is not cell and element.tag in _BREAKS
        if breaks:
            paragraphs.append("".join(pieces))
            pieces.clear()
        piece = element.text if event == "start" else (element.tail if element is not cell else None)
        pieces.append(piece or "")
    paragraphs.append("".join(pieces))
    joined = "\n".join(collapse(part) for part in paragraphs if part.strip())
    return re.sub(r"(?<![0-9])\n|\n(?![0-9])", " ", joined)


def tidy(line: str) -> str:
    """Return a raw line as it goes into the text: white space joined in it, or in each of its cells."""
    if "\t" not in line and "\n" not in line:
        return join_white(line)
    parts = re.split(r"([\t\n])", line)
    return "".join(part if part in ("\t", "\n") else join_white(part) for part in parts)
