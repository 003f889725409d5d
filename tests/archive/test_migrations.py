"""Each migration, from a database of the revision before it that holds data, on both engines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import MetaData, create_engine, insert, literal, select, text

from reportarchive.archive import Archive
from reportarchive.archive.integrity import check_archive
from reportarchive.archive.upgrade import MIGRATIONS, newest
from reportarchive.model import DocumentKind

if TYPE_CHECKING:
    from sqlalchemy import Engine


def at_revision(url: str, revision: str, source: Engine) -> None:
    """Make a database of an earlier revision with the rows of a newer one, the columns it lacks left out."""
    engine = create_engine(url)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.begin() as connection, source.connect() as full:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        old, new = MetaData(), MetaData()
        old.reflect(connection)
        new.reflect(full)
        for table in old.sorted_tables:
            if table.name == "alembic_version":
                continue
            known = new.tables[table.name].c
            gone = literal("of a column that is gone")
            columns = [known[one.name] if one.name in known else gone.label(one.name) for one in table.c]
            rows = [dict(row) for row in full.execute(select(*columns)).mappings()]
            if rows:
                connection.execute(insert(table), rows)
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def old_url(request: pytest.FixtureRequest, desk, factory, tmp_path) -> str:
    desk.store(factory.make_report())
    url = f"sqlite:///{tmp_path / 'old.db'}" if request.param == "sqlite" else request.getfixturevalue("database")
    at_revision(url, "0001", desk.archive.engine)
    return url


def test_citations_stored_before_keep_their_rows_and_are_documents_of_their_title(old_url, desk):
    with desk.archive.engine.connect() as connection:
        wanted = connection.execute(text("SELECT version_id, seq, section_seq, surface, title FROM citation")).all()
    assert wanted
    with Archive.create(old_url) as archive:
        assert archive.upgrade() == (newest(), newest())
        with archive.engine.connect() as connection:
            found = connection.execute(text("SELECT version_id, seq, section_seq, surface, title FROM citation")).all()
            named = connection.execute(text("SELECT title, document, document_kind FROM citation")).all()
        assert found == wanted
        assert {(row.document == row.title, row.document_kind) for row in named} == {(True, DocumentKind.OTHER)}
        assert check_archive(archive) == []
        rows = archive.report_rows("990101-2023-annual").citations
        assert [row["document"] for row in rows] == [row.title for row in wanted]
