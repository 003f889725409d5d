"""A response's stream -> its whole body, with content coding undone under a size limit.

The limit holds for the decoded bytes and inside one chunk: a few kilobytes of gzip can stand for gigabytes.
Refuses: codings that were not asked for, more than one coding, bodies that break off.
"""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    import httpx

ACCEPTED = "gzip, deflate"
STEP = 1 << 16


class BodyRefused(Exception):
    """The body cannot be had."""


class BodyBrokenOff(BodyRefused):
    """The connection ended in good order, but the coded body did not."""


class BodyTooLarge(BodyRefused):
    """The body is over the limit."""

    def __init__(self, limit: int, head: bytes) -> None:
        super().__init__(f"more than {limit} bytes")
        self.head = head


def read_body(response: httpx.Response, limit: int) -> bytes:
    """Return the body with its content coding undone.

    Raises:
        BodyTooLarge: it has more than `limit` bytes.
        BodyRefused: the coding is not gzip or deflate, or the coded bytes are broken.
    """
    body = bytearray()
    for part in _decoded(response):
        body += part
        if len(body) > limit:
            raise BodyTooLarge(limit, bytes(body[:limit]))
    return bytes(body)


def _decoded(response: httpx.Response) -> Iterator[bytes]:
    coding = response.headers.get("content-encoding", "").strip().lower()
    if coding in ("", "identity"):
        yield from response.iter_raw()
    elif coding in ("gzip", "x-gzip"):
        yield from _inflate(response.iter_raw(), zlib.MAX_WBITS | 16)
    elif coding == "deflate":
        yield from _inflate(response.iter_raw(), zlib.MAX_WBITS)
    else:
        raise BodyRefused(f"content coding {coding[:40]!r} was not asked for")


def _inflate(parts: Iterator[bytes], window: int) -> Iterator[bytes]:
    coded, started = zlib.decompressobj(window), False
    for part in parts:
        rest = part
        while rest:
            if coded.eof:  # gzip files may stand one behind the other; zero padding may follow
                rest = rest.lstrip(b"\x00")
                if not rest:
                    break
                coded = zlib.decompressobj(window)
            try:
                out = coded.decompress(rest, STEP)
            except zlib.error as error:
                if started or window != zlib.MAX_WBITS:
                    raise BodyRefused(f"broken content coding: {error}") from error
                # Some servers mean a bare deflate stream by "deflate".
                window = -zlib.MAX_WBITS
                coded = zlib.decompressobj(window)
                continue
            started = True
            yield out
            rest = coded.unconsumed_tail or coded.unused_data
        while not coded.eof and (out := coded.decompress(b"", STEP)):
            yield out
    if started and not coded.eof:
        raise BodyBrokenOff("the content coding breaks off")
