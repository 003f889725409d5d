"""The alarm: what is wrong with sources and harvests, runs that were lost, work whose worker is gone.

Its deployment has no concurrency limit, so that nothing that hangs can keep it from looking. That it stopped itself
is for cron to notice: `reportarchive status --max-age`.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State  # noqa: TC002 - see flows/__init__.py
from pydantic import Field

from flows.lost import LOST, lost_runs
from flows.showing import show
from reportarchive.archive import Trouble  # noqa: TC001 - see flows/__init__.py
from reportarchive.pipeline.clock import SHANGHAI
from reportarchive.pipeline.watch import Watched, watch
from reportarchive.pipeline.watch.message import cleaned, linked, title_of
from reportarchive.settings import Settings

Seconds = Annotated[int, Field(ge=0)]
SilentSeconds = Annotated[int, Field(ge=90)]
"""Three signs of life at least: a run gives one every half minute (deployments/environment.sh)."""
Days = Annotated[int, Field(ge=1)]


def run_name() -> str:
    """Return the name of this run: when it looked, by the clock in China, as the deployments are scheduled."""
    return f"watchdog {datetime.now(SHANGHAI):%Y-%m-%d %H:%M}"


@flow(name="watchdog", flow_run_name=run_name, persist_result=False)
def watchdog(
    pending_seconds: Seconds = 900, silent_seconds: SilentSeconds = 600, max_age_days: Days | None = None
) -> State[None]:
    """Note what is wrong as alarms and tell what is new; give up runs that are lost, and free leases that are over.

    Fails once for every new alarm, and as long as no harvest ends or nobody can be told.

    Args:
        pending_seconds: A run that has been PENDING for so many seconds is given up.
        silent_seconds: A RUNNING run that gave no sign of life for so many seconds is given up.
        max_age_days: Alarm when no harvest ended within so many days; empty means by the harvest calendar.
    """
    looking = give_up_lost_runs.submit(pending_seconds, silent_seconds)
    looking.wait()
    # The archive is looked at even when the server cannot be.
    lost = looking.result(raise_on_failure=False)
    is_known = isinstance(lost, list)
    watched = look_at_archive(lost if is_known else None, max_age_days)
    said = watched.sentence()
    rows = [_row(dict(zip(watched.alarms.columns, row, strict=True))) for row in watched.alarms.rows]
    failed = not is_known or bool(watched.opened) or watched.is_unattended
    return show("watchdog", rows, [f"# Watchdog: {said}"], failed=failed, said=said)


@task(cache_policy=NO_CACHE, persist_result=False)
def give_up_lost_runs(pending_seconds: int, silent_seconds: int) -> list[Trouble]:
    """Give up our runs that are waited for in vain, and return the deployments whose last run was lost."""
    return lost_runs(pending_seconds, silent_seconds)


@task(cache_policy=NO_CACHE, persist_result=False)
def look_at_archive(lost: list[Trouble] | None, max_age_days: int | None) -> Watched:
    """Note, free and tell what is wrong, with the runs that were lost; None when the server could not say which."""
    now = datetime.now(UTC)
    due = None if max_age_days is None else now - timedelta(days=max_age_days)
    return watch(Settings.load(), now, due=due, found=lost or (), judged=() if lost is None else (LOST,))


def _row(alarm: dict[str, Any]) -> dict[str, str]:
    """Return an alarm as a row of the artifact, where the text of a page would be read as Markdown."""
    return {
        "alarm": title_of(alarm["code"]),
        "subject": cleaned(alarm["subject"]),
        "said": cleaned(alarm["said"]),
        "evidence": linked(alarm["evidence"]),
        "since": alarm["opened_at"],
    }
