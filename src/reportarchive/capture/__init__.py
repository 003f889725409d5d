"""The bytes as received -> kept objects named by their SHA-256, and back. The only room that stores bodies.

An object lies in a folder or in an object store, everywhere under the same name and in the same form. Refuses to hand
out an object that is missing or no longer has its hash (`CaptureError`).
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote

from reportarchive.capture.folder import FolderStore
from reportarchive.capture.remote import RemoteStore
from reportarchive.capture.store import Entry, ObjectStore

__all__ = ["Entry", "FolderStore", "ObjectStore", "RemoteStore", "open_store"]


def open_store(location: str) -> ObjectStore:
    """Return the store at a folder's path, or at a URL such as `s3://bucket/prefix`; nothing is asked of it yet.

    Raises:
        CaptureError: no package that is installed knows such URLs.
    """
    if location.startswith("file://"):
        return FolderStore(Path(unquote(location.removeprefix("file://"))))
    return RemoteStore(location) if "://" in location else FolderStore(Path(location))
