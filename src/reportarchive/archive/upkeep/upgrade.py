"""Migrations: which revision a database is at, and how it gets to the newest one.

Runs Alembic inside the package, in one transaction, without an alembic.ini. A database that holds tables of
something else is refused, and so is one that a newer version of this code has written.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect

from reportarchive.archive.engine import reading, shown, translated, writing
from reportarchive.archive.reports.derived import are_claims_current, rebuild_claims
from reportarchive.archive.schema import metadata
from reportarchive.archive.search.index import is_index_current
from reportarchive.archive.search.passages import rebuild_index
from reportarchive.archive.upkeep.grants import held_grants, renew_grants
from reportarchive.archive.upkeep.statistics import renew_statistics
from reportarchive.archive.upkeep.views import create_views, created_views, drop_views, view_digests
from reportarchive.errors import ArchiveError
from reportarchive.revisions import VERSION_TABLE, known_revisions, too_new

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

MIGRATIONS = Path(__file__).parents[1] / "migrations"
LOCK = 7_301_944  # any fixed number: two processes that upgrade one PostgreSQL database take turns


def newest() -> str:
    """Return the revision this code writes."""
    return known_revisions()[-1]


def check_current(engine: Engine) -> None:
    """Return when the database is at this code's revision, with this code's views.

    Raises:
        ArchiveError: not migrated, older, newer, or unreachable.
    """
    with reading(engine) as connection:
        revision = _revision(connection)
        if revision is None:
            raise ArchiveError(f"{shown(engine.url)} is not an archive yet; run `reportarchive db upgrade`")
        _refuse_newer(revision, engine)
        if revision != newest() or _is_derived_otherwise(connection):
            raise ArchiveError(f"{shown(engine.url)} was written by an older version; run `reportarchive db upgrade`")


def needs_upgrade(engine: Engine) -> bool:
    """Return whether the database is new or old, so that `upgrade` would change it.

    Raises:
        ArchiveError: the database is newer than the code, or unreachable.
    """
    with reading(engine) as connection:
        revision = _revision(connection)
        if revision is None:
            return True
        _refuse_newer(revision, engine)
        return revision != newest() or _is_derived_otherwise(connection)


def upgrade(engine: Engine) -> tuple[str | None, str]:
    """Bring the database to the newest revision, with all that follows from tables; return the revisions before, after.

    Raises:
        ArchiveError: it holds tables of something else, is newer than the code, or cannot be written.
    """
    with writing(engine) as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")
        before = _revision(connection)
        grants = held_grants(connection)
        if before is None:
            _refuse_foreign(connection, engine)
        else:
            _refuse_newer(before, engine)
            drop_views(connection)
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = connection
        with translated(engine.url):
            command.upgrade(config, "head")
        if not is_index_current(connection):
            rebuild_index(connection)
        if not are_claims_current(connection):
            rebuild_claims(connection)
        create_views(connection)
        renew_grants(connection, grants)
        renew_statistics(connection)
    return before, newest()


def _is_derived_otherwise(connection: Connection) -> bool:
    """Tell whether what follows from the tables (views, search index, claims) was made by other code."""
    is_current = is_index_current(connection) and are_claims_current(connection)
    return created_views(connection) != view_digests() or not is_current


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(revision: str, engine: Engine) -> None:
    if told := too_new(revision):
        raise ArchiveError(f"{shown(engine.url)} {told}")


def _refuse_foreign(connection: Connection, engine: Engine) -> None:
    found = set(inspect(connection).get_table_names()) - {VERSION_TABLE}
    if found:
        ours = " (some bear our names)" if found & set(metadata.tables) else ""
        names = ", ".join(sorted(found)[:3])
        raise ArchiveError(f"{shown(engine.url)} holds other tables{ours}: {names}; name an empty database")
