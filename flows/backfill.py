"""History by hand: the sources in scope as work items of the archive, taken up again after anything.

One task works through the items: which of them are done is the archive's to know, not Prefect's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from prefect import flow, task
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State  # noqa: TC002 - see flows/__init__.py

from flows.scope import EVERYTHING, Scope
from flows.showing import say, show_tallies
from reportarchive.pipeline.backfill import backfill as backfill_scope
from reportarchive.pipeline.backfill import plan
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.pipeline.tally import Tally  # noqa: TC001 - see flows/__init__.py
from reportarchive.settings import Settings

if TYPE_CHECKING:
    from uuid import UUID


@flow(name="backfill", flow_run_name="backfill {scope}", persist_result=False)
def backfill(scope: Scope = EVERYTHING) -> State[Tally]:
    """Harvest history in scope by work items; the same run again goes on where this one stopped.

    Args:
        scope: Whose history, and of which years.
    """
    return show_tallies("backfill", [work_through(scope)])


@task(task_run_name="{scope}", cache_policy=NO_CACHE, persist_result=False)
def work_through(scope: Scope) -> Tally:
    """Plan the items, work through those that are left, and show how far it is."""
    with open_holdings(Settings.load()) as holdings:
        planned = [one for one in plan(holdings, scope.to_model()) if not one.why_not]
        say(f"{len(planned)} sources, at least {sum(one.at_least for one in planned)} requests")
        return backfill_scope(holdings, scope.to_model(), progress=Bar(len(planned)))


@dataclass(slots=True)
class Bar:
    """A progress artifact that moves by one source at each line it is told."""

    steps: int
    done: int = 0
    artifact: UUID = field(init=False)

    def __post_init__(self) -> None:
        described = f"0 of {self.steps} sources"
        self.artifact = cast("UUID", create_progress_artifact(0.0, key="backfill-progress", description=described))

    def __call__(self, line: str) -> None:
        """Say the line and move on."""
        say(line)
        self.done += 1
        told = f"{self.done} of {self.steps} sources"
        update_progress_artifact(self.artifact, min(100.0, 100 * self.done / max(self.steps, 1)), description=told)
