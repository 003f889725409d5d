"""Files as offices publish them, made anew by each test: PDF by ReportLab, DOCX by python-docx, and broken ones."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate, Table

FONT = "STSong-Light"  # one of Adobe's that every reader has: nothing is embedded
pdfmetrics.registerFont(UnicodeCIDFont(FONT))

Rows = Sequence[Sequence[str]]


def pdf_of(
    parts: Iterable[str | Rows], *, indent: bool = True, foot: str = "— {page} —", head: str = "", **given: Any
) -> bytes:
    """Return a PDF of paragraphs and ruled tables (rows), with a line at the foot and the head of each page."""
    body = ParagraphStyle("body", fontName=FONT, fontSize=16, leading=28, firstLineIndent=32 if indent else 0)
    body.wordWrap = "CJK"
    cell = ParagraphStyle("cell", fontName=FONT, fontSize=12, leading=16, wordWrap="CJK")

    def mark(canvas: Canvas, document: Any) -> None:
        canvas.setFont(FONT, 12)
        canvas.drawCentredString(A4[0] / 2, 40, foot.format(page=document.page))
        canvas.drawCentredString(A4[0] / 2, A4[1] - 40, head.format(page=document.page))

    def flowing(part: str | Rows) -> Any:
        if part == "\f":
            return PageBreak()
        if isinstance(part, str):
            return Paragraph(part, body)
        rows = [[Paragraph(text, cell) for text in row] for row in part]
        return Table(rows, style=[("GRID", (0, 0), (-1, -1), 1, "black")], colWidths=[100] * len(part[0]))

    made = BytesIO()
    SimpleDocTemplate(made, pagesize=A4, **given).build(
        [flowing(part) for part in parts], onFirstPage=mark, onLaterPages=mark
    )
    return made.getvalue()


def drawn_pdf(draw: Callable[[Canvas], None], **given: Any) -> bytes:
    """Return a PDF as a function draws it."""
    made = BytesIO()
    canvas = Canvas(made, pagesize=A4, **given)
    canvas.setFont(FONT, 16)
    draw(canvas)
    canvas.save()
    return made.getvalue()


def docx_of(parts: Iterable[str | Rows], change: Callable[[Any], None] | None = None) -> bytes:
    """Return a Word document of paragraphs and tables (rows), changed by a function at the end."""
    document = Document()
    for part in parts:
        if isinstance(part, str):
            document.add_paragraph(part)
            continue
        table = document.add_table(len(part), len(part[0]))
        for row, texts in zip(table.rows, part, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text
    if change is not None:
        change(document)
    made = BytesIO()
    document.save(made)
    return made.getvalue()


def element(xml: str) -> Any:
    """Return an element of Word's own markup, prefixes declared."""
    return parse_xml(f"<w:holder {nsdecls('w')}>{xml}</w:holder>")[0]


def numbered(document: Any, levels: Sequence[tuple[str, str]]) -> None:
    """Give a document a list, number 7, with a format and a text for each level."""
    written = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl>'
        for level, (form, text) in enumerate(levels)
    )
    numbering = document.part.numbering_part.element
    numbering.insert(0, element(f'<w:abstractNum w:abstractNumId="77">{written}</w:abstractNum>'))
    numbering.append(element('<w:num w:numId="7"><w:abstractNumId w:val="77"/></w:num>'))


def count(paragraph: Any, level: int) -> None:
    """Let Word count a paragraph in list 7."""
    properties = paragraph._p.get_or_add_pPr()
    properties.append(
        element(f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="7"/></w:numPr>'),
    )


def zipped(parts: dict[str, bytes]) -> bytes:
    """Return a zip file of named parts."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return made.getvalue()


def repacked(docx: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """Return an Office file with its parts changed by a function of name and bytes."""
    with zipfile.ZipFile(BytesIO(docx)) as archive:
        return zipped({name: change(name, archive.read(name)) for name in archive.namelist()})


def packed_stream(megabytes: int) -> bytes:
    """Return so many megabytes of blanks as a PDF packs them."""
    packing = zlib.compressobj(9)
    return b"".join(packing.compress(b" " * 1_000_000) for _ in range(megabytes)) + packing.flush()
