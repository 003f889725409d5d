"""Objects in a folder of this machine.

An object appears by a rename after its bytes are on the disk, so a killed process leaves a hidden temporary file,
never half an object.
"""

from __future__ import annotations

import os
import re
import uuid
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from reportarchive.capture.packing import digest_in, name_of
from reportarchive.capture.store import MAX_BYTES, Entry, ObjectStore
from reportarchive.errors import CaptureError

if TYPE_CHECKING:
    from collections.abc import Iterator

_TEMPORARY = re.compile(r"\.[0-9a-f]{64}\.zst\.[0-9a-f]{32}\.tmp")


class FolderStore(ObjectStore):
    """Objects below the folder `root`, which is made when the first one is kept."""

    def __init__(self, root: Path, *, max_bytes: int = MAX_BYTES) -> None:
        super().__init__(str(root), max_bytes=max_bytes)
        self.root = root

    def has(self, digest: str) -> bool:
        """Tell whether an object of that digest is there (its bytes are not checked)."""
        return self.path_of(digest).is_file()

    def path_of(self, digest: str) -> Path:
        """Return where the object of a digest lies or would lie.

        Raises:
            CaptureError: the text is no SHA-256 in lower-case hex, so no path is made of it.
        """
        return self.root / name_of(digest)

    def folders(self) -> Iterator[list[Entry]]:
        """Yield the objects and left temporary files of one folder after the other, ascending by name.

        Raises:
            CaptureError: a folder cannot be read.
        """
        with self._told("list"):
            for folder in sorted(self.root.glob("sha256/[0-9a-f][0-9a-f]")):
                yield sorted(_entries(folder), key=lambda entry: entry.name)

    def remove(self, entry: Entry) -> None:
        """Remove a file; one that is gone already is no error.

        Raises:
            CaptureError: the folder may not be written.
        """
        with self._told("remove a file"):
            (self.root / entry.name).unlink(missing_ok=True)

    def _read(self, name: str) -> bytes | None:
        try:
            return (self.root / name).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise CaptureError(f"object {Path(name).stem} cannot be read: {error.strerror or error}") from error

    def _create(self, name: str, packed: bytes) -> None:
        with self._told("keep bytes"):
            _write_once(self.root / name, packed)

    @contextmanager
    def _told(self, doing: str) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise CaptureError(f"cannot {doing} below {self.root}: {error.strerror or error}") from error


def _entries(folder: Path) -> Iterator[Entry]:
    with os.scandir(folder) as found:
        for file in found:
            name = f"sha256/{folder.name}/{file.name}"
            digest = digest_in(name)
            if (digest or _TEMPORARY.fullmatch(file.name)) and file.is_file(follow_symlinks=False):
                try:
                    state = file.stat(follow_symlinks=False)
                except FileNotFoundError:  # a temporary file, renamed meanwhile
                    continue
                yield Entry(name, digest, state.st_size, datetime.fromtimestamp(state.st_mtime, UTC))


def _write_once(target: Path, packed: bytes) -> None:
    """Write a file so that it is either absent or whole under its name, also after a power cut."""
    folder = target.parent
    made = [] if folder.is_dir() else [level for level in (folder, *folder.parents) if not level.exists()]
    if made:
        folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f".{target.name}.{uuid.uuid4().hex}.tmp"
    try:
        with temporary.open("xb") as file:
            file.write(packed)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
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
