from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import create_engine, inspect, text

from reportarchive.archive import Archive, check_archive
from reportarchive.archive.schema import metadata
from reportarchive.archive.search.index import NAME
from reportarchive.archive.upkeep.upgrade import newest
from reportarchive.archive.upkeep.views import view_digests
from reportarchive.errors import ArchiveError
from reportarchive.sqlfiles import sql_files


def ddl(path):
    """Return name -> CREATE text, blanks evened, of the schema; search index and statistics left out."""
    with sqlite3.connect(path) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index')").fetchall()
    connection.close()
    return {
        name: " ".join(sql.split())
        for name, sql in rows
        if sql and not name.startswith(("alembic_version", "sqlite_", NAME))
    }


def test_the_migrations_build_exactly_the_schema(archive, tmp_path):
    plain = create_engine(f"sqlite:///{tmp_path / 'plain.db'}")
    metadata.create_all(plain)
    plain.dispose()
    assert ddl(tmp_path / "archive.db") == ddl(tmp_path / "plain.db")


def test_every_view_is_there_and_says_title_grain_and_columns(archive):
    assert set(inspect(archive.engine).get_view_names()) == set(sql_files("views"))
    with archive.engine.connect() as connection:
        for name, sql in sql_files("views").items():
            for word in ("-- title: ", "-- grain: ", "-- columns:"):
                assert word in sql
            header = set(re.findall(r"\w+", sql.partition("CREATE VIEW")[0]))
            columns = connection.execute(text(f"SELECT * FROM {name} LIMIT 0")).keys()
            assert [column for column in columns if column not in header] == []


CURRENT = {"report_id", "division_code", "division_name", "issuer", "year", "kind"}
METRIC = {
    *("section_path", "role", "indicator", "value", "value_text", "upper", "unit", "bound", "change", "basis"),
    *("is_target", "label", "surface", "char_start", "char_end", "sentence", "url"),
}
REPORT = {"title", "published_on", "written_on", "doc_no", "url", "text", "residue_rate", "version_id"}
VERSION = {"version_no", "reason", "recorded_from"}


def both(names: str) -> set[str]:
    return {f"{name}_{side}" for name in names.split() for side in ("before", "after")}


STABLE = {
    "report_current": CURRENT | REPORT,
    "section_current": CURRENT | {"char_start", "heading_end", "char_end", "heading", "mark", "level", "title", "role"},
    "metric_current": CURRENT | METRIC,
    "citation_current": CURRENT | {"title", "doc_no", "char_start", "char_end", "surface"},
    "indicator_series": CURRENT | METRIC - {"label", "surface", "char_start", "char_end", "sentence", "url"},
    "coverage": {"division_code", "division_name", "issuer", "year", "state", "days_late", "evidence"},
    "version_history": CURRENT
    | VERSION
    | {"version_id", "is_current", "recorded_to", "title", "published_on"}
    | {"written_on", "parser_version", "body_sha256", "fetched_at", "fetch_url", "sections", "metrics", "residue_rate"},
    "metric_diff": CURRENT
    | VERSION
    | {"difference", "summary", "indicator", "label", "section_path", "unit"}
    | both("surface value value_text unit indicator section_path sentence char_start char_end version_id seq"),
    "section_diff": CURRENT | VERSION | {"difference"} | both("heading path role length own_text version_id seq"),
}


@pytest.mark.parametrize(("view", "columns"), STABLE.items())
def test_the_stable_columns_of_the_views(archive, view, columns):
    with archive.engine.connect() as connection:
        found = set(connection.execute(text(f"SELECT * FROM {view} LIMIT 0")).keys())
    assert columns - found == set()


def test_upgrade_says_where_it_came_from(tmp_path):
    url = f"sqlite:///{tmp_path / 'new' / 'folder' / 'archive.db'}"
    with Archive.create(url) as archive:
        assert archive.upgrade() == (newest(), newest())
    with Archive.open(url) as archive:
        assert archive.is_empty()


def test_an_archive_with_older_views_is_renewed_and_keeps_its_rows(desk, factory, tmp_path):
    desk.store(factory.make_report())
    url = f"sqlite:///{tmp_path / 'archive.db'}"
    with sqlite3.connect(tmp_path / "archive.db") as connection:
        connection.execute("DROP VIEW coverage")
        connection.execute("UPDATE meta SET value = '[[\"coverage\", \"old\"]]' WHERE name = 'views'")
        for name in set(view_digests()) - {"coverage"}:
            connection.execute(f"DROP VIEW {name}")
        connection.execute("CREATE VIEW my_own AS SELECT 1")
    connection.close()
    with pytest.raises(ArchiveError, match="older version; run `reportarchive db upgrade`"):
        Archive.open(url)
    with Archive.create(url) as renewed:
        assert renewed.report_rows("990101-2023-annual").report["year"] == 2023
        assert set(inspect(renewed.engine).get_view_names()) == {*sql_files("views"), "my_own"}


