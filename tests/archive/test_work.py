from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy import text

from reportarchive.archive import SourceLeases
from reportarchive.archive.work.items import WorkLeft
from reportarchive.errors import ArchiveError

SCOPE = {"years": [2023]}
COUNTED = {"listings_asked": 2, "reports_new": 1}
ITEM = "SELECT state, listings_planned, articles_planned, listings_asked, reports_new, attempts FROM work_item"


def claimed(archive, owner="a", lease=60.0, ids=None):
    item = archive.claim_work(owner, lease, ids)
    return item and item.source_id


def end(archive, ids, error=None):
    """Claim these items and end them."""
    for number in ids:
        item = archive.claim_work("a", 60, [number])
        assert archive.finish_work(item, error, COUNTED)
        with archive.engine.begin() as connection:
            connection.execute(text("DELETE FROM source_lease WHERE source_id = :id"), {"id": item.source_id})


def item(archive, source_id):
    with archive.engine.connect() as connection:
        return tuple(connection.execute(text(f"{ITEM} WHERE source_id = :id"), {"id": source_id}).one())


def test_each_item_is_claimed_once(desk):
    ids = desk.archive.plan_work("backfill", ["yang-1", "yang-2"], SCOPE)
    assert len(ids) == 2
    assert [claimed(desk.archive), claimed(desk.archive, "b"), claimed(desk.archive)] == ["yang-1", "yang-2", None]


def test_the_item_brings_its_scope_and_counts_attempts(desk):
    desk.archive.plan_work("backfill", ["yang-1"], SCOPE)
    item = desk.archive.claim_work("a", -1)  # a lease that is over at once: the worker was killed
    assert (item.scope, item.attempts, item.run_kind) == (SCOPE, 1, "backfill")
    again = desk.archive.claim_work("b", 60)
    assert (again.item_id, again.attempts) == (item.item_id, 2)


def test_an_unfinished_plan_is_resumed_and_a_finished_one_begins_anew(desk):
    ids = desk.archive.plan_work("backfill", ["yang-1", "yang-2"], SCOPE)
    end(desk.archive, ids[:1])
    assert desk.archive.plan_work("backfill", ["yang-1", "yang-2"], SCOPE) == ids[1:]
    end(desk.archive, ids[1:])
    assert desk.archive.plan_work("backfill", ["yang-1", "yang-2"], SCOPE) == ids
    assert item(desk.archive, "yang-1") == ("pending", None, None, None, None, 1)


def test_another_scope_is_another_plan(desk):
    first = desk.archive.plan_work("backfill", ["yang-1"], SCOPE)
    assert desk.archive.plan_work("backfill", ["yang-1"], {"years": [2022]}) != first


def test_failed_items_are_listed_and_tried_again(desk):
    (number,) = desk.archive.plan_work("backfill", ["yang-2"], SCOPE)
    end(desk.archive, [number], "the site did not answer")
    assert desk.archive.failed_sources() == ["yang-2"]
    assert desk.archive.failed_sources("harvest") == []
    assert claimed(desk.archive) is None
    assert desk.archive.plan_work("backfill", ["yang-2"], SCOPE) == [number]
    assert claimed(desk.archive) == "yang-2"


def test_only_the_items_asked_for_are_claimed(desk):
    ids = desk.archive.plan_work("backfill", ["yang-1", "yang-2"], SCOPE)
    assert claimed(desk.archive, ids=[]) is None
    assert claimed(desk.archive, ids=ids[1:]) == "yang-2"
    assert claimed(desk.archive, ids=ids[1:]) is None


def test_leases_of_silent_workers_are_freed(desk):
    desk.archive.plan_work("backfill", ["yang-1", "yang-2"], SCOPE)
    claimed(desk.archive, lease=-1)
    claimed(desk.archive, lease=60, ids=[2])
    assert desk.archive.free_leases() == 1


AHEAD = (
    "UPDATE source_lease SET owner = 'another|machine|7|a', lease_until = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', :ahead)"
)


@pytest.mark.parametrize(("ahead", "is_free"), [("4500 seconds", True), ("1500 seconds", False)])
def test_a_lease_that_ends_later_than_one_can_is_of_before_the_clock_was_set_back(desk, ahead, is_free):
    """Half an hour was leased, five minutes ago; then the clock was set back an hour."""
    desk.archive.plan_work("backfill", ["yang-1"], SCOPE)
    claimed(desk.archive, "elsewhere", lease=1800)
    with desk.archive.engine.begin() as connection:
        connection.execute(text(AHEAD), {"ahead": ahead})
    assert (claimed(desk.archive) == "yang-1") is is_free
    with desk.archive.engine.begin() as connection:
        connection.execute(text(AHEAD), {"ahead": ahead})
    assert desk.archive.free_leases() == is_free


