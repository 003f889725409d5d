"""The views' contents as tables of a SQLite file: what an archive on PostgreSQL, or a part of one, is handed on as."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from reportarchive.query.ordered import KEY, REPORT_IDS, bounds_of, quoted, read_in_order
from reportarchive.query.parquet import as_kind
from reportarchive.sqlfiles import column_kind, temporary, views_on

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlalchemy import Connection, CursorResult

    from reportarchive.model import Scope

INDEXED = {"indicator_total": ("indicator", "unit", "division_code")}
"""What is asked for by something else than the report, for pages and charts."""
AFFINITIES = {"int64": "INTEGER", "double": "REAL", "text": "TEXT"}


def rebuild_views(connection: Connection, file: Path, *, day: str, scope: Scope) -> list[str]:
    """Write every view, as of a day, as a table of a new SQLite file; return those that know neither place nor year.

    The connection must see one state all the time. The same state gives the same bytes.
    """
    left_out = []
    views = views_on(day)
    for text in views.values():
        _run(connection, temporary(text))
    bounds = bounds_of([str(report_id) for (report_id,) in _run(connection, REPORT_IDS).fetchall()])
    with closing(sqlite3.connect(file, isolation_level=None)) as target:
        target.execute("PRAGMA journal_mode = OFF")  # a file that is not finished is removed
        target.execute("PRAGMA synchronous = OFF")
        target.execute("BEGIN")
        for view in sorted(views):
            columns = _columns(connection, view)
            within = condition(columns, scope)
            if within is None:
                left_out.append(view)
            else:
                _copy(connection, target, view, columns, bounds=bounds, within=within)
        target.execute("COMMIT")
    return left_out


def condition(columns: Sequence[str], scope: Scope) -> str | None:
    """Return the SQL condition for the rows of a view in scope, empty for all; None for a view that cannot tell."""
    parts = []
    if scope.years:
        parts.append(("year", f"year IN ({', '.join(map(str, scope.years))})"))
    if scope.divisions:
        parts.append(("division_code", f"division_code IN ({', '.join(map(quoted, scope.divisions))})"))
    where = " AND ".join(part for _, part in parts)
    if all(name in columns for name, _ in parts):
        return where
    return f"{KEY} IN (SELECT {KEY} FROM report_current WHERE {where})" if KEY in columns else None  # noqa: S608


def _copy(
    connection: Connection,
    target: sqlite3.Connection,
    view: str,
    columns: Sequence[str],
    *,
    bounds: Sequence[str],
    within: str,
) -> None:
    kinds = [column_kind(name) for name in columns]
    made = ", ".join(f'"{name}" {AFFINITIES[kind]}' for name, kind in zip(columns, kinds, strict=True))
    target.execute(f"CREATE TABLE {view} ({made})")
    insert = f"INSERT INTO {view} VALUES ({', '.join('?' * len(columns))})"  # noqa: S608
    for rows in read_in_order(lambda sql: _run(connection, sql), view, columns, bounds=bounds, within=within):
        as_typed = (as_kind(column, kind) for column, kind in zip(zip(*rows, strict=True), kinds, strict=True))
        target.executemany(insert, zip(*as_typed, strict=True))
    if KEY in columns:
        target.execute(f"CREATE INDEX ix_{view}_{KEY} ON {view} ({KEY})")
    if view in INDEXED:
        target.execute(f"CREATE INDEX ix_{view}_{INDEXED[view][0]} ON {view} ({', '.join(INDEXED[view])})")


def _columns(connection: Connection, view: str) -> list[str]:
    with connection.exec_driver_sql(f"SELECT * FROM {view} LIMIT 0") as result:  # noqa: S608
        return list(result.keys())


def _run(connection: Connection, sql: str) -> CursorResult[Any]:
    """Run a statement; on PostgreSQL its rows are fetched as they are read, not all at once."""
    if connection.dialect.name == "sqlite":
        return connection.exec_driver_sql(sql)
    # A cursor of the server's reads SELECT only.
    streamed = {"stream_results": sql.startswith("SELECT"), "max_row_buffer": 1000}
    return connection.exec_driver_sql(sql.replace("%", "%%"), execution_options=streamed)
