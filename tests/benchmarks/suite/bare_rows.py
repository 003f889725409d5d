"""The rows that an archive writes for a report, read back, and handed to the driver as they are.

The floor of storing: every row of every table and of the search index, made beforehand, into the same tables with
their keys, indexes and checks, by `executemany` on SQLite and by `COPY` on PostgreSQL. Nothing is looked up, compared
or made on the way.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Protocol, Self

import psycopg
from sqlalchemy import make_url, text

from reportarchive.archive.engine import reading
from reportarchive.archive.reports.rows import COLUMNS, DERIVED
from reportarchive.archive.schema import expectation, metadata, passage, report, report_version
from reportarchive.archive.search.index import Indexed, index_rows, keys_of
from reportarchive.text.grams import characters, grams, runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Connection, Engine

Rows = list[tuple[Any, ...]]
Written = dict[str, tuple[tuple[str, ...], Rows]]
"""Table -> its columns and its rows, in an order that foreign keys allow."""

OWN_VERSION = "version_id = :version_id"
OWN_REPORT = "report_id = (SELECT report_id FROM report_version WHERE version_id = :version_id)"
OWN_YEAR = "(issuer_id, year) = (SELECT issuer_id, year FROM report JOIN report_version USING (report_id)\
 WHERE version_id = :version_id)"
TABLES = {
    report.name: OWN_REPORT,
    expectation.name: OWN_YEAR,
    report_version.name: OWN_VERSION,
    passage.name: OWN_REPORT,
    **dict.fromkeys((*COLUMNS, *DERIVED), OWN_VERSION),
}
"""Every table that storing a report writes into, with the condition of the rows of one version."""
PASSAGES = """
SELECT s.passage_id, p.role, i.division_code, r.year, substr(v.text, s.char_start + 1, s.own_end - s.char_start)
FROM section AS s
JOIN passage AS p ON p.passage_id = s.passage_id
JOIN report_version AS v ON v.version_id = s.version_id
JOIN report AS r ON r.report_id = v.report_id
JOIN issuer AS i ON i.issuer_id = r.issuer_id
WHERE s.version_id = :version_id
ORDER BY s.passage_id
"""


def rows_written(engine: Engine) -> list[Written]:
    """Return all that an archive of first versions alone wrote, version after version."""
    with reading(engine) as connection:
        ids = connection.execute(text("SELECT version_id FROM report_version ORDER BY version_id")).scalars().all()
        return [_rows_of_version(connection, version_id) for version_id in ids]


def _rows_of_version(connection: Connection, version_id: int) -> Written:
    own = {"version_id": version_id}
    written: Written = {}
    for name, condition in TABLES.items():
        columns = tuple(column.name for column in metadata.tables[name].c)
        rows = connection.execute(text(f"SELECT {', '.join(columns)} FROM {name} WHERE {condition}"), own)
        written[name] = (columns, [tuple(row) for row in rows])
    passages = [
        Indexed(number, keys_of(place, year, role), grams(runs(said)), " ".join(characters(runs(said))))
        for number, role, place, year, said in connection.execute(text(PASSAGES), own)
    ]
    return written | {
        name: (columns, list(rows)) for name, columns, rows in index_rows(connection.dialect.name, passages)
    }


def together(parts: Iterable[Written]) -> Written:
    """Return the rows of several versions as those of one transaction."""
    rows: dict[str, Rows] = defaultdict(list)
    columns: dict[str, tuple[str, ...]] = {}
    for part in parts:
        for name, (names, own) in part.items():
            columns[name] = names
            rows[name] += own
    return {name: (names, rows[name]) for name, names in columns.items()}


class Driver(Protocol):
    """A connection of the driver alone."""

    def write(self, written: Written) -> None:
        """Write rows in one transaction."""

    def __enter__(self) -> Self: ...

    def __exit__(self, *_: object) -> None: ...


def open_driver(url: str) -> Driver:
    """Return a connection to an archive's database, with the archive's own durability and checks."""
    parsed = make_url(url)
    if parsed.drivername == "sqlite":
        return _SQLite(str(parsed.database))
    return _PostgreSQL(parsed.set(drivername="postgresql").render_as_string(hide_password=False))


class _SQLite:
    def __init__(self, path: str) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("foreign_keys = ON", "journal_mode = WAL", "synchronous = NORMAL"):
            self._connection.execute(f"PRAGMA {pragma}")

    def write(self, written: Written) -> None:
        self._connection.execute("BEGIN IMMEDIATE")
        for name, (columns, rows) in written.items():
            if rows:
                self._connection.executemany(_insert(name, columns), rows)
        self._connection.execute("COMMIT")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()


class _PostgreSQL:
    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(url)

    def write(self, written: Written) -> None:
        with self._connection.transaction(), self._connection.cursor() as cursor:
            for name, (columns, rows) in written.items():
                if rows:
                    with cursor.copy(f"COPY {name} ({', '.join(columns)}) FROM STDIN") as copy:
                        for row in rows:
                            copy.write_row(row)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.close()


def _insert(name: str, columns: Sequence[str]) -> str:
    return f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"
