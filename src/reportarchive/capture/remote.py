"""Objects in an object store, S3 or whatever else fsspec knows, by the same names as in a folder.

An object is made on the condition that there is none of its name (S3: `If-None-Match: *`), so that of two writers one
wins and neither overwrites. A file system without such a condition is asked first whether the name is taken; there
two writers can both write, and both write the same bytes. Endpoint and credentials are the file system's own affair
(S3: `AWS_ENDPOINT_URL`, `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and whatever else botocore reads).
"""

from __future__ import annotations

import os
import re
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any

from reportarchive.capture.packing import digest_in, name_of
from reportarchive.capture.store import MAX_BYTES, Entry, ObjectStore
from reportarchive.errors import CaptureError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

SHOWN = 300  # characters of a foreign error
_USER = re.compile(r"//[^/@\s]*@")
_AGES = ("LastModified", "last_modified", "mtime", "modified", "updated", "created")


class RemoteStore(ObjectStore):
    """Objects below a URL such as `s3://bucket/prefix`. The bucket must be there; it is never made here."""

    def __init__(self, location: str, *, max_bytes: int = MAX_BYTES) -> None:
        super().__init__(_USER.sub("//", location), max_bytes=max_bytes)
        self._url = location
        self._opened: dict[int, tuple[Any, str]] = {}
        self._place()

    def __reduce__(self) -> tuple[Callable[[str], RemoteStore], tuple[str]]:
        """Open it anew in the process that unpickles it: connections cannot travel."""
        return partial(RemoteStore, max_bytes=self.max_bytes), (self._url,)

    def has(self, digest: str) -> bool:
        """Tell whether an object of that digest is there (its bytes are not checked).

        Raises:
            CaptureError: the store cannot be reached.
        """
        system, root = self._place()
        with self._told("look for an object"):
            try:
                system.info(f"{root}/{name_of(digest)}")
            except FileNotFoundError:
                return False
            return True

    def folders(self) -> Iterator[list[Entry]]:
        """Yield the objects of one folder after the other, ascending by name.

        Raises:
            CaptureError: the store cannot be listed, or there is no such bucket.
        """
        for folder in self._folder_names():
            system, root = self._place()
            with self._told("list objects"):
                found: Mapping[str, Mapping[str, Any]] = system.find(f"{root}/sha256/{folder}", detail=True)
            yield [entry for path, told in sorted(found.items()) if (entry := _entry(path[len(root) + 1 :], told))]

    def remove(self, entry: Entry) -> None:
        """Remove an object; one that is gone already is no error.

        Raises:
            CaptureError: the store refuses.
        """
        system, root = self._place()
        with self._told("remove an object"):
            try:
                system.rm_file(f"{root}/{entry.name}")
            except FileNotFoundError:
                return

    def _folder_names(self) -> list[str]:
        system, root = self._place()
        with self._told("list objects"):
            try:
                paths = system.ls(f"{root}/sha256", detail=False)
            except FileNotFoundError:
                paths = system.find(f"{root}/sha256")  # none yet; but raises when there is no such bucket
        names = {path.rstrip("/").rpartition("/")[2] for path in paths}
        return sorted(name for name in names if re.fullmatch(r"[0-9a-f]{2}", name))

    def _read(self, name: str) -> bytes | None:
        system, root = self._place()
        with self._told("read an object"):
            try:
                return bytes(system.cat_file(f"{root}/{name}"))
            except FileNotFoundError:
                return None

    def _create(self, name: str, packed: bytes) -> bytes | None:
        system, root = self._place()
        with self._told("keep bytes"):
            try:
                system.pipe_file(f"{root}/{name}", packed, mode="create")
            except OSError:
                # The store answered no: another writer was first, perhaps at the same moment (S3: 412 or 409).
                kept = self._read(name)
                if kept is None:
                    raise
                return kept
            return None

    def _place(self) -> tuple[Any, str]:
        """Return the file system and the path in it; a process that was forked off opens its own."""
        if os.getpid() not in self._opened:
            self._opened[os.getpid()] = self._open()
        return self._opened[os.getpid()]

    def _open(self) -> tuple[Any, str]:
        """Return a file system of this store's own: one shared by others would remember their listings.

        fsspec is imported here, since most archives lie in a folder.
        """
        options = {"skip_instance_cache": True, "use_listings_cache": False}
        try:
            system, root = import_module("fsspec").core.url_to_fs(self._url, **options)
        except Exception as error:  # (see `_told`)
            lacks_s3 = isinstance(error, ImportError) and self._url.startswith(("s3://", "s3a://"))
            said = "install reportarchive[s3]" if lacks_s3 else _said(error)
            raise CaptureError(f"{self.location} cannot be opened: {said}") from error
        return system, str(root).rstrip("/")

    @contextmanager
    def _told(self, doing: str) -> Iterator[None]:
        try:
            yield
        except CaptureError:
            raise
        except Exception as error:  # every file system has errors of its own, and botocore's are no OSErrors
            raise CaptureError(f"cannot {doing} at {self.location}: {_said(error)}") from error


def _entry(name: str, told: Mapping[str, Any]) -> Entry | None:
    digest = digest_in(name)
    return Entry(name, digest, int(told.get("size") or 0), _modified(told)) if digest else None


def _modified(told: Mapping[str, Any]) -> datetime | None:
    """Return when a file was last written, in whichever way its file system says so."""
    value = next((told[key] for key in _AGES if told.get(key) is not None), None)
    try:
        if isinstance(value, int | float):
            value = datetime.fromtimestamp(value, UTC)
        elif isinstance(value, str):
            value = datetime.fromisoformat(value)
    except (ValueError, OverflowError, OSError):
        return None
    if not isinstance(value, datetime):
        return None
    return value if value.tzinfo else value.replace(tzinfo=UTC)


def _said(error: Exception) -> str:
    """Return a foreign error as one line, without the user and password that its addresses may hold."""
    lines = str(error).strip().splitlines()
    return _USER.sub("//", lines[0])[:SHOWN] if lines else type(error).__name__
