"""The same archive on both engines: same rows from every view, every query and the fingerprint."""

from __future__ import annotations

import threading
from datetime import date

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from reportarchive.archive import Archive, HostSlots, check_archive, fingerprint
from reportarchive.archive.schema import metadata
from reportarchive.archive.upkeep.upgrade import newest
from reportarchive.errors import QueryRefused
from reportarchive.model import Outcome
from reportarchive.query import Reader, coverage, load_cookbook, run_named
from reportarchive.sqlfiles import sql_files

GIVEN = {name: {"report": "990101-2023-annual"} for name in ("metrics", "history")}


def fill(archive, factory):
    desk = factory.Desk(archive)
    desk.store(factory.make_report())
    edited = factory.TEXT.replace("全年", "全年共").replace("调解纠纷1.2万件。", "")
    desk.store(factory.make_report(edited), body="edited")
    desk.store(factory.make_report(edited, url="http://gov1.example/moved.html"), body="edited")
    later = {"year": 2024, "period_end": "2024-12-31", "published_on": "2025-04-09"}
    desk.store(factory.make_report(**later, url="http://gov1.example/2024.html"), body="2024")
    desk.archive.mark_whole(desk.fetch("list", purpose="listing", source=2, requested_at="2024-05-01T00:00:00Z"))
    desk.run_id = archive.begin_run("harvest", {}, factory.NOW)
    desk.fetch("", purpose="listing", source=2, requested_at="2025-05-01T00:00:00Z", outcome=Outcome.TIMEOUT)
    desk.correct(factory.make_report(edited, url="http://gov1.example/moved.html"))
    desk.archive.plan_work("backfill", ["yang-1", "yang-2"], {"years": [2023]})


@pytest.fixture
def both(archive, database, factory, tmp_path):
    fill(archive, factory)
    with Archive.create(database) as second:
        fill(second, factory)
        yield archive, second, f"sqlite:///{tmp_path / 'archive.db'}", database


def rows(url, sql):
    with Reader.open(url) as reader:
        result = reader.run(sql)
        return result.columns, sorted(result.rows, key=repr)


def test_both_engines_say_the_same(both):
    sqlite, postgresql, sqlite_url, postgresql_url = both
    for name in sql_files("views"):
        here, there = rows(sqlite_url, f"SELECT * FROM {name}"), rows(postgresql_url, f"SELECT * FROM {name}")
        assert here == there, name
        assert here[1], f"{name} is empty, so nothing was compared"
    with Reader.open(sqlite_url) as one, Reader.open(postgresql_url) as other:
        for name in load_cookbook():
            assert run_named(one, name, GIVEN.get(name)) == run_named(other, name, GIVEN.get(name)), name
        today = date(2025, 6, 1)
        assert coverage(one, today=today) == coverage(other, today=today)
        found = {row[6] for row in coverage(one, today=today).rows}
        assert found == {"on_time", "late", "missing", "unreachable"}
    assert fingerprint(sqlite) == fingerprint(postgresql)
    assert check_archive(postgresql) == check_archive(sqlite) == []


def test_postgresql_alone(both):
    _, archive, _, url = both
    with archive.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []
    assert archive.upgrade() == (newest(), newest())
    item = archive.claim_work("a", 60)
    assert (item.source_id, archive.claim_work("b", 60).source_id, archive.claim_work("c", 60)) == (
        "yang-1",
        "yang-2",
        None,
    )
    assert archive.find_report("990101/2023") == archive.report_rows("990101-2023-annual").report["report_id"]
    with Reader.open(url, seconds=0.2) as reader:
        for sql in ("DELETE FROM run", "WITH a AS (DELETE FROM run RETURNING 1) SELECT 1", "SELECT 1; SELECT 2"):
            with pytest.raises(QueryRefused):
                reader.run(sql)
        with pytest.raises(QueryRefused, match="stopped after"):
            reader.run("SELECT count(*) FROM generate_series(1, 1000000000) a, generate_series(1, 1000) b")
        assert reader.run("SELECT '100%' AS a, CAST(:b AS INTEGER) AS b", {"b": 1}).rows == [("100%", 1)]


def test_host_slots_on_postgresql(database):
    with Archive.create(database) as archive:
        inside, most, lock = 0, 0, threading.Lock()

        def work():
            nonlocal inside, most
            for _ in range(3):
                with HostSlots(archive).hold("host", 0.01, "thread"):
                    with lock:
                        inside += 1
                        most = max(most, inside)
                    with lock:
                        inside -= 1

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert most == 1
        assert HostSlots(archive)._take("host", "a") >= 0.0
