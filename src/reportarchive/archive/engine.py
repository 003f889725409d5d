"""From a database URL to an engine with the archive's rules, and from driver errors to ArchiveError.

SQLite: WAL, foreign keys on, a busy timeout, and `BEGIN IMMEDIATE` for every writer, because a deferred
BEGIN that turns into a write fails at once with a lock error that no timeout cures. In a folder that may not be
written, where WAL has no place for its index, it is opened for reading alone.
PostgreSQL: the driver is spelled out (`postgresql+psycopg://`), the session's time zone is UTC.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.pool import NullPool

from reportarchive.errors import ArchiveError, InputError
from reportarchive.readonly import may_be_written_beside, read_only_uri

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy import PoolProxiedConnection

SQLITE_NEEDED = (3, 39)
BUSY_MILLISECONDS = 60_000
POOL_SIZE = 40  # 16 tasks and 16 lease renewers may be at work in one process, each with one connection
SECRETS = frozenset({"password", "passfile", "sslpassword"})  # libpq takes these from a URL's query too

POOL: dict[str, Any] = {"pool_size": POOL_SIZE, "max_overflow": 0}

# ASCII escapes would hide Chinese from LIKE; the order of keys is part of a fingerprint.
to_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


def read_url(url: str) -> URL:
    """Return the parsed URL of a database the archive can live in.

    Raises:
        ArchiveError: not a URL, an engine other than SQLite file or PostgreSQL, or no driver named.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError) as error:
        # What could not be parsed may hold a password anywhere, so it is not repeated.
        raise ArchiveError(
            "not a database URL; write sqlite:///FILE or postgresql+psycopg://USER@HOST:PORT/NAME"
        ) from error
    if parsed.drivername == "sqlite":
        if "file" in parsed.query:  # a path that holds a question mark
            parsed = URL.create("sqlite", database=str(parsed.query["file"]))
        if parsed.database in (None, "", ":memory:"):
            raise ArchiveError("the archive needs a file: write sqlite:///FILE")
        return parsed
    if parsed.drivername == "postgresql+psycopg":
        return parsed
    if parsed.get_backend_name() == "postgresql":
        raise ArchiveError(f"spell the driver out: postgresql+psycopg://…, not {parsed.drivername}://…")
    raise ArchiveError(f"the archive lives in SQLite or PostgreSQL, not in {parsed.drivername}")


def shown(url: URL) -> str:
    """Return the URL as it may be printed: a file's path, or the URL without its password."""
    if url.drivername == "sqlite":
        return str(url.database)
    masked = {key: "***" for key in url.query if key.lower() in SECRETS}
    return url.update_query_dict(masked).render_as_string(hide_password=True)


def open_engine(url: URL) -> Engine:
    """Return an engine whose connections follow the archive's rules; nothing is connected yet.

    Raises:
        ArchiveError: this Python's SQLite is too old, or the PostgreSQL driver is not installed.
    """
    try:
        if url.drivername == "sqlite":
            if sqlite3.sqlite_version_info < SQLITE_NEEDED:
                raise ArchiveError(f"SQLite {sqlite3.sqlite_version} is too old; 3.39 or newer is needed")
            engine = create_engine(url, connect_args={"timeout": BUSY_MILLISECONDS / 1000}, **POOL)
            event.listen(engine, "do_connect", _connect_read_only)
            event.listen(engine, "connect", _set_pragmas)
            # No listener to "begin": with any, SQLAlchemy looks for more of them at each statement.
            engine.dialect.do_begin = _begin  # type: ignore[method-assign, assignment]
            return engine
        return create_engine(url, connect_args={"options": "-c timezone=UTC"}, pool_pre_ping=True, **POOL)
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise ArchiveError("PostgreSQL needs its driver: install reportarchive[postgresql]") from error


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Give a connection in one write transaction: all of it is kept, or on any error nothing.

    Raises:
        ArchiveError: the database refused; the text says what to do.
    """
    with translated(engine.url), _turn(engine), engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            _begin(connection.connection, "BEGIN IMMEDIATE")
        with connection.begin():
            yield connection


@contextmanager
def _turn(engine: Engine) -> Iterator[None]:
    """Have the threads of this process write a SQLite file in turns.

    SQLite lets who finds its lock taken sleep, for longer every time, and look again: of sixteen threads that harvest
    one would write and fifteen oversleep. Other processes still meet at SQLite's lock.
    """
    if engine.dialect.name != "sqlite":
        yield
        return
    lock = _writer_of(str(engine.url.database))
    if not lock.acquire(timeout=BUSY_MILLISECONDS / 1000):
        raise ArchiveError(f"{shown(engine.url)}: another thread has been writing for a minute; try again")
    try:
        yield
    finally:
        lock.release()


@cache
def _writer_of(database: str) -> threading.Lock:
    del database
    return threading.Lock()


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Give a connection in one read transaction, that is one consistent state.

    Raises:
        ArchiveError: the database refused; the text says what to do.
    """
    with translated(engine.url), engine.connect() as connection:
        yield connection


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """Give a connection that sees one state of the archive in all its statements, whatever is written meanwhile.

    Views made on it for its time are gone with it.

    Raises:
        ArchiveError: the database refused; the text says what to do.
    """
    levels = {} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}
    with translated(engine.url), engine.execution_options(**levels).connect() as connection:
        yield connection


