"""How a SQLite file is opened for reading alone, also where nothing may be written beside it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING
from urllib.parse import quote

if TYPE_CHECKING:
    from pathlib import Path


def may_be_written_beside(path: Path) -> bool:
    """Tell whether the folder of a file takes new files, as SQLite's WAL needs."""
    return os.access(path.absolute().parent, os.W_OK)


def read_only_uri(path: Path) -> str:
    """Return the URI by which SQLite opens a file for reading.

    WAL keeps its index beside the file. Where none can be made, the file is read as one that nobody writes; where a
    WAL lies, somebody may, and its index is there too.
    """
    whole = path.absolute()
    is_still = not may_be_written_beside(whole) and not whole.with_name(f"{whole.name}-wal").exists()
    return f"file:{quote(str(whole))}?mode=ro{'&immutable=1' if is_still else ''}"


def unchanging_uri(path: Path) -> str:
    """Return the URI by which SQLite reads a file that nobody writes meanwhile, without a lock on it."""
    return f"file:{quote(str(path.absolute()))}?mode=ro&immutable=1"
