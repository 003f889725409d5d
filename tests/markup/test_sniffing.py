"""The kind of content is told from the bytes."""

from __future__ import annotations

import io
import zipfile

import pytest

from reportarchive.markup import Media, sniff


def zipped(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("body", "media"),
    [
        (b"", Media.EMPTY),
        (b" \r\n\t\x00\x00", Media.EMPTY),
        (b"%PDF-1.7\n", Media.PDF),
        (b"\n%PDF-1.4", Media.PDF),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", Media.OLE),
        (b"{\\rtf1\\ansi", Media.RTF),
        (b"\x89PNG\r\n\x1a\nrest", Media.IMAGE),
        (b"\xff\xd8\xff\xe0", Media.IMAGE),
        (b"GIF89a", Media.IMAGE),
        (b"RIFF1234WEBPVP8 ", Media.IMAGE),
        (b"\x1f\x8b\x08\x00", Media.BINARY),
        (bytes(range(256)), Media.BINARY),
        (zipped("word/document.xml", "[Content_Types].xml"), Media.OOXML),
        (zipped("OFD.xml", "Doc_0/Document.xml"), Media.OFD),
        (zipped("a.txt"), Media.ZIP),
        (b"<!DOCTYPE html><html>", Media.HTML),
        (b"\xef\xbb\xbf<P>x", Media.HTML),
        (b"\xff\xfe<\x00p\x00>\x00x\x00", Media.HTML),
        ("一段没有标签的文字 1<2".encode(), Media.TEXT),
        ("某区报告".encode("gb18030"), Media.TEXT),
        ("\ufeff某区".encode("utf-16-le"), Media.TEXT),
        ("<某区年度报告>".encode(), Media.TEXT),
        (b"the word %PDF-1.4 in a page <p>", Media.HTML),
        (b"<div>a\x00b\x00c\x00</div>", Media.HTML),
    ],
)
def test_sniff(body: bytes, media: Media) -> None:
    assert sniff(body) is media


def test_only_pages_and_texts_are_for_the_text_stages() -> None:
    assert {media for media in Media if media.is_text} == {Media.HTML, Media.TEXT}
