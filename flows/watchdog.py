"""The alarm: what is wrong with sources and harvests, runs that hang before they start, work whose worker is gone.

Its deployment has no concurrency limit, so that nothing that hangs can keep it from looking. That it stopped itself
is for cron to notice: `reportarchive status --max-age`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.client.schemas import filters
from prefect.client.schemas.objects import State, StateType
from prefect.states import Failed
from pydantic import Field

from flows.showing import show
from reportarchive.archive import Trouble
from reportarchive.pipeline.watch import Watched, watch
from reportarchive.pipeline.watch.message import cleaned, linked, title_of
from reportarchive.settings import Settings

if TYPE_CHECKING:
    from prefect.client.schemas.objects import FlowRun

TAG = "reportarchive"
"""Every deployment of ours carries it; runs without it are somebody else's."""

STUCK = "run_stuck"

Seconds = Annotated[int, Field(ge=0)]
Days = Annotated[int, Field(ge=1)]


@flow(name="watchdog", persist_result=False)
def watchdog(pending_seconds: Seconds = 900, max_age_days: Days | None = None) -> State[None]:
    """Note what is wrong as alarms and tell what is new; give up runs stuck in PENDING, and free leases that are over.

    Fails once for every new alarm, and as long as no harvest ends or nobody can be told.

    Args:
        pending_seconds: A run that has been PENDING for so many seconds is given up.
        max_age_days: Alarm when no harvest ended within so many days; empty means by the harvest calendar.
    """
    hanging = fail_stuck_runs.submit(pending_seconds)
    hanging.wait()
    # The archive is looked at even when the server cannot be.
    stuck = hanging.result(raise_on_failure=False)
    is_known = isinstance(stuck, list)
    watched = look_at_archive(stuck if is_known else None, max_age_days)
    said = watched.sentence()
    rows = [_row(dict(zip(watched.alarms.columns, row, strict=True))) for row in watched.alarms.rows]
    failed = not is_known or bool(watched.opened) or watched.is_unattended
    return show("watchdog", rows, [f"# Watchdog: {said}"], failed=failed, said=said)


@task(cache_policy=NO_CACHE, persist_result=False)
def fail_stuck_runs(pending_seconds: int) -> list[Trouble]:
    """Fail our runs that have been PENDING too long, which frees their slots, and return them as troubles."""
    limit = datetime.now(UTC) - timedelta(seconds=pending_seconds)
    pending = filters.FlowRunFilter(
        tags=filters.FlowRunFilterTags(all_=[TAG]),
        state=filters.FlowRunFilterState(type=filters.FlowRunFilterStateType(any_=[StateType.PENDING])),
    )
    with get_client(sync_client=True) as client:
        stuck = [run for run in client.read_flow_runs(flow_run_filter=pending) if _since(run) <= limit]
        for run in stuck:
            client.set_flow_run_state(run.id, Failed(name="Stuck", message=f"given up by the watchdog: {_said(run)}"))
    return [Trouble(STUCK, run.name, _said(run), f"run {run.id}") for run in stuck]


def _since(run: FlowRun) -> datetime:
    return run.state.timestamp if run.state else datetime.now(UTC)


def _said(run: FlowRun) -> str:
    return f"PENDING since {_since(run):%Y-%m-%d %H:%M:%S} UTC"


@task(cache_policy=NO_CACHE, persist_result=False)
def look_at_archive(stuck: list[Trouble] | None, max_age_days: int | None) -> Watched:
    """Note, free and tell what is wrong, with the runs that hung; None when the server could not say which do."""
    now = datetime.now(UTC)
    due = None if max_age_days is None else now - timedelta(days=max_age_days)
    return watch(Settings.load(), now, due=due, found=stuck or (), judged=() if stuck is None else (STUCK,))


def _row(alarm: dict[str, Any]) -> dict[str, str]:
    """Return an alarm as a row of the artifact, where the text of a page would be read as Markdown."""
    return {
        "alarm": title_of(alarm["code"]),
        "subject": cleaned(alarm["subject"]),
        "said": cleaned(alarm["said"]),
        "evidence": linked(alarm["evidence"]),
        "since": alarm["opened_at"],
    }
