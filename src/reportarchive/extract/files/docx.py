"""A DOCX enters, its lines leave: the document is rewritten as a plain tree of HTML, and read like any page.

What Word shows is what counts: insertions are in, deletions, hidden text and fields' codes are out, and the numbers
that Word counts by itself (一、 as a list) are written out, since headings are known by them.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

from docx import Document
from docx.opc.constants import CONTENT_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from lxml import etree

from reportarchive.extract.files.counting import Numbering
from reportarchive.extract.files.refusal import NeedsExtraction
from reportarchive.extract.files.unpacking import require_small_archive
from reportarchive.extract.lines import take_lines

if TYPE_CHECKING:
    from reportarchive.markup import Element

_P, _TABLE, _ROW, _CELL, _TEXT = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc"), qn("w:t")
_BREAKS = frozenset({qn("w:br"), qn("w:cr")})
_TAB, _HYPHEN = qn("w:tab"), qn("w:noBreakHyphen")
_RUN, _BOX = qn("w:r"), qn("w:txbxContent")
# What is not shown: struck by a reviewer, codes of fields, tabs of a style, the second form of a drawing.
_UNSEEN = frozenset(
    {
        *(qn(f"w:{name}") for name in ("del", "moveFrom", "instrText", "pPr", "rPr", "rt", "tblPr", "trPr", "tcPr")),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
    }
)
_DEEPEST = 60  # of tables and boxes in each other


def docx_lines(body: bytes) -> list[str]:
    """Return the paragraphs and table rows of a Word document.

    Raises:
        NeedsExtraction: it is damaged, encrypted, another kind of Office file, or unpacks to too much.
    """
    require_small_archive(body)
    try:
        document = Document(BytesIO(body))
        root = etree.Element("body")
        _write(document.element.body, root, Numbering(document), 0)
    except ValueError as error:
        if CONTENT_TYPE.WML_DOCUMENT_MAIN not in str(error) and "not a Word file" not in str(error):
            raise NeedsExtraction("a Word file that is damaged") from error
        raise NeedsExtraction("a spreadsheet, slides, or another Office file") from error
    except (PackageNotFoundError, KeyError, AttributeError, OSError, etree.LxmlError, NotImplementedError) as error:
        raise NeedsExtraction("a Word file that is damaged") from error
    return take_lines(root)


def _write(parts: Any, into: Element, numbering: Numbering, depth: int) -> None:
    """Write paragraphs and tables, wherever they are wrapped, behind each other into an element."""
    if depth > _DEEPEST:
        return
    for part in parts:
        if part.tag == _P:
            _write_paragraph(part, into, numbering, depth)
        elif part.tag == _TABLE:
            table = etree.SubElement(into, "table")
            for row in part.iter(_ROW):
                if next(row.iterancestors(_TABLE)) is part:
                    _write_row(row, etree.SubElement(table, "tr"), numbering, depth)
        elif part.tag not in _UNSEEN and isinstance(part.tag, str):
            _write(part, into, numbering, depth + 1)  # a content control, an insertion


def _write_row(row: Any, into: Element, numbering: Numbering, depth: int) -> None:
    for cell in row.iter(_CELL):
        if next(cell.iterancestors(_ROW)) is row:
            _write(cell, etree.SubElement(into, "td"), numbering, depth + 1)


def _write_paragraph(paragraph: Any, into: Element, numbering: Numbering, depth: int) -> None:
    """Write a paragraph with its number, and behind it what stands in its text boxes."""
    boxes: list[Any] = []
    lines = "".join(_words(paragraph, boxes)).split("\n")
    if any(line.strip() for line in lines):
        lines[0] = numbering.next_mark(paragraph) + lines[0]
    for line in lines:
        etree.SubElement(into, "p").text = line
    for box in boxes:
        _write(box, into, numbering, depth + 1)


def _words(parts: Any, boxes: list[Any]) -> list[str]:
    """Return the text shown in a paragraph, its line breaks as such; text boxes are put aside."""
    words: list[str] = []
    waiting = list(reversed(parts))
    while waiting:
        part = waiting.pop()
        if part.tag == _TEXT:
            words.append(_clean(part.text or ""))
        elif part.tag in _BREAKS:
            words.append("\n")
        elif part.tag == _TAB:
            words.append(" ")
        elif part.tag == _HYPHEN:
            words.append("-")
        elif part.tag == _BOX:
            boxes.append(part)
        elif part.tag not in _UNSEEN and not (part.tag == _RUN and _is_hidden(part)):
            waiting.extend(reversed(part))
    return words


def _clean(text: str) -> str:
    return text.replace("\n", " ").replace("\t", " ")


def _is_hidden(run: Any) -> bool:
    vanish = run.find(f"{qn('w:rPr')}/{qn('w:vanish')}")
    return vanish is not None and vanish.get(qn("w:val"), "true") not in ("0", "false", "off")
