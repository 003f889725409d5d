"""A database that a newer version has written is refused by every command, with the reason and what to do."""

from __future__ import annotations

import pytest
from sqlalchemy import create_engine, text
from tests.faults.commands import finish, refused
from tests.harvesting import free_ports, settings_for

from reportarchive.demo import serve

COMMANDS = (("db", "upgrade"), ("ingest",), ("reparse",), ("show", "990101/2024"), ("verify",))
QUERY = ("query", "SELECT COUNT(*) FROM report_current")


@pytest.fixture
def newer(database_in, tmp_path):
    """An archive of a revision that this code does not know."""
    with serve(1, ports=free_ports()) as site:
        settings = settings_for(tmp_path / "home", site, database_url=database_in(tmp_path / "home"))
        finish(settings, "db", "upgrade")
        engine = create_engine(settings.archive_url)
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        engine.dispose()
        yield settings


def test_commands_refuse_it(newer) -> None:
    for words in COMMANDS:
        assert refused(newer, *words).endswith("written by a newer version (revision 9999); update reportarchive"), (
            words
        )


def test_queries_refuse_it(newer) -> None:
    assert "revision 9999" in refused(newer, *QUERY)
