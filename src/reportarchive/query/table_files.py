"""One view of a SQLite file that nobody writes, as a CSV file and a Parquet file."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportarchive.query.csv_columns import csv_header, csv_of
from reportarchive.query.ordered import REPORT_IDS, bounds_of
from reportarchive.query.parquet import ParquetWriter
from reportarchive.query.view_columns import open_view
from reportarchive.readonly import unchanging_uri
from reportarchive.sqlfiles import column_kind, views_on

if TYPE_CHECKING:
    from collections.abc import Sequence
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


def report_bounds(database: Path) -> Sequence[str]:
    """Return the report_ids up to which views of the file are read at a time."""
    with closing(_opened(database)) as connection:
        return bounds_of([report_id for (report_id,) in connection.execute(REPORT_IDS)])


def write_view(view: str, *, database: Path, day: str, bounds: Sequence[str]) -> list[WrittenFile]:
    """Write `VIEW.csv` and `VIEW.parquet` beside the database, the view answering as on that day.

    The rows of the reports up to each of the `bounds` are read together.

    Raises:
        UsageError: pyarrow or the driver is not installed.
        OSError: the folder takes no more.
    """
    as_csv, as_parquet = (database.with_name(f"{view}.{ending}") for ending in ("csv", "parquet"))
    count = 0
    with (
        open_view(database, view, day=day) as rows,
        as_csv.open("wb") as lines,
        as_parquet.open("wb") as file,
        ParquetWriter(file, rows.schema) as parquet,
    ):
        lines.write(csv_header(rows.schema.names))
        for batch in rows.batches(bounds):
            lines.write(csv_of(batch))
            parquet.write(batch)
            count += len(batch)
        columns = tuple((name, column_kind(name)) for name in rows.schema.names)
    return [written_file(path, rows=count, columns=columns) for path in (as_csv, as_parquet)]


def written_file(path: Path, *, rows: int = 0, columns: tuple[tuple[str, str], ...] = ()) -> WrittenFile:
    """Return what there is to say of a file that was written.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return WrittenFile(path.name, rows, path.stat().st_size, digest, columns)


def _opened(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(unchanging_uri(database), uri=True)
