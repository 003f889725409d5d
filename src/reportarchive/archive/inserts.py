"""Inserts alike on both engines: a new row with its id, a row unless it is there, a row or its update, many rows.

Many rows go past SQLAlchemy's parameter handling: as tuples to the driver, by COPY on PostgreSQL.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import insert, or_, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection, Table

Row = dict[str, Any]


def insert_row(connection: Connection, table: Table, values: Mapping[str, Any]) -> int:
    """Insert one row of a table with a numbered key and return its number."""
    (key,) = table.primary_key.columns
    return int(connection.execute(insert(table).values(dict(values)).returning(key)).scalar_one())


def insert_many(connection: Connection, table: Table, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows given as tuples of these columns, as fast as the driver takes them."""
    insert_tuples(connection, table.name, columns, rows)


def insert_tuples(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows into a table by its name: such as are of one engine alone have no other."""
    known = rows if isinstance(rows, list) else list(rows)
    if not known:
        return
    names = ", ".join(f'"{name}"' for name in columns)
    if connection.dialect.name == "sqlite":
        places = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f'INSERT INTO "{table}" ({names}) VALUES ({places})', known)  # noqa: S608 - ours
        return
    driver: Any = connection.connection.driver_connection
    statement = f'COPY "{table}" ({names}) FROM STDIN'
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            for row in known:
                copy.write_row(row)
    except connection.dialect.loaded_dbapi.Error as error:
        raise DBAPIError(statement, None, error) from error


def new_ids(connection: Connection, table: Table, count: int) -> range | list[int]:
    """Return so many ids of a table with a numbered key, which nobody else will get.

    On SQLite the caller is the one writer; on PostgreSQL they are taken from the column's sequence.
    """
    (key,) = table.primary_key.columns
    if connection.dialect.name == "sqlite":
        last = connection.exec_driver_sql(f'SELECT COALESCE(MAX("{key.name}"), 0) FROM "{table.name}"').scalar_one()  # noqa: S608
        return range(last + 1, last + 1 + count)
    taken = text("SELECT nextval(pg_get_serial_sequence(:table, :key)) FROM generate_series(1, :count)")
    return list(connection.execute(taken, {"table": table.name, "key": key.name, "count": count}).scalars())


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
    insert_all_missing(connection, table, keys, [row])


def insert_all_missing(
    connection: Connection, table: Table, keys: Sequence[str], rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert those rows of which none with the same keys exists."""
    if rows:
        statement = _insert(connection)(table).on_conflict_do_nothing(index_elements=list(keys))
        connection.execute(statement, [dict(row) for row in rows])


def _insert(connection: Connection) -> Any:
    return sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