def test_a_source_that_any_worker_holds_is_passed_over_until_it_is_free(desk):
    ids = desk.archive.plan_work("backfill", ["yang-1", "yang-2"], SCOPE)
    with SourceLeases(desk.archive, lease_seconds=60).hold("yang-1", "a harvest"):
        left = desk.archive.work_left(ids)
        assert (left.free, left.held) == (tuple(ids[1:]), ("yang-1",))
        assert [claimed(desk.archive), claimed(desk.archive)] == ["yang-2", None]
        assert item(desk.archive, "yang-1")[0] == "pending"
    assert claimed(desk.archive) == "yang-1"


def test_two_plans_of_one_source_are_worked_on_one_after_the_other(desk):
    desk.archive.plan_work("backfill", ["yang-1"], SCOPE)
    desk.archive.plan_work("backfill", ["yang-1"], {"years": [2022]})
    assert [claimed(desk.archive, "a"), claimed(desk.archive, "b")] == ["yang-1", None]


def test_whoever_lost_an_item_ends_it_no_more(desk):
    (number,) = desk.archive.plan_work("backfill", ["yang-1"], SCOPE)
    frozen = desk.archive.claim_work("frozen", -1)
    other = desk.archive.claim_work("other", 60)
    assert not desk.archive.finish_work(frozen, None, COUNTED)
    assert not desk.archive.release_work(frozen)
    assert item(desk.archive, "yang-1")[0] == "running"
    assert desk.archive.finish_work(other, None, COUNTED)
    assert not desk.archive.finish_work(other, "a second end", COUNTED)
    assert item(desk.archive, "yang-1")[0] == "done"
    assert desk.archive.work_left([number]) == WorkLeft((), ())


def test_what_was_planned_and_done_is_kept_until_the_plan_begins_anew(desk):
    plan = ("backfill", "yang-1", SCOPE)
    desk.archive.note_planned(*plan, {"listings_planned": 2, "articles_planned": 3})
    (number,) = desk.archive.plan_work("backfill", ["yang-1"], SCOPE)
    end(desk.archive, [number])
    assert item(desk.archive, "yang-1") == ("done", 2, 3, 2, 1, 1)
    desk.archive.note_planned(*plan, {"listings_planned": 2, "articles_planned": 4})
    assert item(desk.archive, "yang-1") == ("done", 2, 4, 2, 1, 1), "a look changes the state of nothing"
    desk.archive.plan_work("backfill", ["yang-1"], SCOPE)
    assert item(desk.archive, "yang-1") == ("pending", 2, 4, None, None, 1), "the later plan is the one to come"
    end(desk.archive, [number])
    desk.archive.plan_work("backfill", ["yang-1"], SCOPE)
    assert item(desk.archive, "yang-1") == ("pending", None, None, None, None, 2), "done as planned, and now unknown"


def test_a_failed_item_that_is_tried_again_is_still_planned(desk):
    desk.archive.note_planned("backfill", "yang-1", SCOPE, {"listings_planned": 2, "articles_planned": 3})
    (number,) = desk.archive.plan_work("backfill", ["yang-1"], SCOPE)
    end(desk.archive, [number], "the site did not answer")
    desk.archive.plan_work("backfill", ["yang-1"], SCOPE)
    assert item(desk.archive, "yang-1") == ("pending", 2, 3, None, None, 1)


def test_sources_that_are_not_known_are_refused(desk):
    with pytest.raises(ArchiveError, match="not stored before"):
        desk.archive.plan_work("backfill", ["nobody"], SCOPE)
    leases = SourceLeases(desk.archive, lease_seconds=60)
    with pytest.raises(ArchiveError, match="not stored before"), leases.hold("nobody", "a"):
        pytest.fail("leased")


# Claims an item for an hour and is killed at it.
KILLED = """
import os, signal, sys
from reportarchive.archive import Archive

with Archive.open(sys.argv[1]) as archive:
    archive.claim_work("killed", 3600)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_item_of_a_worker_killed_here_is_freed_at_once_and_one_at_work_is_not(desk, tmp_path):
    ids = desk.archive.plan_work("backfill", ["yang-1", "yang-2"], SCOPE)
    subprocess.run([sys.executable, "-c", KILLED, f"sqlite:///{tmp_path / 'archive.db'}"], check=False)
    assert item(desk.archive, "yang-1")[0] == "running"
    desk.archive.claim_work("alive", 60, ids[1:])
    assert desk.archive.free_leases() == 1
    assert desk.archive.work_left(ids) == WorkLeft((ids[0],), ("yang-2",))
    assert claimed(desk.archive) == "yang-1"