@contextmanager
def open_still(path: Path) -> Iterator[Engine]:
    """Give an engine on a SQLite file that nobody writes, such as a copy; not one byte of it is changed."""
    uri = read_only_uri(path)
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(uri, uri=True), poolclass=NullPool)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def translated(url: URL) -> Iterator[None]:
    """Turn what a database driver raises into one line."""
    try:
        yield
    except UnicodeEncodeError as error:
        raise InputError(f"a text holds a lone surrogate, which no database keeps: {error.object!r:.60}") from error
    except UnicodeDecodeError as error:
        raise ArchiveError(f"{shown(url)}: a text in it is damaged; restore the database from a backup") from error
    except PoolTimeoutError as error:
        raise ArchiveError(f"{shown(url)}: all {POOL_SIZE} connections stayed busy; run fewer tasks at once") from error
    except (DBAPIError, OSError) as error:
        raise ArchiveError(f"{shown(url)}: {_said(error)}") from error


def _said(error: Exception) -> str:
    cause = error.orig if isinstance(error, DBAPIError) else error
    lines = str(cause or error).strip().splitlines()
    text = lines[0] if lines else type(error).__name__
    for words, advice in ADVICE:
        if words in text:
            return f"{text}: {advice}"
    return text


ADVICE = (
    ("unable to open database file", "the folder is missing or may not be written"),
    ("readonly database", "the file or its folder may not be written"),
    ("file is not a database", "this file is something else; name another one"),
    ("malformed", "the file is damaged; restore the database from a backup"),
    ("Could not decode to UTF-8", "a text is damaged; restore the database from a backup"),
    ("database is locked", "another process has been writing for a minute; try again"),
    ("no such table", "not an archive yet; run `reportarchive db upgrade`"),
    ("disk is full", "free some space and run the same command again"),
    ("connection failed", "is the server running, and are host, port and password right?"),
    ("FOREIGN KEY constraint failed", "a row names a source, fetch, division or indicator not stored before"),
)


def _connect_read_only(dialect: Any, record: object, args: list[Any], options: dict[str, Any]) -> None:
    """Have a database in a folder that may not be written opened for reading."""
    del dialect, record
    path = Path(args[0])
    if path.is_file() and not may_be_written_beside(path):
        args[0] = read_only_uri(path)
        options["uri"] = True


def _set_pragmas(connection: Any, record: object) -> None:
    del record
    connection.isolation_level = None  # the driver's own deferred BEGIN is switched off; `_begin` does it
    for pragma in (
        f"busy_timeout = {BUSY_MILLISECONDS}",
        "foreign_keys = ON",
        "journal_mode = WAL",
        "synchronous = NORMAL",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: PoolProxiedConnection, statement: str = "BEGIN") -> None:
    """Begin a transaction on SQLite, unless one was begun.

    It is given to the driver: SQLAlchemy's way around a statement takes ten times as long as this one.
    """
    driver: Any = connection.dbapi_connection
    if driver.in_transaction:
        return
    try:
        driver.execute(statement)
    except sqlite3.Error as error:
        raise DBAPIError(statement, None, error) from error


def make_folder(url: URL) -> None:
    """Create the folder of a SQLite file.

    Raises:
        ArchiveError: it cannot be created.
    """
    if url.drivername == "sqlite":
        with translated(url):
            Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
