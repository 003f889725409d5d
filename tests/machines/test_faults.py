"""Faults under Prefect, each tried for real: nothing is lost, nothing doubled, the slot comes free, and it is told.

The watchdog looks every five seconds. What must be so "within two periods" is asked after its second look since.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from tests.machines.faults import (
    EACH,
    LEASE_SECONDS,
    PAGES,
    PENDING_SECONDS,
    SILENT_SECONDS,
    Stage,
    fingerprints,
    opened_stage,
)
from tests.machines.machine import can_have_namespaces, opened_machine
from tests.machines.services import until
from tests.postgres import NoServerError

if TYPE_CHECKING:
    from collections.abc import Iterator

FAULTS = 7
ALL = (EACH * PAGES, EACH * PAGES)  # each report once, in one version
AWAY_SECONDS = 60


@pytest.fixture(scope="module")
def stage(is_long: bool, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """The stage, for all faults one after the other."""
    if not is_long:
        pytest.skip("faults under Prefect take some minutes: `make test-long`")
    try:
        with opened_stage(tmp_path_factory.mktemp("faults"), FAULTS) as opened:
            yield opened
    except NoServerError as error:
        pytest.skip(str(error))


def begun(stage: Stage, deployment: str) -> tuple[str, list[str]]:
    """Start a run on sources of its own, and return both once it is at one of them."""
    sources = stage.sources()
    run = stage.begin(deployment, sources)
    until(lambda: stage.is_at_work(sources), f"the {deployment} to be at a source")
    return run, sources


def test_a_flow_process_that_is_killed(stage: Stage) -> None:
    run, sources = begun(stage, "backfill")
    assert stage.kill_flows() >= 1
    stage.looks()
    assert not stage.is_at_work(sources)
    assert stage.state(run) == "CRASHED"
    assert stage.open_alarms("run_lost") == ["backfill"]
    assert stage.end(stage.begin("backfill", sources)) == "COMPLETED"
    assert stage.reports(sources) == ALL
    stage.looks()
    assert stage.open_alarms("run_lost") == []


def test_a_worker_that_is_killed_while_a_run_is_pending(stage: Stage) -> None:
    sources = stage.sources()
    run = stage.begin("season", sources)
    until(lambda: stage.state(run) == "PENDING", "the run to be pending")
    assert stage.worker.kill() >= 1
    assert stage.state(run) == "PENDING"
    time.sleep(PENDING_SECONDS)
    stage.looks()
    assert stage.state(run) == "FAILED"
    assert stage.open_alarms("run_lost") == ["season"]
    stage.start_worker()
    assert stage.end(stage.begin("season", sources)) == "COMPLETED"  # the one slot of harvests is free
    assert stage.reports(sources) == ALL


def test_a_server_that_is_killed_and_comes_back(stage: Stage) -> None:
    run, sources = begun(stage, "backfill")
    stage.restart_server(after_seconds=5)
    if stage.end(run) != "COMPLETED":
        assert stage.end(stage.begin("backfill", sources)) == "COMPLETED"
    stage.looks()
    assert not stage.is_at_work(sources)
    assert stage.reports(sources) == ALL


def test_an_archive_that_is_away_for_a_minute(stage: Stage) -> None:
    run, sources = begun(stage, "season")
    stage.let_database_in(is_open=False)
    time.sleep(AWAY_SECONDS)
    stage.let_database_in(is_open=True)
    ended = stage.end(run)
    stage.looks()
    assert not stage.is_at_work(sources)
    if ended != "COMPLETED":
        assert stage.end(stage.begin("season", sources)) == "COMPLETED"
    assert stage.reports(sources) == ALL
    wanted = {"flows": {"name": {"any_": ["watchdog"]}}, "flow_runs": {"state": {"type": {"any_": ["FAILED"]}}}}
    said = [one["state"]["message"] for one in stage.hall.ask("POST", "flow_runs/filter", json=wanted)]
    assert any("ArchiveError" in message for message in said), said  # the watchdog said that it could not look


def test_an_object_store_that_is_away(stage: Stage) -> None:
    run, sources = begun(stage, "season")
    stage.close_store()
    ended = stage.end(run)
    stage.open_store()
    stage.looks()
    assert not stage.is_at_work(sources)
    assert ended == "FAILED"
    assert stage.end(stage.begin("season", sources)) == "COMPLETED"
    assert stage.reports(sources) == ALL


def test_two_schedules_that_fire_at_once(stage: Stage) -> None:
    sources = stage.sources()
    due = (datetime.now(UTC) + timedelta(seconds=10)).isoformat()
    scheduled = {"state": {"type": "SCHEDULED", "state_details": {"scheduled_time": due}}}
    runs = [stage.begin("season", sources, **scheduled) for _ in range(2)]
    assert [stage.end(run) for run in runs] == ["COMPLETED", "COMPLETED"]
    assert stage.reports(sources) == ALL


def test_a_machine_that_is_gone_for_good(stage: Stage) -> None:
    stage.worker.stop()
    with opened_machine(1, stage.ports(), apart=can_have_namespaces()) as machine:
        stage.start_worker(machine)
        run, sources = begun(stage, "backfill")
        assert machine.kill() >= 2
    gone_at = time.monotonic()
    time.sleep(LEASE_SECONDS)
    stage.looks()
    assert not stage.is_at_work(sources)
    stage.start_worker()
    assert stage.end(stage.begin("backfill", sources)) == "COMPLETED"
    assert stage.reports(sources) == ALL
    time.sleep(max(0.0, SILENT_SECONDS - (time.monotonic() - gone_at)))
    stage.looks()
    assert stage.state(run) == "CRASHED"


def test_after_all_faults_the_archive_is_what_a_plain_harvest_makes(stage: Stage) -> None:
    together, alone = fingerprints(stage, stage.hall.home / "alone")
    assert together == alone
