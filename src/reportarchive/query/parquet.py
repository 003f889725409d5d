"""Rows as a Parquet file, with types that do not depend on which rows there are.

The library, pyarrow, comes with the extra `parquet` and is imported when the first file is written.
"""

from __future__ import annotations

import io
from importlib import import_module
from typing import TYPE_CHECKING, Any, Self

from reportarchive.errors import UsageError
from reportarchive.sqlfiles import column_kind

if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import BinaryIO

    from reportarchive.query.reader import Result

LARGEST = 2**63
TYPES = {"int64": "int64", "double": "float64", "text": "string"}
PYTHON: dict[str, type] = {"int64": int, "double": float, "text": str}


class ParquetWriter:
    """A Parquet file being written into an open one, a row group for each batch; the same rows give the same bytes."""

    def __init__(self, file: BinaryIO, columns: Sequence[str], kinds: Sequence[str]) -> None:
        self._arrow, parquet = load_pyarrow()
        types = [getattr(self._arrow, TYPES[kind])() for kind in kinds]
        self._schema = self._arrow.schema(list(zip(columns, types, strict=True)))
        self._writer = parquet.ParquetWriter(file, self._schema, compression="zstd")

    def write(self, columns: Sequence[Sequence[Any]]) -> None:
        """Write rows, given column by column, each of its type, as one row group."""
        arrays = [
            self._arrow.array(column, type=field.type) for column, field in zip(columns, self._schema, strict=True)
        ]
        self._writer.write_table(self._arrow.Table.from_arrays(arrays, schema=self._schema))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self._writer.close()


def load_pyarrow() -> tuple[Any, Any]:
    """Return the modules pyarrow and pyarrow.parquet.

    Raises:
        UsageError: they are not installed.
    """
    try:
        return import_module("pyarrow"), import_module("pyarrow.parquet")
    except ModuleNotFoundError as error:
        raise UsageError("Parquet needs its library: install reportarchive[parquet]") from error


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
    file = io.BytesIO()
    with ParquetWriter(file, result.columns, kinds) as writer:
        writer.write([as_kind(column, kind) for column, kind in zip(columns, kinds, strict=True)])
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
