"""History by hand: the sources in scope as work items of the archive, taken up again after anything.

One task an item; which item it gets, and which are done, is the archive's to know, not Prefect's.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, cast

from prefect import flow, task
from prefect.artifacts import create_progress_artifact, update_progress_artifact
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State  # noqa: TC002 - see flows/__init__.py

from flows.harvest import THREADS
from flows.scope import EVERYTHING, Scope
from flows.showing import say, show_run
from reportarchive.pipeline.gather.backfill import planned_items, tell_held, work_next
from reportarchive.pipeline.gather.harvest import open_harvester, remaining
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.pipeline.runs import recorded_run
from reportarchive.pipeline.tally import Tally  # noqa: TC001 - see flows/__init__.py
from reportarchive.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from uuid import UUID

    from reportarchive.pipeline.gather.harvest import Harvester


@flow(name="backfill", flow_run_name="backfill {scope}", task_runner=THREADS, persist_result=False)
def backfill(scope: Scope = EVERYTHING) -> State[Tally]:
    """Harvest history in scope by work items; the same run again goes on where this one stopped.

    Args:
        scope: Whose history, and of which years.
    """
    with open_holdings(Settings.load()) as holdings:
        items = planned_items(holdings, scope.to_model())
        with recorded_run(holdings, "backfill", scope.to_model()) as run, open_harvester(run) as harvester:
            work_through(harvester, items)
            tell_held(run, items)
        return show_run(run)


def work_through(harvester: Harvester, items: Sequence[int]) -> None:
    """Work on all items at once, or one by one when the run may fetch only so many articles."""
    bar = Bar(len(items))
    left = harvester.run.scope.limit
    working = []
    for number in range(1, len(items) + 1):
        if left == 0:
            break
        visit = partial(work_next, harvester, items, limit=left, progress=bar)
        working.append(work_on_item.submit(f"{number} of {len(items)}", visit))
        if left is not None:
            tally = working[-1].result()
            left = remaining(left, tally) if tally else left
    for future in working:
        future.result()


@task(task_run_name="item {position}", cache_policy=NO_CACHE, persist_result=False)
def work_on_item(position: str, visit: Callable[[], Tally | None]) -> Tally | None:
    """Take the next free item and harvest its source; None when other workers have taken all."""
    del position
    return visit()


@dataclass(slots=True)
class Bar:
    """A progress artifact that moves by one source at each line it is told."""

    steps: int
    done: int = 0
    artifact: UUID = field(init=False)
    moving: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        described = f"0 of {self.steps} sources"
        self.artifact = cast("UUID", create_progress_artifact(0.0, key="backfill-progress", description=described))

    def __call__(self, line: str) -> None:
        """Say the line and move on."""
        say(line)
        with self.moving:
            self.done += 1
            told = f"{self.done} of {self.steps} sources"
            update_progress_artifact(self.artifact, min(100.0, 100 * self.done / max(self.steps, 1)), description=told)
