"""One view of a SQLite file that nobody writes, as a CSV file and a Parquet file."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportarchive.query.cutting import add_cutting, cutting_here
from reportarchive.query.ordered import read_bounds, read_in_order
from reportarchive.query.output import csv_lines
from reportarchive.query.parquet import ParquetWriter, as_kind
from reportarchive.readonly import read_only_uri
from reportarchive.sqlfiles import column_kind, temporary, views_on

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file of an export: its name, the rows in it, its size and hash, and (name, type) of the columns of a view."""

    name: str
    rows: int
    bytes: int
    sha256: str
    columns: tuple[tuple[str, str], ...]


def held_views(database: Path) -> list[str]:
    """Return the views that the file holds, as views or as tables."""
    with closing(_opened(database)) as connection:
        held = {
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        }
    return sorted(held & set(views_on("")))


def report_years(database: Path) -> tuple[int, int | None, int | None]:
    """Return how many reports the file holds, and the first and the last year reported on, None where there is none."""
    with closing(_opened(database)) as connection:
        count, first, last = connection.execute("SELECT COUNT(*), MIN(year), MAX(year) FROM report_current").fetchone()
    return count, first, last


def write_view(view: str, *, database: Path, day: str) -> list[WrittenFile]:
    """Write `VIEW.csv` and `VIEW.parquet` beside the database, the view answering as on that day.

    Raises:
        UsageError: pyarrow is not installed.
        OSError: the folder takes no more.
    """
    as_csv, as_parquet = (database.with_name(f"{view}.{ending}") for ending in ("csv", "parquet"))
    count = 0
    with closing(_opened(database)) as connection, closing(_opened(database)) as texts:
        if not _is_table(connection, view):
            add_cutting(connection, texts)
            for text in views_on(day).values():
                connection.execute(temporary(cutting_here(text)))
        columns = [column for column, *_ in connection.execute(f"SELECT * FROM {view} LIMIT 0").description]  # noqa: S608
        kinds = [column_kind(name) for name in columns]
        with (
            as_csv.open("w", encoding="utf-8", newline="") as lines,
            as_parquet.open("wb") as file,
            ParquetWriter(file, columns, kinds) as parquet,
        ):
            lines.write(csv_lines([columns]))
            for rows in read_in_order(connection.execute, view, columns, bounds=read_bounds(connection.execute)):
                held = list(zip(*rows, strict=True))
                typed = [as_kind(column, kind) for column, kind in zip(held, kinds, strict=True)]
                as_held = all(one is other for one, other in zip(held, typed, strict=True))
                written = [column for column, kind in zip(typed, kinds, strict=True) if kind == "text"]
                lines.write(csv_lines(rows if as_held else list(zip(*typed, strict=True)), texts=written))
                parquet.write(typed)
                count += len(rows)
    typed_columns = tuple(zip(columns, kinds, strict=True))
    return [written_file(path, rows=count, columns=typed_columns) for path in (as_csv, as_parquet)]


def written_file(path: Path, *, rows: int = 0, columns: tuple[tuple[str, str], ...] = ()) -> WrittenFile:
    """Return what there is to say of a file that was written.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return WrittenFile(path.name, rows, path.stat().st_size, digest, columns)


def _opened(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(read_only_uri(database), uri=True)


def _is_table(connection: sqlite3.Connection, view: str) -> bool:
    kinds = connection.execute("SELECT type FROM sqlite_master WHERE name = ?", (view,)).fetchall()
    return kinds == [("table",)]
