"""Inserts alike on both engines: a new row with its id, a row unless it is there, a row or its update, many rows.

Many rows go past SQLAlchemy, as tuples to the driver: by `executemany` on SQLite, by COPY on PostgreSQL.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, or_, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

from reportarchive.archive.prepared import Prepared

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection, Table, TextClause

Row = dict[str, Any]
INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
TAKEN = text(  # MATERIALIZED, so that the sequence is looked for once and not for every id
    "WITH own AS MATERIALIZED (SELECT CAST(pg_get_serial_sequence(:table, :key) AS regclass) AS sequence)"
    " SELECT nextval(sequence) FROM own, generate_series(1, :count)"
)


def insert_row(connection: Connection, table: Table, values: Mapping[str, Any]) -> int:
    """Insert one row of a table with a numbered key and return its number."""
    return int(_insert_returning_key(table, tuple(values)).value(connection, values))


@cache
def _insert_returning_key(table: Table, names: tuple[str, ...]) -> Prepared:
    (key,) = table.primary_key.columns
    return Prepared(insert(table).values({name: bindparam(name, required=False) for name in names}).returning(key))


def insert_many(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows given as tuples of these columns, as fast as the driver takes them."""
    insert_tuples(connection, table.name, columns, rows)


def insert_tuples(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows into a table by its name: such as are of one engine alone have no other."""
    known = rows if isinstance(rows, list) else list(rows)
    if not known:
        return
    statement = _statement_of_many(connection.dialect.name, table, tuple(columns))
    driver: Any = connection.connection.driver_connection
    try:
        if connection.dialect.name == "sqlite":
            driver.executemany(statement, known)
            return
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in known:
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.Error as error:
        raise DBAPIError(statement, None, error) from error


@cache
def _statement_of_many(dialect: str, table: str, columns: tuple[str, ...]) -> str:
    names = ", ".join(f'"{name}"' for name in columns)
    if dialect == "sqlite":
        return f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(columns))})'  # noqa: S608 - ours
    return f'COPY "{table}" ({names}) FROM STDIN'


def new_ids(connection: Connection, table: Table, count: int) -> range | list[int]:
    """Return so many ids of a table with a numbered key, which nobody else will get.

    On SQLite the caller is the one writer; on PostgreSQL they are taken from the column's sequence.
    """
    (key,) = table.primary_key.columns
    if connection.dialect.name == "sqlite":
        last = connection.exec_driver_sql(f'SELECT COALESCE(MAX("{key.name}"), 0) FROM "{table.name}"').scalar_one()  # noqa: S608
        return range(last + 1, last + 1 + count)
    return list(connection.execute(TAKEN, {"table": table.name, "key": key.name, "count": count}).scalars())


def upsert(connection: Connection, table: Table, keys: Sequence[str], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows; where one with these keys exists, update it if any other given column differs."""
    if not rows:
        return
    statement = INSERTS[connection.dialect.name](table)
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
    _insert_one_or_not(table, tuple(keys), tuple(row)).count(connection, row)


def insert_all_missing(
    connection: Connection, table: Table, keys: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> int:
    """Insert those rows of which none with the same keys exists, and return how many were inserted."""
    if not rows:
        return 0
    statement = _insert_or_not(table, tuple(keys), tuple(rows[0]))
    return connection.execute(statement, [dict(row) for row in rows]).rowcount


@cache
def _insert_one_or_not(table: Table, keys: tuple[str, ...], names: tuple[str, ...]) -> Prepared:
    return Prepared(_insert_or_not(table, keys, names))


@cache
def _insert_or_not(table: Table, keys: tuple[str, ...], names: tuple[str, ...]) -> TextClause:
    """Return the statement as text, alike on both engines: SQLAlchemy compiles its own form anew every time."""
    columns, places = ", ".join(f'"{name}"' for name in names), ", ".join(f":{name}" for name in names)
    unless = ", ".join(f'"{name}"' for name in keys)
    return text(f'INSERT INTO "{table.name}" ({columns}) VALUES ({places}) ON CONFLICT ({unless}) DO NOTHING')  # noqa: S608 - ours
