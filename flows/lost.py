"""Runs that Prefect waits for in vain: they hang before they start, or their process is gone.

A worker that dies at the wrong moment leaves a run PENDING, a machine that dies leaves one RUNNING, and both hold their
deployment's slot for ever. They are given up here, which frees it. That a run was lost stays a trouble of its
deployment until a later run of it ends otherwise.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from prefect.client.orchestration import get_client
from prefect.client.schemas import filters
from prefect.client.schemas.objects import StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.events.filters import EventFilter, EventNameFilter, EventResourceFilter
from prefect.states import Crashed, Failed

from reportarchive.archive import Trouble

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient
    from prefect.client.schemas.objects import FlowRun

TAG = "reportarchive"
"""Every deployment of ours carries it; runs without it are somebody else's."""

LOST = "run_lost"
STUCK = "Stuck"  # the name of the state of a run that was given up before it started
HEARTBEAT = "prefect.flow-run.heartbeat"
RESOURCE = "prefect.flow-run.{}"
ENDED = [StateType.COMPLETED, StateType.FAILED, StateType.CRASHED]


def lost_runs(pending_seconds: int, silent_seconds: int) -> list[Trouble]:
    """Give up our runs that wait or are waited for in vain, and return the deployments whose last run was lost.

    A run is given up when it has been PENDING for so many seconds, or RUNNING without a sign of life.
    """
    now = datetime.now(UTC)
    with get_client(sync_client=True) as client:
        for run in _ours(client, StateType.PENDING):
            if _since(run) <= now - timedelta(seconds=pending_seconds):
                message = f"given up by the watchdog: PENDING since {_since(run):%Y-%m-%d %H:%M:%S} UTC"
                client.set_flow_run_state(run.id, Failed(name=STUCK, message=message))
        for run in _ours(client, StateType.RUNNING):
            heard = _last_heard(client, run)
            if heard is not None and heard <= now - timedelta(seconds=silent_seconds):
                message = f"given up by the watchdog: not heard of since {heard:%Y-%m-%d %H:%M:%S} UTC"
                client.set_flow_run_state(run.id, Crashed(message=message))
        return _troubles(client)


def _ours(client: SyncPrefectClient, state: StateType) -> list[FlowRun]:
    wanted = filters.FlowRunFilter(
        tags=filters.FlowRunFilterTags(all_=[TAG]),
        state=filters.FlowRunFilterState(type=filters.FlowRunFilterStateType(any_=[state])),
    )
    return client.read_flow_runs(flow_run_filter=wanted)


def _since(run: FlowRun) -> datetime:
    return run.state.timestamp if run.state else datetime.now(UTC)


def _last_heard(client: SyncPrefectClient, run: FlowRun) -> datetime | None:
    """Return when a run last gave a sign of life; None when it never did: it may be one that gives none."""
    heartbeats = EventFilter(
        event=EventNameFilter(name=[HEARTBEAT]), resource=EventResourceFilter(id=[RESOURCE.format(run.id)])
    )
    events = client.read_events(heartbeats, limit=1).events
    return max(_since(run), events[0].occurred) if events else None


def _troubles(client: SyncPrefectClient) -> list[Trouble]:
    """Return a trouble for each deployment of ours whose newest run that ended was lost."""
    troubles = []
    ours = filters.DeploymentFilter(tags=filters.DeploymentFilterTags(all_=[TAG]))
    over = filters.FlowRunFilter(
        state=filters.FlowRunFilterState(type=filters.FlowRunFilterStateType(any_=ENDED)),
    )
    for deployment in client.read_deployments(deployment_filter=ours):
        only = filters.DeploymentFilter(id=filters.DeploymentFilterId(any_=[deployment.id]))
        newest = client.read_flow_runs(
            flow_run_filter=over, deployment_filter=only, sort=FlowRunSort.END_TIME_DESC, limit=1
        )
        for run in newest:
            if run.state and (run.state.type is StateType.CRASHED or run.state.name == STUCK):
                said = f"run {run.name} was lost: {run.state.message or run.state.name}"
                troubles.append(Trouble(LOST, deployment.name, said, f"run {run.id}"))
    return troubles
