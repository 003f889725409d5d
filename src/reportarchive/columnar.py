"""SQLite files read into Arrow's columns, without a Python object for each cell.

The libraries, pyarrow and the driver of the Arrow project (ADBC), come with the extra `parquet` and are imported when
they are first asked for. The driver brings a SQLite of its own beside Python's, and two of them in one process break
each other's locks on a file (sqlite.org, "How To Corrupt", 2.2.1). So a file is read here as one that nobody writes,
without locks; and one that is in use, by `copy_whole` alone, in a process that has not opened it otherwise.
"""

from __future__ import annotations

from contextlib import closing, contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from reportarchive.errors import ArchiveError, UsageError
from reportarchive.readonly import read_only_uri, unchanging_uri

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# The driver takes the types of the columns from the first batch of a statement, so there is one batch.
ONE_BATCH = {"adbc.sqlite.query.batch_rows": 10**9}
BUSY_MILLISECONDS = 60_000
SORT_IN_MEMORY = "PRAGMA cache_size = -65536"  # KiB, which also bound what is sorted without a file


class ColumnarFile:
    """A SQLite file that nobody writes, open for statements that answer in columns."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def run(self, sql: str) -> Any:
        """Return what a statement gives as a table of Arrow's; a column without a value is of whole numbers.

        Raises:
            ArchiveError: the file is damaged, or a disk full.
        """
        try:
            with self._connection.cursor(adbc_stmt_kwargs=ONE_BATCH) as cursor:
                cursor.execute(sql)
                return cursor.fetch_arrow_table()
        except (self._connection.Error, OSError) as error:  # OSError while rows are fetched
            raise ArchiveError(f"the database was not read to its end: {error}") from error


@contextmanager
def open_columnar(database: Path) -> Iterator[ColumnarFile]:
    """Give a SQLite file for the time of reading.

    Raises:
        UsageError: pyarrow or the driver is not installed.
        ArchiveError: the file cannot be read.
    """
    with _connected(unchanging_uri(database)) as file:
        file.run(SORT_IN_MEMORY)
        yield file


def copy_whole(database: Path, target: Path) -> None:
    """Write a consistent copy of a SQLite file that may be in use, without the room that its content does not need.

    The driver's SQLite takes a third of the time of those of before 2025 that many systems have.

    Raises:
        UsageError: pyarrow or the driver is not installed.
        ArchiveError: the file cannot be read, or the copy cannot be written.
    """
    with _connected(read_only_uri(database)) as file:
        file.run(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        file.run("VACUUM INTO '{}'".format(str(target).replace("'", "''")))


@contextmanager
def _connected(uri: str) -> Iterator[ColumnarFile]:
    load_pyarrow()
    driver = _load("adbc_driver_sqlite.dbapi")
    try:
        connection = driver.connect(uri, autocommit=True)
    except driver.Error as error:
        raise ArchiveError(f"the database cannot be opened: {error}") from error
    with closing(connection):
        yield ColumnarFile(connection)


def load_pyarrow() -> Any:
    """Return the module pyarrow, with pyarrow.compute and pyarrow.parquet in it.

    Raises:
        UsageError: it is not installed.
    """
    for part in ("pyarrow.compute", "pyarrow.parquet"):
        _load(part)
    return _load("pyarrow")


def contents(column: Any) -> bytes:
    """Return the characters of all cells of a column of texts, one after the other, as UTF-8."""
    _, offsets, joined = column.buffers()
    if joined is None:
        return b""
    bounds = memoryview(offsets).cast("i")
    start, end = bounds[column.offset], bounds[column.offset + len(column)]
    return bytes(memoryview(joined)[start:end])


def _load(name: str) -> Any:
    try:
        return import_module(name)
    except ModuleNotFoundError as error:
        raise UsageError("Parquet needs its libraries: install reportarchive[parquet]") from error
