from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import text

from reportarchive.errors import ArchiveError
from reportarchive.model import Division


def rows(archive, sql):
    with archive.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(sql))]


def test_each_source_owes_every_year_by_31_march(desk):
    assert rows(desk.archive, "SELECT year, due_on FROM expectation WHERE issuer_id = 1 ORDER BY year") == [
        (2023, "2024-03-31"),
        (2024, "2025-03-31"),
    ]


def test_equal_rows_are_not_written_again(desk, factory, tmp_path):
    watching = sqlite3.connect(tmp_path / "archive.db", isolation_level=None)

    def data_version():
        """Return a number that changes when another connection has written."""
        return watching.execute("PRAGMA data_version").fetchone()

    before = data_version()
    registry = (factory.DIVISIONS, [factory.make_source(1), factory.make_source(2)], factory.INDICATORS)
    desk.archive.sync_registry(*registry, last_year=2024)
    assert data_version() == before
    desk.archive.sync_registry((Division("990101", "甲新区", "county"),), (), (), last_year=2024)
    assert data_version() != before
    watching.close()
    assert rows(desk.archive, "SELECT name, parent FROM division WHERE code = '990101'") == [("甲新区", None)]


def test_the_registrys_name_of_a_government_wins_over_a_reports(desk, factory):
    desk.store(factory.make_report(issuer="样省甲区人民政府"))
    assert rows(desk.archive, "SELECT DISTINCT issuer FROM report_current") == [("甲区人民政府",)]
    source = factory.make_source(1, issuer="甲新区人民政府")
    desk.archive.sync_registry(factory.DIVISIONS, [source], (), last_year=2024)
    assert rows(desk.archive, "SELECT issuer FROM report_current") == [("甲新区人民政府",)]


def test_a_source_of_an_unknown_division_is_refused_whole(desk, factory):
    with pytest.raises(ArchiveError, match="not stored before"):
        desk.archive.sync_registry((), [factory.make_source(1, id="new", division="123456")], (), last_year=2024)
    assert rows(desk.archive, "SELECT COUNT(*) FROM source") == [(2,)]


def test_a_metric_with_an_indicator_outside_the_list_is_refused(desk, factory, monkeypatch):
    more = (*factory.QUANTITIES["8.88%"][:3], "no.such", False)
    monkeypatch.setitem(factory.QUANTITIES, "8.88%", more)
    with pytest.raises(ArchiveError, match="indicator"):
        desk.store(factory.make_report())
    assert rows(desk.archive, "SELECT COUNT(*) FROM report") == [(0,)]


def test_a_blob_is_kept_once_and_a_request_each_time(desk):
    desk.fetch("same")
    desk.fetch("same")
    assert rows(desk.archive, "SELECT COUNT(*) FROM blob") == [(1,)]
    assert rows(desk.archive, 'SELECT COUNT(*) FROM "fetch"') == [(2,)]
    assert rows(desk.archive, "SELECT size, media_type FROM blob") == [(4, "text/html")]


def test_a_request_for_something_else_is_refused(desk):
    with pytest.raises(ArchiveError, match="article, attachment, import, listing, redirect, retry, robots"):
        desk.fetch(purpose="curiosity")


def test_a_run_ends_once_begun(desk):
    desk.archive.finish_run(desk.run_id, state="done", counts={"new": 2}, finished_at="2025-01-10T03:00:00Z")
    assert rows(desk.archive, "SELECT kind, scope, state, counts FROM run") == [
        ("harvest", '{"years": [2023]}', "done", '{"new": 2}')
    ]
    with pytest.raises(ArchiveError, match="no run 77"):
        desk.archive.finish_run(77, state="done", counts={}, finished_at="")
