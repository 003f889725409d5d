from __future__ import annotations

import subprocess
import sys

import pytest
from sqlalchemy import text

from reportarchive.errors import ArchiveError

SCOPE = {"years": [2023]}


def claimed(archive, owner="a", lease=60.0, ids=None):
    item = archive.claim_work(owner, lease, ids)
    return item and item.source_id


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
    desk.archive.finish_work(ids[0], None)
    assert desk.archive.plan_work("backfill", ["yang-1", "yang-2"], SCOPE) == ids[1:]
    desk.archive.finish_work(ids[1], None)
    assert desk.archive.plan_work("backfill", ["yang-1", "yang-2"], SCOPE) == ids


def test_another_scope_is_another_plan(desk):
    first = desk.archive.plan_work("backfill", ["yang-1"], SCOPE)
    assert desk.archive.plan_work("backfill", ["yang-1"], {"years": [2022]}) != first


def test_failed_items_are_listed_and_tried_again(desk):
    (number,) = desk.archive.plan_work("backfill", ["yang-2"], SCOPE)
    desk.archive.finish_work(number, "the site did not answer")
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


LEASED = (
    "UPDATE work_item SET owner = 'another|machine|7|a', lease_until = strftime('%Y-%m-%dT%H:%M:%fZ', 'now', :ahead)"
)


@pytest.mark.parametrize(("ahead", "is_free"), [("4500 seconds", True), ("1500 seconds", False)])
def test_a_lease_that_ends_later_than_one_can_is_of_before_the_clock_was_set_back(desk, ahead, is_free):
    """Half an hour was leased, five minutes ago; then the clock was set back an hour."""
    desk.archive.plan_work("backfill", ["yang-1"], SCOPE)
    claimed(desk.archive, "elsewhere", lease=1800)
    with desk.archive.engine.begin() as connection:
        connection.execute(text(LEASED), {"ahead": ahead})
    assert (claimed(desk.archive) == "yang-1") is is_free
    with desk.archive.engine.begin() as connection:
        connection.execute(text(LEASED), {"ahead": ahead})
    assert desk.archive.free_leases() == is_free


def test_unknown_items_and_sources_are_refused(desk):
    with pytest.raises(ArchiveError, match="no work item 99"):
        desk.archive.finish_work(99, None)
    with pytest.raises(ArchiveError, match="not stored before"):
        desk.archive.plan_work("backfill", ["nobody"], SCOPE)


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
    assert desk.archive.held_work(ids) == ["yang-1"]
    assert claimed(desk.archive, "alive") == "yang-2"
    assert desk.archive.free_leases() == 1
    assert desk.archive.held_work(ids) == ["yang-2"]
    assert claimed(desk.archive) == "yang-1"
