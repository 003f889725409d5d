"""The analysts' door: one SELECT against an archive, read only, within limits of time, length and rows.

Takes a database URL and SQL with `:name` parameters; leaves columns and rows. Refuses (QueryRefused) whatever
is not reading, more than one statement, a value too large, a query too slow. A query that merely does not run is
refused with the database's own words. On PostgreSQL the limits are a read-only transaction, a statement timeout, and
no function that does more than answer (pg_read_file, pg_sleep, set_config); connect as a role that may only SELECT.
"""

from __future__ import annotations

import re
import sqlite3
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from sqlalchemy import Connection, Engine, create_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError
from sqlalchemy.pool import NullPool

from reportarchive.errors import ArchiveError, QueryRefused
from reportarchive.query.guard import MAX_LENGTH, Guard
from reportarchive.query.moment import go_back_on_postgresql, go_back_on_sqlite, read_moment
from reportarchive.query.statement import called, check_reading, for_psycopg, parameters
from reportarchive.readonly import read_only_uri
from reportarchive.revisions import too_new

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sqlalchemy import CursorResult

    Asking = Callable[[str, Mapping[str, object]], "Result"]

MAX_ROWS = 100_000
MAX_CHARACTERS = 200_000_000  # of a whole result, which stands in memory
SECONDS = 30.0
# Functions that PostgreSQL itself calls volatile read files, sleep, write settings or sequences; the three others make
# a text of any length out of nothing.
DOES_MORE = """
SELECT proname FROM pg_proc
WHERE proname = ANY(%(names)s) AND (provolatile = 'v' OR proname IN ('repeat', 'lpad', 'rpad'))
ORDER BY proname LIMIT 1
"""
ESCAPED_NAME = re.compile(r'\bU&"', re.IGNORECASE)
NO_ARCHIVE = re.compile(r"no such (?:table|view): (?:main\.)?(\w+)|relation \"(\w+)\" does not exist")


@dataclass(frozen=True, slots=True)
class Result:
    """What a query gave: column names, rows, and whether rows beyond the limit were left out."""

    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]] = field(default_factory=list)
    truncated: bool = False