def test_the_engine_keeps_the_archives_rules(archive):
    with archive.engine.connect() as connection:
        found = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "foreign_keys")
        }
        assert found == {"journal_mode": "wal", "foreign_keys": 1}
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() > 1000


def test_json_keeps_chinese_as_it_is(desk):
    desk.fetch()
    with desk.archive.engine.connect() as connection:
        row = connection.execute(text('SELECT headers, hints, hint_year FROM "fetch"')).one()
    assert ("甲" in row.headers, "甲区" in row.hints, row.hint_year) == (True, True, 2023)


def newer(path):
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()


@pytest.mark.parametrize("opening", [Archive.open, Archive.create])
def test_a_newer_archive_is_refused(archive, tmp_path, opening):
    newer(tmp_path / "archive.db")
    with pytest.raises(ArchiveError, match="newer version"):
        opening(f"sqlite:///{tmp_path / 'archive.db'}")


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("sqlite:///{}/none.db", "run `reportarchive db upgrade`"),
        ("sqlite:///{}/empty.db", "not an archive yet; run `reportarchive db upgrade`"),
        ("sqlite:///{}/text.db", "not a database"),
        ("sqlite://", "needs a file"),
        ("sqlite:///:memory:", "needs a file"),
        ("postgresql://me:secret@127.0.0.1/x", r"spell the driver out: postgresql\+psycopg://"),
        ("postgresql+psycopg://me:secret@127.0.0.1:9/x", "is the server running"),
        ("mysql://me:secret@127.0.0.1/x", "SQLite or PostgreSQL, not in mysql"),
        ("just words", "not a database URL"),
    ],
)
def test_what_cannot_be_opened_says_so_in_one_line(tmp_path, url, message):
    (tmp_path / "empty.db").touch()
    (tmp_path / "text.db").write_text("not a database at all\n" * 100)
    with pytest.raises(ArchiveError, match=message) as refused:
        Archive.open(url.format(tmp_path))
    assert "\n" not in str(refused.value)
    assert "secret" not in str(refused.value)
    assert not Path(tmp_path / "none.db").exists()


def test_a_database_of_something_else_is_left_alone(tmp_path):
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.execute("CREATE TABLE customer (name)")
    connection.close()
    with pytest.raises(ArchiveError, match="holds other tables: customer"):
        Archive.create(f"sqlite:///{tmp_path / 'other.db'}")
    assert set(ddl(tmp_path / "other.db")) == {"customer"}


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(ArchiveError, match="file"):
        Archive.create(f"sqlite:///{tmp_path / 'file' / 'archive.db'}")


def test_the_marker_tells_whose_archive_it_is(archive):
    assert archive.marker() is None
    archive.set_marker("demo")
    archive.set_marker("demo")
    assert (archive.marker(), archive.is_empty()) == ("demo", True)
    archive.begin_run("harvest", {}, "2025-01-01T00:00:00Z")
    assert not archive.is_empty()


def test_totals_and_claims_are_made_anew_when_their_rules_change(desk, factory, tmp_path):
    desk.store(factory.make_report())
    url = f"sqlite:///{tmp_path / 'archive.db'}"
    with desk.archive.engine.connect() as connection:
        made = {name: connection.execute(text(f"SELECT * FROM {name}")).all() for name in ("total", "claim")}
    assert all(made.values())
    with sqlite3.connect(tmp_path / "archive.db") as connection:
        connection.execute("UPDATE meta SET value = 'other rules' WHERE name = 'claims'")
        connection.execute("UPDATE claim SET obstacle = 'of other rules'")
        connection.execute("DELETE FROM total")
    connection.close()
    with pytest.raises(ArchiveError, match="older version; run `reportarchive db upgrade`"):
        Archive.open(url)
    with Archive.create(url) as renewed, renewed.engine.connect() as connection:
        assert {name: connection.execute(text(f"SELECT * FROM {name}")).all() for name in made} == made
    with Archive.open(url) as archive:
        assert check_archive(archive) == []


def test_the_planner_knows_the_tables_after_a_run_and_after_an_upgrade(desk, factory):
    def known():
        with desk.archive.engine.connect() as connection:
            return set(connection.execute(text("SELECT tbl FROM sqlite_stat1 WHERE tbl = 'metric'")).scalars())

    desk.store(factory.make_report())
    assert known() == set()
    desk.archive.finish_run(desk.run_id, state="done", counts={}, finished_at=factory.NOW)
    assert known() == {"metric"}
    with desk.archive.engine.begin() as connection:
        connection.execute(text("DELETE FROM sqlite_stat1"))
    desk.archive.upgrade()
    assert known() == {"metric"}
