"""SQLite files read into Arrow's columns, without a Python object for each cell.

The libraries, pyarrow and the driver of the Arrow project (ADBC), come with the extra `parquet` and are imported when
they are first asked for. The driver brings a SQLite of its own beside Python's; two of them in one process would break
each other's locks on a file, which is why a file is read as one that nobody writes, without locks.
"""

from __future__ import annotations

from contextlib import closing, contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from reportarchive.errors import UsageError
from reportarchive.readonly import unchanging_uri

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

# The driver takes the types of the columns from the first batch of a statement, so there is one batch.
ONE_BATCH = {"adbc.sqlite.query.batch_rows": 10**9}
SORT_IN_MEMORY = "PRAGMA cache_size = -65536"  # KiB, which also bound what is sorted without a file


class ColumnarFile:
    """A SQLite file that nobody writes, open for statements that answer in columns."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection

    def run(self, sql: str) -> Any:
        """Return what a statement gives as a table of Arrow's; a column without a value is of whole numbers."""
        with self._connection.cursor(adbc_stmt_kwargs=ONE_BATCH) as cursor:
            cursor.execute(sql)
            return cursor.fetch_arrow_table()


@contextmanager
def open_columnar(database: Path) -> Iterator[ColumnarFile]:
    """Give a SQLite file for the time of reading.

    Raises:
        UsageError: pyarrow or the driver is not installed.
    """
    load_pyarrow()
    driver = _load("adbc_driver_sqlite.dbapi")
    with closing(driver.connect(unchanging_uri(database))) as connection:
        file = ColumnarFile(connection)
        file.run(SORT_IN_MEMORY)
        yield file


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
