"""The kind of content, told from its first bytes; extensions and Content-Type headers are not asked.

A WPS .doc served from `view/download?id=` and a PDF called .html are both seen in the wild.
"""

from __future__ import annotations

import re
from enum import StrEnum


class Media(StrEnum):
    """What kind of content bytes are; only `html` and `text` can be read by the text stages."""

    HTML = "html"
    TEXT = "text"
    PDF = "pdf"
    OOXML = "ooxml"
    OFD = "ofd"
    OLE = "ole"
    RTF = "rtf"
    ZIP = "zip"
    IMAGE = "image"
    BINARY = "binary"
    EMPTY = "empty"

    @property
    def is_text(self) -> bool:
        """Whether the text stages can read it."""
        return self in (Media.HTML, Media.TEXT)


_MAGIC = (
    (b"%PDF-", Media.PDF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Media.OLE),  # .doc .wps .xls
    (b"{\\rtf", Media.RTF),
    (b"\x89PNG\r\n\x1a\n", Media.IMAGE),
    (b"\xff\xd8\xff", Media.IMAGE),
    (b"GIF8", Media.IMAGE),
    (b"II*\x00", Media.IMAGE),
    (b"MM\x00*", Media.IMAGE),
    (b"\x1f\x8b\x08", Media.BINARY),
    (b"Rar!\x1a\x07", Media.BINARY),
    (b"7z\xbc\xaf\x27\x1c", Media.BINARY),
    (b"\x7fELF", Media.BINARY),
)
_TAG = re.compile(
    rb"<(?:!doctype|!--|html|head|body|meta|title|table|tbody|div|section|article|main|center|script|style|link"
    rb"|p|h[1-6]|br|ul|span|font|form|img|a)\b|<!--",
    re.IGNORECASE,
)
_HEAD_BYTES = 4096


def sniff(body: bytes) -> Media:
    """Return the kind of content, by magic bytes and, for text, by whether it starts to use tags."""
    if not body.strip(b" \t\r\n\x00"):
        return Media.EMPTY
    head = body[:_HEAD_BYTES].lstrip(b" \t\r\n")
    for magic, media in _MAGIC:
        if head.startswith(magic):
            return media
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return Media.IMAGE
    if head.startswith(b"PK\x03\x04"):
        return _zip_kind(body)
    if b"%PDF-" in head[:1024] and not _TAG.search(head[:1024]):
        return Media.PDF
    return _text_kind(body, head)


def _zip_kind(body: bytes) -> Media:
    names = body[:_HEAD_BYTES] + body[-65_536:]  # first local headers, and the central directory
    if b"OFD.xml" in names:
        return Media.OFD
    return Media.OOXML if b"[Content_Types].xml" in names else Media.ZIP


def _text_kind(body: bytes, head: bytes) -> Media:
    wide = body.startswith((b"\xff\xfe", b"\xfe\xff"))
    narrow = head.replace(b"\x00", b"") if wide else head
    if _TAG.search(narrow):
        return Media.HTML
    odd = sum(byte < 9 or 13 < byte < 32 for byte in narrow)
    return Media.BINARY if odd * 20 > len(narrow) else Media.TEXT
