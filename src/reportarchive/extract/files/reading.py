"""Which kinds of file are read, and by what; the first bytes decide, not names (see `markup.sniffing`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportarchive.extract.files.refusal import NeedsExtraction
from reportarchive.extract.tables import table
from reportarchive.markup import Media

if TYPE_CHECKING:
    from collections.abc import Callable


def _pdf(body: bytes) -> list[str]:
    from reportarchive.extract.files.pdf import pdf_lines  # noqa: PLC0415 - a library that few reports need

    return pdf_lines(body)


def _docx(body: bytes) -> list[str]:
    from reportarchive.extract.files.docx import docx_lines  # noqa: PLC0415 - like the other

    return docx_lines(body)


READ: dict[Media, Callable[[bytes], list[str]]] = {Media.PDF: _pdf, Media.OOXML: _docx}
"""The readers by kind: bytes to lines; each raises `NeedsExtraction` for a file that it cannot read whole."""


def file_lines(body: bytes, media: Media) -> list[str]:
    """Return the lines of a file, a paragraph or table row each, as `lines.take_lines` gives those of a page.

    Raises:
        NeedsExtraction: its kind is not read here, or it is encrypted, damaged, scanned, or unpacks to too much.
    """
    read = READ.get(media)
    if read is None:
        raise NeedsExtraction(_unread(body, media))
    lines = read(body)
    length = sum(map(len, lines))
    if not length:
        raise NeedsExtraction("a file without text")
    if length > table("files")["limits"]["characters"]:
        raise NeedsExtraction("a file of too much text")
    return lines


def _unread(body: bytes, media: Media) -> str:
    """Return what a file is that is not read here."""
    rules = table("files")
    if media is Media.OLE:
        for stream in rules["ole_streams"]:
            if stream["name"].encode("utf-16-le") in body:
                return str(stream["says"])
    return str(rules["unread"].get(media.value, rules["unread"]["binary"]))
