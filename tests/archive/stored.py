"""A small archive as it was stored at the first revision, and how it comes into a database of today.

`data/revision-0001.jsonl` holds rows and views that `reportarchive demo` and `demo --day 2` wrote when 0001 was the
newest migration (8cf8731): two of its sources with their requests, and six reports, one edited, one withdrawn later. It
is never written again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, Table, create_engine, func, insert, select

from reportarchive.archive.upkeep.upgrade import MIGRATIONS
from reportarchive.archive.upkeep.views import drop_views

STORED = Path(__file__).parent / "data" / "revision-0001.jsonl"
FIRST = "0001"


def revisions() -> list[str]:
    """Return all revisions, the first one first."""
    return [script.revision for script in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]


def alembic_for(connection: Connection) -> Config:
    """Return what Alembic's own commands take to work on a connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


ANEW = {("report_version", "content_sha256"), ("report_version", "output_sha256")}
"""Columns that migration 0004 drops, or takes anew from the rows that are compared here."""


def stored_lines() -> list[dict[str, Any]]:
    """Return the lines of the file: a table with a row, or a view with its SQL."""
    return [json.loads(line) for line in STORED.read_text(encoding="utf-8").splitlines()]


def stored_rows(table: str) -> list[dict[str, Any]]:
    """Return the stored rows of a table."""
    return [line["row"] for line in stored_lines() if line.get("table") == table]


@contextmanager
def transaction(url: str) -> Iterator[Connection]:
    """Give a connection in a transaction, and close all of it afterwards."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            yield connection
    finally:
        engine.dispose()


def load_stored(url: str, revision: str = FIRST) -> None:
    """Make the database: the first schema with the stored rows and views, and then the steps to a revision."""
    with transaction(url) as connection:
        command.upgrade(alembic_for(connection), FIRST)
        tables = MetaData()
        tables.reflect(connection)
        for line in stored_lines():
            if "view" in line:
                connection.exec_driver_sql(line["sql"].replace("%", "%%") if "postgresql" in url else line["sql"])
            else:
                connection.execute(insert(tables.tables[line["table"]]).values(line["row"]))
        if "postgresql" in url:
            _count_on(connection, tables)
    if revision != FIRST:
        with transaction(url) as connection:
            drop_views(connection)
            command.upgrade(alembic_for(connection), revision)


def rows_of(url: str, name: str, columns: list[str]) -> list[tuple[Any, ...]]:
    """Return these columns of all rows of a table, in an order that is the same on both engines."""
    with transaction(url) as connection:
        table = Table(name, MetaData(), autoload_with=connection)
        rows = connection.execute(select(*(table.c[column] for column in columns))).all()
    return sorted(map(tuple, rows), key=repr)


def lost(url: str) -> list[str]:
    """Return the tables whose stored rows are not all in a database as they were."""
    found = []
    names = dict.fromkeys(line["table"] for line in stored_lines() if "table" in line)
    for name in names:
        wanted = stored_rows(name)
        if name == "meta":  # the views are made anew, and noted here
            wanted = [row for row in wanted if row["name"] != "views"]
        columns = [column for column in wanted[0] if (name, column) not in ANEW]
        rows = set(rows_of(url, name, columns))
        found += [name] if {tuple(row[column] for column in columns) for row in wanted} - rows else []
    return found


def _count_on(connection: Connection, tables: MetaData) -> None:
    """Let PostgreSQL number new rows from behind those that came with their numbers."""
    for table in tables.sorted_tables:
        for key in table.primary_key:
            if key.server_default is not None:
                sequence = func.pg_get_serial_sequence(table.name, key.name)
                connection.execute(select(func.setval(sequence, func.max(key))))
