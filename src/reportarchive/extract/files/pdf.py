"""A PDF enters, the lines of its paragraphs leave; where its characters stand is asked of PDFium.

PDFium was chosen by measurement over pdfplumber: 24 ms against 348 ms for two pages printed by a browser, where it also
kept digits of another font in their line and gave 二 where that gave the radical ⼆.
"""

from __future__ import annotations

import ctypes
import math
from threading import Lock

import pypdfium2
from pypdfium2 import raw

from reportarchive.extract.files.layout import paragraphs
from reportarchive.extract.files.refusal import NeedsExtraction
from reportarchive.extract.files.ruling import rules_of
from reportarchive.extract.files.setting import Glyph, SetPage
from reportarchive.extract.files.unpacking import require_small_streams
from reportarchive.extract.tables import table

_END = b"%%EOF"
_TAIL = 4096  # bytes at the end in which the mark of the end stands; some writers add a little behind it
_ONE_AT_A_TIME = Lock()  # PDFium keeps a state of its own, and threads must take turns
_ALONG = 0.99  # cosine of the angle that a line of the text may lean
_UNKNOWN = frozenset("\ufffd\x00\ufffe\uffff")


def pdf_lines(body: bytes) -> list[str]:
    """Return the paragraphs and table rows of a PDF, without page marks.

    Raises:
        NeedsExtraction: it is cut off, damaged, encrypted or scanned, its text has no code points, or it is too large.
    """
    if _END not in body[-_TAIL:]:
        raise NeedsExtraction("a PDF that is cut off")
    require_small_streams(body)
    with _ONE_AT_A_TIME:
        pages = _set_pages(body)
    glyphs = [glyph for page in pages for glyph in page.glyphs]
    rules = table("files")["pdf"]
    if len(glyphs) < rules["scanned_characters"] * len(pages):
        raise NeedsExtraction(f"a PDF of {len(pages)} scanned pages")
    if sum(glyph.char in _UNKNOWN or _is_private(glyph.char) for glyph in glyphs) > rules["unknown_share"] * len(
        glyphs
    ):
        raise NeedsExtraction("a PDF whose characters cannot be told")
    return paragraphs(pages)


def _set_pages(body: bytes) -> list[SetPage]:
    limits = table("files")["limits"]
    try:
        with pypdfium2.PdfDocument(body) as document:
            if len(document) > limits["pages"]:
                raise NeedsExtraction(f"a PDF of {len(document)} pages")
            pages, left = [], limits["characters"]
            for number in range(len(document)):
                pages.append(_set_page(document, number, left))
                left -= len(pages[-1].glyphs)
            return pages
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == raw.FPDF_ERR_PASSWORD:
            raise NeedsExtraction("a PDF behind a password") from error
        raise NeedsExtraction("a PDF that is damaged") from error


def _set_page(document: pypdfium2.PdfDocument, number: int, most: int) -> SetPage:
    page = document[number]
    width, height = page.get_size()  # as it is shown, turned
    _set_upright(page, width, height)
    text = page.get_textpage()
    try:
        count = text.count_chars()
        if count > most:
            raise NeedsExtraction("a PDF of too much text")
        glyphs = [glyph for at in range(count) if (glyph := _glyph(text, at, height))]
        upright, level = rules_of(page, height)
        return SetPage(width, height, tuple(glyphs), upright, level)
    finally:
        text.close()
        page.close()


def _set_upright(page: pypdfium2.PdfPage, width: float, height: float) -> None:
    """Move what is drawn on a page that is turned to where it is seen, so that its lines run from left to right.

    PDFium leaves out a text without width, and in lines that run upwards that is one in a font which neither the file
    nor this machine has.
    """
    turns = {90: (0, -1, 1, 0, 0, height), 180: (-1, 0, 0, -1, width, height), 270: (0, 1, -1, 0, width, 0)}
    if turn := turns.get(page.get_rotation()):
        for number in range(raw.FPDFPage_CountObjects(page)):
            raw.FPDFPageObj_Transform(raw.FPDFPage_GetObject(page, number), *turn)


def _glyph(text: pypdfium2.PdfTextPage, at: int, height: float) -> Glyph | None:
    """Return a character with its place on a page of that height; None for one that is not set in it.

    PDFium's own breaks and blanks are guesses; characters in another direction are a watermark's.
    """
    code = raw.FPDFText_GetUnicode(text, at)
    if raw.FPDFText_IsGenerated(text, at) == 1 or code in (0x0D, 0x0A, 0x02):
        return None
    if abs(math.cos(raw.FPDFText_GetCharAngle(text, at))) < _ALONG:
        return None
    box = raw.FS_RECTF()
    if not raw.FPDFText_GetLooseCharBox(text, at, ctypes.byref(box)):
        return None
    (x, to_x), (y, to_y) = sorted((box.left, box.right)), sorted((height - box.top, height - box.bottom))
    char = chr(code) if code < 0x110000 and not 0xD800 <= code < 0xE000 else "\ufffd"
    return Glyph(char, x, y, to_x, to_y)


def _is_private(char: str) -> bool:
    return "\ue000" <= char <= "\uf8ff"
