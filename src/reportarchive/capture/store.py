"""What every store of objects does, wherever they lie: bytes enter once, the same bytes leave, nothing is overwritten.

A place (`folder`, `remote`) adds how a named file is read, made, listed and removed.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportarchive.capture.packing import digest_of, name_of, pack, unpack
from reportarchive.errors import CaptureError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

MAX_BYTES = 1 << 30


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a store: an object, or (`digest` is None) what a killed process left of one it was writing.

    `modified` is None where the place does not tell; a file of unknown age is never taken for an old one.
    """

    name: str
    digest: str | None
    size: int
    modified: datetime | None


class ObjectStore(ABC):
    """Objects at `location`; `max_bytes` bounds one, so that an altered file cannot fill the memory.

    Safe between threads, and cheap to open anew from its location in every process.
    """

    def __init__(self, location: str, *, max_bytes: int = MAX_BYTES) -> None:
        self.location = location
        self.max_bytes = max_bytes

    def put(self, body: bytes) -> str:
        """Keep the bytes and return their SHA-256 in hex; bytes already kept are checked and left alone.

        When it returns, the object is there to stay.

        Raises:
            CaptureError: the body is over the limit, the place refuses to take it, or it holds an altered object.
        """
        if len(body) > self.max_bytes:
            raise CaptureError(f"a body of {len(body)} bytes is over the limit of {self.max_bytes}; nothing was kept")
        digest = digest_of(body)
        name = name_of(digest)
        kept = self._read(name)
        if kept is None:
            kept = self._create(name, pack(body))
        if kept is not None:
            unpack(digest, kept, max_bytes=self.max_bytes)
        return digest

    def get(self, digest: str) -> bytes:
        """Return the bytes of a digest, after checking that they still have it.

        Raises:
            CaptureError: the object is missing, unreadable or altered.
        """
        packed = self._read(name_of(digest))
        if packed is None:
            raise CaptureError(f"object {digest} is missing below {self.location}; restore it from a backup")
        return unpack(digest, packed, max_bytes=self.max_bytes)

    def digests(self) -> Iterator[str]:
        """Yield the digests of all kept objects in ascending order; other files are passed over.

        Raises:
            CaptureError: the place cannot be listed.
        """
        for entries in self.folders():
            yield from (entry.digest for entry in entries if entry.digest is not None)

    @abstractmethod
    def has(self, digest: str) -> bool:
        """Tell whether an object of that digest is there (its bytes are not checked).

        Raises:
            CaptureError: the place cannot be reached.
        """

    @abstractmethod
    def folders(self) -> Iterator[list[Entry]]:
        """Yield the files of one folder after the other, ascending by name, so that no list grows with the store.

        Raises:
            CaptureError: the place cannot be listed.
        """

    @abstractmethod
    def remove(self, entry: Entry) -> None:
        """Remove a file; one that is gone already is no error. Nothing but `gc` may call this.

        Raises:
            CaptureError: the place refuses.
        """

    @abstractmethod
    def _read(self, name: str) -> bytes | None:
        """Return the bytes of a file, or None when there is none of that name."""

    @abstractmethod
    def _create(self, name: str, packed: bytes) -> bytes | None:
        """Make a file, whole or not at all; return what is there instead when another writer was first."""
