"""The bytes that a report was read from, as they were received."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportarchive.archive import Archive, body_digest
from reportarchive.capture import open_store

if TYPE_CHECKING:
    from reportarchive.settings import Settings


def report_bytes(settings: Settings, key: str, *, version_no: int | None = None) -> bytes:
    """Return the bytes of a report's version, checked; no number means the current one.

    Raises:
        UnknownName: there is no such report or version.
        ArchiveError: there is no archive, or it cannot be read.
        CaptureError: the bytes are missing or altered.
    """
    with Archive.open(settings.archive_url) as archive:
        digest = body_digest(archive, key, version_no)
    return open_store(settings.raw_location).get(digest)
