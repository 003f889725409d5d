"""A folder of objects named by content: bytes enter once, the same bytes leave, nothing is overwritten.

An object is `sha256/ab/<sha256>.zst` below the root, one zstd frame that `zstd -dc` reads. It appears by a
rename after its bytes are on the disk, so a killed process leaves a hidden temporary file, never half an
object. Refuses: bodies over the limit, objects that are missing or altered.
"""

from __future__ import annotations

import hashlib
import os
import re
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING

import zstandard

from reportarchive.errors import CaptureError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

LEVEL = 3
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class ObjectStore:
    """Objects below `root`; `max_bytes` bounds one object, so that an altered file cannot fill the memory."""

    root: Path
    max_bytes: int = 1 << 30

    def put(self, body: bytes) -> str:
        """Keep the bytes and return their SHA-256 in hex; bytes already kept are left alone.

        When it returns, the object and its name are on the disk.

        Raises:
            CaptureError: the body is over the limit, or the disk refuses to take it.
        """
        if len(body) > self.max_bytes:
            raise CaptureError(f"a body of {len(body)} bytes is over the limit of {self.max_bytes}; nothing was kept")
        digest = hashlib.sha256(body).hexdigest()
        target = self.path_of(digest)
        try:
            if not target.exists():
                _write_once(target, zstandard.ZstdCompressor(level=LEVEL, write_checksum=True).compress(body))
        except OSError as error:
            raise CaptureError(f"cannot keep bytes below {self.root}: {error.strerror or error}") from error
        return digest

    def get(self, digest: str) -> bytes:
        """Return the bytes of a digest, after checking that they still have it.

        Raises:
            CaptureError: the object is missing, unreadable or altered.
        """
        try:
            packed = self.path_of(digest).read_bytes()
        except FileNotFoundError as error:
            raise CaptureError(f"object {digest} is missing below {self.root}; restore it from a backup") from error
        except OSError as error:
            raise CaptureError(f"object {digest} cannot be read: {error.strerror or error}") from error
        body = self._unpack(digest, packed)
        if hashlib.sha256(body).hexdigest() != digest:
            raise CaptureError(f"object {digest} was altered: its bytes have another hash; restore it from a backup")
        return body

    def has(self, digest: str) -> bool:
        """Tell whether an object of that digest is there (its bytes are not checked)."""
        return self.path_of(digest).is_file()

    def digests(self) -> Iterator[str]:
        """Yield the digests of all kept objects in ascending order; other files are passed over."""
        for path in sorted(self.root.glob("sha256/[0-9a-f][0-9a-f]/*.zst")):
            digest = path.name.removesuffix(".zst")
            if _DIGEST.fullmatch(digest) and path.parent.name == digest[:2]:
                yield digest

    def path_of(self, digest: str) -> Path:
        """Return where the object of a digest lies or would lie.

        Raises:
            CaptureError: the text is no SHA-256 in lower-case hex, so no path is made of it.
        """
        if not _DIGEST.fullmatch(digest):
            raise CaptureError(f"{digest!r} is no SHA-256 (64 lower-case hex digits)")
        return self.root / "sha256" / digest[:2] / f"{digest}.zst"

    def _unpack(self, digest: str, packed: bytes) -> bytes:
        """Return what a whole frame holds; its size is read first, so that nothing larger is ever made."""
        try:
            size = zstandard.get_frame_parameters(packed).content_size
            if size > self.max_bytes:
                raise CaptureError(f"object {digest} was altered: it claims more than {self.max_bytes} bytes")
            return zstandard.ZstdDecompressor().decompress(packed, allow_extra_data=False)
        except zstandard.ZstdError as error:
            raise CaptureError(f"object {digest} was altered: it is no whole zstd frame; restore it") from error


def _write_once(target: Path, packed: bytes) -> None:
    """Write a file so that it is either absent or whole under its name, also after a power cut."""
    folder = target.parent
    made = [level for level in (folder, *folder.parents) if not level.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f".{target.name}.{uuid.uuid4().hex}.tmp"
    try:
        with temporary.open("xb") as file:
            file.write(packed)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    for level in (folder, *(level.parent for level in made)):
        _sync_folder(level)


def _sync_folder(folder: Path) -> None:
    """Put a folder's names on the disk; systems that cannot open a folder keep them without being asked."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except (PermissionError, IsADirectoryError):
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