class Reader:
    """A read-only archive, now or as of an earlier moment; each query has a connection of its own."""

    def __init__(self, engine: Engine, *, seconds: float = SECONDS, as_of: str | None = None) -> None:
        self._engine = engine
        self._seconds = seconds
        self._moment = None if as_of is None else read_moment(as_of)

    @classmethod
    def open(cls, url: str, *, seconds: float = SECONDS, as_of: str | None = None) -> Self:
        """Open an archive for reading; `seconds` is the time limit of each query, `as_of` a day or a UTC time.

        Raises:
            ArchiveError: there is no database at this URL, or it cannot be reached.
            UsageError: `as_of` is neither.
        """
        reader = cls(_engine(url), seconds=seconds, as_of=as_of)
        try:
            reader.run("SELECT name FROM sqlite_master LIMIT 1" if reader.dialect == "sqlite" else "SELECT 1")
        except QueryRefused as error:
            raise ArchiveError(f"the archive cannot be read: {_first_line(error.__cause__ or error)}") from error
        reader._refuse_newer()
        return reader

    @property
    def as_of(self) -> str | None:
        """The moment this archive is read as of, as UTC time; None for now."""
        return self._moment

    @property
    def dialect(self) -> str:
        """The engine's name: sqlite or postgresql."""
        return str(self._engine.dialect.name)

    def run(self, sql: str, params: Mapping[str, object] | None = None, *, max_rows: int = MAX_ROWS) -> Result:
        """Return the rows of one SELECT, at most `max_rows` of them.

        Raises:
            QueryRefused: not reading, several statements, too slow, too large, a parameter missing, bad SQL.
            ArchiveError: the database cannot be reached.
        """
        given = dict(params or {})
        missing = [name for name in parameters(sql) if name not in given]
        if missing:
            raise QueryRefused(f"the query wants a value for :{missing[0]}")
        check_reading(sql)
        with self._connected() as connection:
            return self._ask(connection, sql, given, max_rows=max_rows)

    def trusted(self, sql: str, params: Mapping[str, object]) -> Result:
        """Return the rows of a SELECT of this program, which may read more than a person's: the same limits otherwise.

        Raises:
            QueryRefused: too slow or too large.
            ArchiveError: the database cannot be reached.
        """
        with self.asking() as asking:
            return asking(sql, params)

    @contextmanager
    def asking(self) -> Iterator[Asking]:
        """Give `trusted` for several questions on one connection, which need not read the schema again for each.

        Raises:
            ArchiveError: the database cannot be reached.
        """
        with self._connected() as connection:
            yield lambda sql, params: self._ask(connection, sql, dict(params), max_rows=MAX_ROWS, is_ours=True)

    @contextmanager
    def _connected(self) -> Iterator[Connection]:
        try:
            connection = self._engine.connect()
        except (DBAPIError, OSError) as error:
            raise ArchiveError(f"the archive cannot be read: {_first_line(error)}") from error
        with connection:
            if self.dialect == "postgresql":
                connection.exec_driver_sql("SET TRANSACTION READ ONLY")
                connection.exec_driver_sql(f"SET LOCAL statement_timeout = {int(self._seconds * 1000)}")
            self._go_back(connection)
            yield connection

    def _go_back(self, connection: Connection) -> None:
        if self._moment is None:
            return
        if self.dialect == "sqlite":
            go_back_on_sqlite(_driver_of(connection), self._moment)
        else:
            go_back_on_postgresql(connection, self._moment)

    def _ask(
        self, connection: Connection, sql: str, given: dict[str, object], *, max_rows: int, is_ours: bool = False
    ) -> Result:
        if self.dialect == "sqlite":
            return self._ask_sqlite(connection, sql, given, max_rows=max_rows, is_ours=is_ours)
        return self._ask_postgresql(connection, sql, given, max_rows=max_rows)

    def close(self) -> None:
        """Close the engine."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def _refuse_newer(self) -> None:
        """Refuse a database that a newer version has written, where this role may see which: its views may mean more.

        Raises:
            ArchiveError: it is newer than this code.
        """
        try:
            revisions = self.run("SELECT version_num FROM alembic_version").rows
        except QueryRefused:
            return
        for (revision,) in revisions:
            if told := too_new(revision):
                raise ArchiveError(f"the archive {told}")

    def _ask_sqlite(
        self, connection: Connection, sql: str, params: dict[str, object], *, max_rows: int, is_ours: bool
    ) -> Result:
        guard = Guard(_driver_of(connection), seconds=self._seconds, is_ours=is_ours)
        try:
            return _fetched(connection.exec_driver_sql(sql, params), max_rows)
        except (DBAPIError, sqlite3.Error) as error:
            raise _without_archive(error) or guard.explain(_cause(error)) from error

    def _ask_postgresql(self, connection: Connection, sql: str, params: dict[str, object], *, max_rows: int) -> Result:
        _refuse_doing_more(connection, sql)
        try:
            streamed = connection.execution_options(stream_results=True, max_row_buffer=1000)
            return _fetched(streamed.exec_driver_sql(for_psycopg(sql), params), max_rows)
        except DBAPIError as error:
            if "statement timeout" in str(error):
                raise QueryRefused(f"stopped after {self._seconds:g} seconds; narrow the query") from error
            if "read-only transaction" in str(error):
                raise QueryRefused(f"only reading is allowed here: {_first_line(error)}") from error
            raise _without_archive(error) or QueryRefused(f"the query does not run: {_first_line(error)}") from error


def _driver_of(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    if not isinstance(driver, sqlite3.Connection):
        raise ArchiveError("the SQLite driver in use is not Python's own")
    return driver


def _engine(url: str) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.drivername == "sqlite":
            if "file" in parsed.query:  # a path that holds a question mark
                parsed = URL.create("sqlite", database=str(parsed.query["file"]))
            path = Path(str(parsed.database)).absolute()
            if not path.is_file():
                raise ArchiveError(f"there is no archive at {parsed.database}; run `reportarchive ingest` first")
            uri = read_only_uri(path)
            return create_engine(
                "sqlite://", creator=lambda: sqlite3.connect(uri, uri=True, timeout=60), poolclass=NullPool
            )
        if parsed.drivername == "postgresql+psycopg":
            return create_engine(parsed, poolclass=NullPool, connect_args={"options": "-c timezone=UTC"})
    except (ArgumentError, ValueError) as error:
        # What could not be parsed may hold a password anywhere, so it is not repeated.
        raise ArchiveError(
            "not a database URL; write sqlite:///FILE or postgresql+psycopg://USER@HOST:PORT/NAME"
        ) from error
    except (ModuleNotFoundError, NoSuchModuleError) as error:
        raise ArchiveError("PostgreSQL needs its driver: install reportarchive[postgresql]") from error
    raise ArchiveError(f"an archive is sqlite:///FILE or postgresql+psycopg://…, not {parsed.drivername}://…")


def _refuse_doing_more(connection: Connection, sql: str) -> None:
    """Refuse a call of a function that does more than answer; a role's rights are looked at by the database itself."""
    if ESCAPED_NAME.search(sql):
        raise QueryRefused('only reading is allowed here: names written as U&"…" are refused')
    found = connection.exec_driver_sql(DOES_MORE, {"names": sorted(called(sql))}).scalar()
    if found is not None:
        raise QueryRefused(f"only reading is allowed here: the function {found} is refused")


def _fetched(result: CursorResult[Any], max_rows: int) -> Result:
    columns, rows, size = tuple(result.keys()), list[tuple[Any, ...]](), 0
    for row in result:
        if len(rows) == max_rows:
            result.close()
            return Result(columns, rows, truncated=True)
        rows.append(tuple(_plain(value) for value in row))
        size += sum(len(value) for value in rows[-1] if isinstance(value, str))
        if size > MAX_CHARACTERS:
            raise QueryRefused(f"stopped: a result of more than {MAX_CHARACTERS:,} characters; ask for fewer columns")
    return Result(columns, rows)


def _plain(value: Any) -> Any:
    """Return the value as both engines would give it: PostgreSQL sums whole numbers into Decimal."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and value.as_tuple().exponent == 0 else float(value)
    if isinstance(value, (bytes, memoryview)):
        return bytes(value[:MAX_LENGTH]).hex()
    return value


def _without_archive(error: Exception) -> QueryRefused | None:
    found = NO_ARCHIVE.search(str(error))
    if found is None:
        return None
    return QueryRefused(f"no table or view {found[1] or found[2]} here; `reportarchive query` lists the views")


def _cause(error: BaseException) -> BaseException:
    return error.orig if isinstance(error, DBAPIError) and error.orig is not None else error


def _first_line(error: BaseException) -> str:
    return (str(_cause(error)).strip().splitlines() or [type(error).__name__])[0]
