"""Inserts alike on both engines: a new row with its id, a row unless it is there, a row or its update."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, or_
from sqlalchemy.dialects import postgresql, sqlite

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, Table

Row = dict[str, Any]


def insert_row(connection: Connection, table: Table, values: Mapping[str, Any]) -> int:
    """Insert one row of a table with a numbered key and return its number."""
    (key,) = table.primary_key.columns
    return int(connection.execute(insert(table).values(dict(values)).returning(key)).scalar_one())


def upsert(connection: Connection, table: Table, keys: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; where one with these keys exists, update it if any other given column differs."""
    if not rows:
        return
    statement = _insert(connection)(table)
    others = [name for name in rows[0] if name not in keys]
    if not others:
        connection.execute(statement.on_conflict_do_nothing(index_elements=list(keys)), list(rows))
        return
    differs = or_(*(table.c[name].is_distinct_from(statement.excluded[name]) for name in others))
    updated = {name: statement.excluded[name] for name in others}
    connection.execute(
        statement.on_conflict_do_update(index_elements=list(keys), set_=updated, where=differs), list(rows)
    )


def insert_missing(connection: Connection, table: Table, keys: Sequence[str], row: Mapping[str, Any]) -> None:
    """Insert the row unless one with these keys exists."""
    statement = _insert(connection)(table).on_conflict_do_nothing(index_elements=list(keys))
    connection.execute(statement, dict(row))


def _insert(connection: Connection) -> Any:
    return sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
