"""Rows as a Parquet file, with types that do not depend on which rows there are."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any, Self

from reportarchive.columnar import load_pyarrow
from reportarchive.errors import UsageError
from reportarchive.sqlfiles import column_kind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import BinaryIO

    from reportarchive.query.reader import Result

LARGEST = 2**63
TYPES = {"int64": "int64", "double": "float64", "text": "string"}
PYTHON: dict[str, type] = {"int64": int, "double": float, "text": str}


class ParquetWriter:
    """A Parquet file being written into an open one, a row group for each batch; the same rows give the same bytes."""

    def __init__(self, file: BinaryIO, schema: Any) -> None:
        self._writer = load_pyarrow().parquet.ParquetWriter(file, schema, compression="zstd")

    def write(self, batch: Any) -> None:
        """Write rows, a batch of Arrow's of the schema, as one row group."""
        self._writer.write_batch(batch)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._writer.close()


def schema_of(columns: Mapping[str, str]) -> Any:
    """Return the schema of columns, given as name -> `int64`, `double` or `text`."""
    arrow = load_pyarrow()
    return arrow.schema([(name, getattr(arrow, TYPES[kind])()) for name, kind in columns.items()])


def to_parquet(result: Result) -> bytes:
    """Return a result as the bytes of a Parquet file; whole numbers become int64, other numbers double, all else text.

    A column without a value is of the type that views give a column of its name.

    Raises:
        UsageError: pyarrow is not installed, or two columns have one name.
    """
    if len(set(result.columns)) < len(result.columns):
        raise UsageError("a Parquet file needs a name of its own for each column; name them with AS")
    columns = list(zip(*result.rows, strict=True)) or [()] * len(result.columns)
    kinds = [kind_of(name, column) for name, column in zip(result.columns, columns, strict=True)]
    arrow = load_pyarrow()
    schema = schema_of(dict(zip(result.columns, kinds, strict=True)))
    typed = [
        arrow.array(as_kind(column, kind), type=field.type)
        for column, kind, field in zip(columns, kinds, schema, strict=True)
    ]
    file = io.BytesIO()
    with ParquetWriter(file, schema) as writer:
        writer.write(arrow.RecordBatch.from_arrays(typed, schema=schema))
    return file.getvalue()


def kind_of(name: str, column: Sequence[Any]) -> str:
    """Return the type of a column of a result by the values in it."""
    held = {type(value) for value in column if value is not None}
    if not held:
        return column_kind(name)
    if held <= {int, bool} and all(-LARGEST <= value < LARGEST for value in column if value is not None):
        return "int64"
    return "double" if float in held and held <= {int, float} else "text"


def as_kind(column: Sequence[Any], kind: str) -> Sequence[Any]:
    """Return the values of a column as those of its type: SQLite may hold a whole number where others have a double."""
    made = PYTHON[kind]
    if set(map(type, column)) <= {made, type(None)}:
        return column
    return [None if value is None else made(value) for value in column]
