"""One object's form: its name, its bytes as one zstd frame that `zstd -dc` reads, and the check that they are its own.

Refuses: names that are no digest, frames that are broken, claim too much or hold other bytes.
"""

from __future__ import annotations

import hashlib
import re
import threading

import zstandard

from reportarchive.errors import CaptureError

LEVEL = 3
_DIGEST = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"sha256/([0-9a-f]{2})/(\1[0-9a-f]{62})\.zst")


class _Packer(threading.local):
    """A compressor for each thread: to make one takes half as long as to pack a page."""

    def __init__(self) -> None:
        self.of_thread = zstandard.ZstdCompressor(level=LEVEL, write_checksum=True)


_PACKER = _Packer()


def digest_of(body: bytes) -> str:
    """Return the SHA-256 in hex that an object is named by."""
    return hashlib.sha256(body).hexdigest()


def name_of(digest: str) -> str:
    """Return the name of an object below its store: `sha256/ab/<sha256>.zst`.

    Raises:
        CaptureError: the text is no SHA-256 in lower-case hex, so no path is made of it.
    """
    if not _DIGEST.fullmatch(digest):
        raise CaptureError(f"{digest!r} is no SHA-256 (64 lower-case hex digits)")
    return f"sha256/{digest[:2]}/{digest}.zst"


def digest_in(name: str) -> str | None:
    """Return the digest of the object that has this name below its store, or None when no object has it."""
    found = _NAME.fullmatch(name)
    return found[2] if found else None


def pack(body: bytes) -> bytes:
    """Return the bytes as one zstd frame with its checksum."""
    return _PACKER.of_thread.compress(body)


def unpack(digest: str, packed: bytes, *, max_bytes: int) -> bytes:
    """Return what a whole frame holds, after checking that it has its digest.

    The frame's size is read first, so that nothing larger than `max_bytes` is ever made.

    Raises:
        CaptureError: it is no whole frame, too large, or holds other bytes.
    """
    try:
        if zstandard.get_frame_parameters(packed).content_size > max_bytes:
            raise CaptureError(f"object {digest} was altered: it claims more than {max_bytes} bytes")
        body = zstandard.ZstdDecompressor().decompress(packed, allow_extra_data=False)
    except zstandard.ZstdError as error:
        raise CaptureError(f"object {digest} was altered: it is no whole zstd frame; restore it") from error
    if digest_of(body) != digest:
        raise CaptureError(f"object {digest} was altered: its bytes have another hash; restore it from a backup")
    return body
