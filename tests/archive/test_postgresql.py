"""The same archive on both engines: same rows from every view, every query and the fingerprint."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from sqlalchemy import text, update

from reportarchive.archive import (
    Archive,
    Correction,
    HostSlots,
    Incoming,
    Origin,
    Trouble,
    check_archive,
    fingerprint,
    rows_of,
)
from reportarchive.archive.corrections import kept
from reportarchive.archive.engine import writing
from reportarchive.archive.schema import alarm
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
    desk.archive.finish_run(desk.run_id, state="done", counts={}, finished_at="2025-05-01T00:01:00Z")
    desk.archive.look_for_troubles([], [Trouble("went_quiet", "yang-2", "nothing since 2023", "")])
    with writing(archive.engine) as connection:  # alarms are by the database's clock, which tells other times on each
        connection.execute(update(alarm).values(opened_at=factory.NOW, last_seen_at=factory.NOW))


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


def waits_for_a_lock(connection):
    """Whether some session waits for another's transaction; asked for a minute at most."""
    blocked = text("SELECT COUNT(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")
    for _ in range(6000):
        if connection.execute(blocked).scalar():
            return True
        time.sleep(0.01)
    return False


@pytest.mark.parametrize("way", ["store", "store_all"])
def test_a_correction_made_while_its_report_is_stored_is_applied(database, factory, way):
    with Archive.create(database) as archive, ThreadPoolExecutor(1) as threads:
        desk = factory.Desk(archive)
        version = desk.store(factory.make_report()).version_id
        fetch_id = archive.capture_of("990101-2023-annual").fetch_id
        newer = factory.make_report(doc_no="甲政〔2024〕1号")
        origin = Origin(fetch_id, "yang-1", "2", factory.NOW, is_replay=True)
        with writing(archive.engine) as connection:
            connection.execute(text("SELECT * FROM report FOR UPDATE"))
            if way == "store":
                stored = threads.submit(archive.store, newer, origin=origin)
            else:
                stored = threads.submit(archive.store_all, [Incoming(rows_of(newer), origin)])
            with archive.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as beside:
                assert waits_for_a_lock(beside)
            made = Correction(0, "value", "531", "王某", "附件表二", "案件530余件", "1.1", "530")
            kept.add_correction(connection, "990101-2023-annual", made, factory.NOW)
        if way == "store":
            assert stored.result(60).change == "reparsed"
            assert archive.report_rows("990101-2023-annual").metrics[0]["value_text"] == "531"
        else:
            assert stored.result(60) == []
            assert archive.report_rows("990101-2023-annual").report["version_id"] == version
