"""What a file unpacks to, told before it is unpacked: a few kilobytes of it can stand for gigabytes."""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO

from reportarchive.extract.files.refusal import NeedsExtraction
from reportarchive.extract.tables import table

_STREAM = re.compile(rb"stream\r?\n")
_STEP = 1 << 20
_TWICE = re.compile(rb"/(?:FlateDecode|Fl|LZWDecode|LZW)\b[^<>]{0,40}/(?:FlateDecode|Fl|LZWDecode|LZW)\b")


def require_small_archive(body: bytes) -> None:
    """Refuse a zip file that is damaged, encrypted, or unpacks to more than a report ever does.

    A part is never unpacked beyond the size its entry tells (`zipfile` stops there), so the entries can be believed.

    Raises:
        NeedsExtraction: it is one of these.
    """
    limits = table("files")["limits"]
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
        raise NeedsExtraction("an Office file that is damaged or cut off") from error
    if any(part.flag_bits & 1 for part in parts):
        raise NeedsExtraction("an archive behind a password")
    if len(parts) > limits["parts"] or sum(part.file_size for part in parts) > limits["unpacked_bytes"]:
        raise NeedsExtraction("a file that unpacks to too much to be a report")


def require_small_streams(body: bytes) -> None:
    """Refuse a PDF whose packed streams unpack to more than a report ever does, or are packed twice.

    Raises:
        NeedsExtraction: they do.
    """
    limit = left = table("files")["limits"]["unpacked_bytes"]
    if _TWICE.search(body):
        raise NeedsExtraction("a PDF whose parts are packed twice")
    for match in _STREAM.finditer(body):
        left -= _unpacked(memoryview(body)[match.end() :], left)
        if left <= 0:
            raise NeedsExtraction(f"a PDF that unpacks to more than {limit // 1_000_000} MB, as scans do")


def _unpacked(packed: memoryview, limit: int) -> int:
    """Return how many bytes a stream unpacks to, counted no further than the limit; 0 when it is not packed so."""
    if len(packed) < 2 or packed[0] & 0x0F != 8 or (packed[0] * 256 + packed[1]) % 31:
        return 0  # no zlib header (RFC 1950)
    unpacking = zlib.decompressobj()
    total, place = 0, 0
    try:
        while not unpacking.eof and place < len(packed) and total < limit:
            rest: bytes | memoryview = packed[place : place + _STEP]
            place += _STEP
            while rest and not unpacking.eof and total < limit:
                total += len(unpacking.decompress(rest, _STEP))
                rest = unpacking.unconsumed_tail
    except zlib.error:
        pass  # damaged behind here; PDF readers go as far, too
    return total
