"""A copy of the database while it is in use: made by SQLite itself, or told as the line for PostgreSQL's own tool.

The kept bytes are files that never change, so any tool copies them; the database needs one consistent state.
"""

from __future__ import annotations

import os
import shlex
import sqlite3
import uuid
from pathlib import Path

from sqlalchemy.engine import URL

from reportarchive.archive.engine import SECRETS, read_url, shown, translated
from reportarchive.errors import ArchiveError, UsageError
from reportarchive.readonly import read_only_uri
from reportarchive.revisions import VERSION_TABLE


def back_up(url: str, file: Path, *, force: bool = False) -> int:
    """Write a consistent copy of a SQLite archive to a file and return its size in bytes.

    The copy appears under its name when it is whole and on the disk, and takes no more room than its content needs.

    Raises:
        UsageError: the file is there already, or the archive is on PostgreSQL (see `dump_line`).
        ArchiveError: there is no archive, or the copy cannot be written.
    """
    parsed = read_url(url)
    if parsed.drivername != "sqlite":
        raise UsageError(f"a PostgreSQL archive is backed up by its own tool: {dump_line(url, file)}")
    database = Path(str(parsed.database))
    if not database.is_file():
        raise ArchiveError(f"there is no archive at {shown(parsed)}")
    if file.exists() and (not force or file.samefile(database)):
        raise UsageError(f"{file} is there already; name another file, or say --force")
    if not file.parent.is_dir():
        raise ArchiveError(f"no backup was written: there is no folder {file.parent}; make it first")
    temporary = file.with_name(f".{file.name}.{uuid.uuid4().hex}.tmp")
    try:
        with translated(parsed):
            _copy(parsed, temporary)
            temporary.replace(file)
            _sync(file.parent)
    finally:
        temporary.unlink(missing_ok=True)
    return file.stat().st_size


def dump_line(url: str, file: Path) -> str:
    """Return the `pg_dump` command for a PostgreSQL archive; the password comes from PGPASSWORD or .pgpass."""
    return f"pg_dump --format=custom --file={shlex.quote(str(file))} {_without_secrets(read_url(url))}"


def restore_line(url: str, file: Path) -> str:
    """Return the `pg_restore` command that brings such a backup into an empty database."""
    return f"pg_restore --no-owner --dbname={_without_secrets(read_url(url))} {shlex.quote(str(file))}"


def _without_secrets(url: URL) -> str:
    plain = URL.create("postgresql", url.username, None, url.host, url.port, url.database, url.query)
    plain = plain.difference_update_query([name for name in plain.query if name.lower() in SECRETS])
    return shlex.quote(plain.render_as_string())


def _copy(url: URL, target: Path) -> None:
    """Have SQLite write the copy, of an archive of any version, and put it on the disk when it is sound."""
    source = sqlite3.connect(read_only_uri(Path(str(url.database))), uri=True, timeout=60)
    try:
        if not source.execute("SELECT 1 FROM sqlite_master WHERE name = ?", (VERSION_TABLE,)).fetchall():
            raise ArchiveError(f"{shown(url)} is not an archive")
        source.execute("VACUUM INTO ?", (str(target),))
    except sqlite3.Error as error:
        raise ArchiveError(f"no backup of {shown(url)} was written: {error}") from error
    finally:
        source.close()
    with target.open("rb") as written:
        os.fsync(written.fileno())


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
