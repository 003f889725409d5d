"""A view of a SQLite file that nobody writes, read in order into Arrow's columns without a Python object for each cell.

The driver is that of the Arrow project (ADBC). It brings a SQLite of its own beside Python's; two of them in one
process must not lock one file, which is why the file is opened as one that never changes. The driver takes the types
of a statement's columns from its first batch, so each statement is one batch.
"""

from __future__ import annotations

from contextlib import closing, contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from reportarchive.errors import UsageError
from reportarchive.query.cutting import LENGTH, START, cut_all, with_offsets
from reportarchive.query.ordered import REPORT_IDS, ROWS, bounds_of, statements
from reportarchive.query.parquet import load_pyarrow, schema_of
from reportarchive.readonly import unchanging_uri
from reportarchive.sqlfiles import column_kind, temporary, views_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

ONE_BATCH = {"adbc.sqlite.query.batch_rows": 10**9}
SORT_IN_MEMORY = "PRAGMA cache_size = -65536"  # KiB, which also bound what is sorted without a file


class ViewColumns:
    """The rows of one view; `schema` holds its columns, each of the type its name tells."""

    def __init__(self, connection: Any, view: str, *, day: str) -> None:
        self._connection, self._view = connection, view
        self._cut: list[str] = []
        self._run(SORT_IN_MEMORY)
        if self._run(f"SELECT type FROM sqlite_master WHERE name = '{view}'").to_pylist() != [{"type": "table"}]:  # noqa: S608
            for name, text in views_on(day).items():
                made, cut = with_offsets(text) if name == view else (text, [])
                self._run(temporary(made))
                self._cut += cut
        found = self._run(f"SELECT * FROM {view} LIMIT 0").column_names  # noqa: S608
        offsets = {name + end for name in self._cut for end in (START, LENGTH)}
        self.schema = schema_of({name: column_kind(name) for name in found if name not in offsets})

    def batches(self) -> Iterator[Any]:
        """Yield the rows in order, none of the batches empty; what is cut follows from the columns sorted by."""
        report_ids = self._run(REPORT_IDS).column(0).to_pylist()
        order = [name for name in self.schema.names if name not in self._cut]
        for sql in statements(self._view, order, bounds=bounds_of(report_ids)):
            yield from self._typed(self._run(sql)).to_batches(max_chunksize=ROWS)

    def _typed(self, table: Any) -> Any:
        """Return what a statement gave, each column of its type, and with the characters in place of offsets."""
        arrow, _ = load_pyarrow()
        columns = {name: table.column(name) for name in self.schema.names}
        texts = self._texts(columns[name] for name in self._cut)
        for name in self._cut:
            places = (table.column(part).to_pylist() for part in (name, name + START, name + LENGTH))
            columns[name] = arrow.chunked_array([cut_all(texts, *places)], type="string")
        return arrow.table(columns).cast(self.schema).combine_chunks()

    def _texts(self, columns: Iterable[Any]) -> dict[int, str]:
        """Return the texts of the version_ids in these columns."""
        wanted = {version_id for column in columns for version_id in column.unique().to_pylist()} - {None}
        if not wanted:
            return {}
        found = self._run(f"SELECT version_id, text FROM report_version WHERE version_id IN ({', '.join(map(str, wanted))})")  # noqa: S608
        return dict(zip(*(column.to_pylist() for column in found.columns), strict=True))

    def _run(self, sql: str) -> Any:
        with self._connection.cursor(adbc_stmt_kwargs=ONE_BATCH) as cursor:
            cursor.execute(sql)
            return cursor.fetch_arrow_table()


@contextmanager
def open_view(database: Path, view: str, *, day: str) -> Iterator[ViewColumns]:
    """Give the columns of a view as it answers on that day.

    Raises:
        UsageError: the driver or pyarrow is not installed.
    """
    with closing(load_driver().connect(unchanging_uri(database))) as connection:
        yield ViewColumns(connection, view, day=day)


def load_driver() -> Any:
    """Return the module of the driver.

    Raises:
        UsageError: it is not installed.
    """
    load_pyarrow()
    try:
        return import_module("adbc_driver_sqlite.dbapi")
    except ModuleNotFoundError as error:
        raise UsageError("an export needs the driver of its library: install reportarchive[parquet]") from error
