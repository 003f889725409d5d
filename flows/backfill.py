"""History by hand: the sources in scope as work items of the archive, taken up again after anything.

One task an item; which item it gets, and which are done, is the archive's to know, not Prefect's. Runs of the same
scope, on whatever machines, share its items, and each ends when all of them are done.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State  # noqa: TC002 - see flows/__init__.py

from flows.harvest import THREADS
from flows.scope import EVERYTHING, Scope
from flows.showing import Bar, show_run
from reportarchive.pipeline.gather.backfill import await_free, take_up, tell_held, work_next
from reportarchive.pipeline.gather.harvest import open_harvester, remaining
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.pipeline.runs import recorded_run
from reportarchive.pipeline.tally import Tally  # noqa: TC001 - see flows/__init__.py
from reportarchive.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable

    from reportarchive.pipeline.gather.backfill import Plan
    from reportarchive.pipeline.gather.harvest import Harvester


@flow(name="backfill", flow_run_name="backfill {scope}", task_runner=THREADS, persist_result=False)
def backfill(scope: Scope = EVERYTHING) -> State[Tally]:
    """Harvest history in scope by work items; the same run again goes on where this one stopped.

    Args:
        scope: Whose history, and of which years.
    """
    with open_holdings(Settings.load()) as holdings:
        plan = take_up(holdings, scope.to_model())
        with recorded_run(holdings, "backfill", scope.to_model()) as run, open_harvester(run) as harvester:
            if scope.limit is None:
                work_through(harvester, plan)
            else:
                work_within(harvester, plan, scope.limit)
                tell_held(run, plan)
        return show_run(run)


def work_through(harvester: Harvester, plan: Plan) -> None:
    """Work on all items at once until none is left, here or at other workers."""
    with Bar("backfill", plan.sources) as bar:
        while free := await_free(harvester, plan, bar):
            visit = partial(work_next, harvester, plan, progress=bar)
            working = [work_on_item.submit(f"{number} of {len(free)}", visit) for number in range(1, len(free) + 1)]
            for future in working:
                future.result()


def work_within(harvester: Harvester, plan: Plan, limit: int) -> None:
    """Work on items one by one until so many articles were asked for."""
    left: int | None = limit
    with Bar("backfill", plan.sources) as bar:
        for number in range(1, len(plan.items) + 1):
            visit = partial(work_next, harvester, plan, limit=left, progress=bar)
            tally = work_on_item.submit(f"{number} of {len(plan.items)}", visit).result()
            left = remaining(left, tally) if tally else left
            if left == 0:
                break


@task(task_run_name="item {position}", cache_policy=NO_CACHE, persist_result=False)
def work_on_item(position: str, visit: Callable[[], Tally | None]) -> Tally | None:
    """Take the next free item and harvest its source; None when other workers have taken all."""
    del position
    return visit()
