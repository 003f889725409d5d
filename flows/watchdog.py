"""The alarm: runs that hang before they start, work whose worker is gone, harvests that no longer come.

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

from flows.season import last_due
from flows.showing import show
from reportarchive.archive import Archive
from reportarchive.pipeline.answer.status import last_finished
from reportarchive.settings import Settings

if TYPE_CHECKING:
    from prefect.client.schemas.objects import FlowRun

TAG = "reportarchive"
"""Every deployment of ours carries it; runs without it are somebody else's."""

HARVESTS = ("harvest", "ingest", "demo")

Seconds = Annotated[int, Field(ge=0)]
Days = Annotated[int, Field(ge=1)]


@flow(name="watchdog", persist_result=False)
def watchdog(pending_seconds: Seconds = 900, max_age_days: Days | None = None) -> State[None]:
    """Give up runs stuck in PENDING, free leases that are over, and fail when harvests have stopped coming.

    Args:
        pending_seconds: A run that has been PENDING for so many seconds is given up.
        max_age_days: Alarm when no harvest ended within so many days; empty means by the harvest calendar.
    """
    # All three look, even when one of them cannot.
    hanging, leases, silent = (
        fail_stuck_runs.submit(pending_seconds),
        free_leases.submit(),
        hear_silence.submit(max_age_days),
    )
    stuck, freed, silence = hanging.result(), leases.result(), silent.result()
    rows: list[dict[str, Any]] = [
        {"looked for": "runs stuck in PENDING", "found": str(len(stuck)), "which": "; ".join(stuck)},
        {"looked for": "leases of workers that are gone", "found": str(freed), "which": ""},
        {"looked for": "harvests that no longer come", "found": "1" if silence else "0", "which": silence},
    ]
    counted = f"{len(stuck)} stuck runs given up, {freed} leases freed"
    said = f"{silence} ({counted})" if silence else counted
    return show("watchdog", rows, [f"# Watchdog: {said}"], failed=bool(silence), said=said)


@task(cache_policy=NO_CACHE, persist_result=False)
def fail_stuck_runs(pending_seconds: int) -> list[str]:
    """Fail our runs that have been PENDING too long, which frees their slots, and return their names."""
    limit = datetime.now(UTC) - timedelta(seconds=pending_seconds)
    pending = filters.FlowRunFilter(
        tags=filters.FlowRunFilterTags(all_=[TAG]),
        state=filters.FlowRunFilterState(type=filters.FlowRunFilterStateType(any_=[StateType.PENDING])),
    )
    with get_client(sync_client=True) as client:
        stuck = [run for run in client.read_flow_runs(flow_run_filter=pending) if _since(run) <= limit]
        for run in stuck:
            message = f"given up by the watchdog: PENDING since {_since(run):%Y-%m-%d %H:%M:%S} UTC"
            client.set_flow_run_state(run.id, Failed(name="Stuck", message=message))
    return [run.name for run in stuck]


def _since(run: FlowRun) -> datetime:
    return run.state.timestamp if run.state else datetime.now(UTC)


@task(cache_policy=NO_CACHE, persist_result=False)
def free_leases() -> int:
    """Put work items whose worker stopped renewing its lease back to be done, and return how many."""
    with Archive.open(Settings.load().archive_url) as archive:
        return archive.free_leases()


@task(cache_policy=NO_CACHE, persist_result=False)
def hear_silence(max_age_days: int | None) -> str:
    """Return what to be alarmed about: no harvest ended since it should have; empty when one did."""
    now = datetime.now(UTC)
    since = last_due(now) if max_age_days is None else now - timedelta(days=max_age_days)
    ended = last_harvest(Settings.load())
    if ended is not None and ended >= since:
        return ""
    when = f"the last one ended {ended:%Y-%m-%d %H:%M} UTC" if ended else "none has ended yet"
    return f"no harvest has ended since {since.astimezone(UTC):%Y-%m-%d %H:%M} UTC: {when}"


def last_harvest(settings: Settings) -> datetime | None:
    """Return when the last harvest ended, with or without problems; None when none did."""
    ended = last_finished(settings, HARVESTS)
    return datetime.fromisoformat(ended) if ended else None
