"""The views of `sql/views/`, dropped before a migration and created again after it.

A file holds one `CREATE VIEW <file name> AS …` under its header comment. What was created is remembered in `meta`,
so that nothing else is dropped. On PostgreSQL a schema beside the archive's own, `public_as_of` for `public`, holds
them a second time, as they answer at the moment that `reportarchive.as_of` is set to: a role that may only read
views cannot make its own. On SQLite the reader makes them for itself.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING

from sqlalchemy import delete, insert, select, text

from reportarchive.archive.engine import to_json
from reportarchive.archive.schema import meta
from reportarchive.errors import ArchiveError
from reportarchive.sqlfiles import sql_files, views_as_of, views_in_order

if TYPE_CHECKING:
    from sqlalchemy import Connection

REMEMBERED = "views"
AS_OF = "_as_of"  # behind the name of the archive's schema
MOMENT = "current_setting('reportarchive.as_of')"


def view_digests() -> dict[str, str]:
    """Return name -> SHA-256 of the text of every view of this installation, in the order to create them.

    What lies below `sql/as_of/` is part of each: an archive made before a change to it is made anew.
    """
    below = "".join(sql_files("as_of").values())
    return {name: hashlib.sha256((said + below).encode()).hexdigest() for name, said in views_in_order().items()}


def created_views(connection: Connection) -> dict[str, str]:
    """Return name -> digest of the views the archive holds, in the order they were created.

    Raises:
        ArchiveError: the list of them is damaged.
    """
    value = connection.execute(select(meta.c.value).where(meta.c.name == REMEMBERED)).scalar()
    try:
        names: list[list[str]] = json.loads(value) if value else []
        return {name: digest for name, digest in names}  # noqa: C416 (the type is stated)
    except ValueError as error:
        raise ArchiveError("the archive's list of its views is damaged; restore the database from a backup") from error


def drop_views(connection: Connection) -> None:
    """Drop the views this archive was given, the ones that use others first."""
    if connection.dialect.name == "postgresql":
        schema = _schema(connection) + AS_OF
        held = text(
            "SELECT string_agg(format('%I.%I', schemaname, viewname), ', ') FROM pg_views WHERE schemaname = :s"
        )
        if names := connection.execute(held, {"s": schema}).scalar():
            connection.exec_driver_sql(f"DROP VIEW {names}".replace("%", "%%"))
    for name in reversed(created_views(connection)):
        connection.exec_driver_sql(f"DROP VIEW IF EXISTS {name}")
    connection.execute(delete(meta).where(meta.c.name == REMEMBERED))


def create_views(connection: Connection) -> None:
    """Create every view of `sql/views/` and remember which.

    Raises:
        ArchiveError: on PostgreSQL, the schema beside the archive's is not there and may not be created.
    """
    for said in views_in_order().values():
        connection.exec_driver_sql(said.replace("%", "%%") if connection.dialect.name != "sqlite" else said)
    if connection.dialect.name == "postgresql":
        _create_as_of(connection)
    value = to_json([list(pair) for pair in view_digests().items()])
    connection.execute(insert(meta).values(name=REMEMBERED, value=value))


def _create_as_of(connection: Connection) -> None:
    """Create the views a second time in the schema beside, whose names are found first while this goes on."""
    schema = _schema(connection)
    beside = schema + AS_OF
    quoted, own = (connection.dialect.identifier_preparer.quote_identifier(name) for name in (beside, schema))
    if not connection.execute(text("SELECT to_regnamespace(:name)"), {"name": quoted}).scalar():
        if not connection.execute(text("SELECT has_database_privilege(current_database(), 'CREATE')")).scalar():
            raise ArchiveError(
                f"this role may not create the schema {beside}, which `query --as-of` reads; as the database's owner"
                f" run CREATE SCHEMA {quoted} AUTHORIZATION {connection.execute(text('SELECT current_user')).scalar()}"
            )
        connection.exec_driver_sql(f"CREATE SCHEMA {quoted}".replace("%", "%%"))
    path = connection.execute(text("SELECT current_setting('search_path')")).scalar()
    found = text("SELECT set_config('search_path', :path, true)")
    connection.execute(found, {"path": f"{quoted}, {path}"})
    for said in views_as_of(own, MOMENT).values():
        connection.exec_driver_sql(said.replace("%", "%%"))
    connection.execute(found, {"path": path})


def _schema(connection: Connection) -> str:
    return str(connection.execute(text("SELECT current_schema()")).scalar())
