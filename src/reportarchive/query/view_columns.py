"""A view of a SQLite file that nobody writes, read in order into Arrow's columns."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from reportarchive.columnar import load_pyarrow, open_columnar
from reportarchive.query.cutting import LENGTH, START, cut_all, with_offsets
from reportarchive.query.ordered import ROWS, statements
from reportarchive.query.parquet import schema_of
from reportarchive.sqlfiles import column_kind, temporary, views_on

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from reportarchive.columnar import ColumnarFile


class ViewColumns:
    """The rows of one view; `schema` holds its columns, each of the type its name tells."""

    def __init__(self, file: ColumnarFile, view: str, *, day: str) -> None:
        self._run, self._view = file.run, view
        self._cut: list[str] = []
        if self._run(f"SELECT type FROM sqlite_master WHERE name = '{view}'").to_pylist() != [{"type": "table"}]:  # noqa: S608
            for name, text in views_on(day).items():
                made, cut = with_offsets(text) if name == view else (text, [])
                self._run(temporary(made))
                self._cut += cut
        found = self._run(f"SELECT * FROM {view} LIMIT 0").column_names  # noqa: S608
        offsets = {name + end for name in self._cut for end in (START, LENGTH)}
        self.schema = schema_of({name: column_kind(name) for name in found if name not in offsets})

    def batches(self, bounds: Sequence[str]) -> Iterator[Any]:
        """Yield the rows in order, up to these reports at a time, in batches of which none is empty.

        A view that does not begin with the report is in memory whole. What is cut follows from the columns that the
        rows are ordered by.
        """
        order = [name for name in self.schema.names if name not in self._cut]
        for sql in statements(self._view, order, bounds=bounds):
            yield from self._typed(self._run(sql)).to_batches(max_chunksize=ROWS)

    def _typed(self, table: Any) -> Any:
        """Return what a statement gave, each column of its type, and with the characters in place of offsets."""
        arrow = load_pyarrow()
        columns = {name: table.column(name) for name in self.schema.names}
        texts = self._texts(columns[name] for name in self._cut)
        for name in self._cut:
            places = (table.column(part).to_pylist() for part in (name, name + START, name + LENGTH))
            columns[name] = arrow.chunked_array([cut_all(texts, zip(*places, strict=True))], type="string")
        return arrow.table(columns).cast(self.schema).combine_chunks()

    def _texts(self, columns: Iterable[Any]) -> dict[int, str]:
        """Return the texts of the version_ids in these columns."""
        wanted = {version_id for column in columns for version_id in column.unique().to_pylist()} - {None}
        if not wanted:
            return {}
        among = ", ".join(map(str, wanted))
        found = self._run(f"SELECT version_id, text FROM report_version WHERE version_id IN ({among})")  # noqa: S608
        return dict(zip(*(column.to_pylist() for column in found.columns), strict=True))


@contextmanager
def open_view(database: Path, view: str, *, day: str) -> Iterator[ViewColumns]:
    """Give the columns of a view as it answers on that day.

    Raises:
        UsageError: pyarrow or its driver is not installed.
    """
    with open_columnar(database) as file:
        yield ViewColumns(file, view, day=day)
