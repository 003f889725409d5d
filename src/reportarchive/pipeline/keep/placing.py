"""Files of an export, written beside their places and put there when all of them are whole.

Nothing outside the folder is touched, whatever an earlier manifest or a link in the folder names.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import uuid
from contextlib import contextmanager, suppress
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MANIFEST = "manifest.json"
CHARTS = "charts"
"""The one folder that an export has within its own."""
PART = ".part"


def is_left_over(path: Path) -> bool:
    """Tell whether this is what a killed export left, by its name."""
    return path.name.startswith(".") and path.suffix == PART


@contextmanager
def beside(folder: Path) -> Iterator[Path]:
    """Give a new folder within the folder, on the same disk, for files that are not whole yet."""
    part = folder / f".{uuid.uuid4().hex}{PART}"
    part.mkdir()
    try:
        yield part
    finally:
        shutil.rmtree(part, ignore_errors=True)


def put_in_place(part: Path, folder: Path) -> None:
    """Give the files their names; while there is no manifest, the folder holds no whole export.

    Raises:
        OSError: something of the same name, which is no file of an export, is in the way.
    """
    names = {path.relative_to(part).as_posix() for path in part.rglob("*") if not path.is_dir()}
    charts = folder / CHARTS
    if any(name.startswith(f"{CHARTS}/") for name in names):
        _make_own(charts)
    earlier = folder / MANIFEST
    stale = _named_in(earlier) - names
    earlier.unlink(missing_ok=True)
    for name in sorted(names, key=lambda name: (name == MANIFEST, name)):
        (part / name).replace(folder / name)
    for name in stale:
        if _is_own(charts) or "/" not in name:
            (folder / name).unlink(missing_ok=True)
    if _is_own(charts):
        with suppress(OSError):  # it holds something
            charts.rmdir()
    for path in folder.iterdir():
        if is_left_over(path):
            shutil.rmtree(path, ignore_errors=True)


def _make_own(charts: Path) -> None:
    """Make the folder of the charts, unless it is there.

    Raises:
        NotADirectoryError: there is a file of this name, or a link, which may lead elsewhere.
    """
    with suppress(FileExistsError):
        charts.mkdir()
    if not _is_own(charts):
        raise NotADirectoryError(errno.ENOTDIR, f"{CHARTS} in it is no folder of its own", os.fspath(charts))


def _is_own(charts: Path) -> bool:
    return charts.is_dir() and not charts.is_symlink()


def _named_in(manifest: Path) -> set[str]:
    """Return the names of the files of an earlier export, from its manifest; never a path elsewhere."""
    try:
        names = [str(one["name"]) for one in json.loads(manifest.read_text(encoding="utf-8"))["files"]]
    except (OSError, ValueError, KeyError, TypeError):
        return set()
    return {name for name in names if _is_name(name)}


def _is_name(name: str) -> bool:
    """Tell whether this is how an export names a file: by a bare name, or by one in the folder of the charts."""
    of_chart, slash, last = name.rpartition("/")
    is_bare = last == PurePosixPath(last).name and last not in (".", "..", "", CHARTS) and "\0" not in last
    return is_bare and (not slash or of_chart == CHARTS)
