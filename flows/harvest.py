"""The scheduled work: ask every source in scope, store what is new, say loudly what failed.

One task a source, with all its years; sources on one host wait for each other by the archive's host slots, so
threads cost no politeness. Whatever a task wrote before it failed stays, and its retry writes nothing twice.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State  # noqa: TC002 - see flows/__init__.py
from prefect.task_runners import ThreadPoolTaskRunner

from flows.scope import EVERYTHING, Scope
from flows.showing import Bar, show_run
from reportarchive.errors import ArchiveError
from reportarchive.pipeline.gather.harvest import open_harvester, remaining, sources_in_scope
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.pipeline.runs import recorded_run
from reportarchive.pipeline.tally import Tally
from reportarchive.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from prefect import Task
    from prefect.client.schemas.objects import TaskRun
    from prefect.futures import PrefectFuture

    from reportarchive.model import Source
    from reportarchive.pipeline.gather.harvest import Harvester

THREADS: Any = ThreadPoolTaskRunner(max_workers=16)
"""Most of them wait for a host; more would only crowd the database."""


@flow(
    name="harvest",
    flow_run_name="harvest {scope}",
    task_runner=THREADS,
    persist_result=False,
)
def harvest(scope: Scope = EVERYTHING) -> State[Tally]:
    """Find, fetch, keep, parse and store the reports in scope; fails when a source did, and keeps what it stored.

    Args:
        scope: What to ask; empty means every source that is not paused.
    """
    with open_holdings(Settings.load()) as holdings:
        sources = sources_in_scope(holdings, scope.to_model())
        with (
            recorded_run(holdings, "harvest", scope.to_model()) as run,
            open_harvester(run) as harvester,
            Bar("harvest", len(sources)) as bar,
        ):
            ask_all(harvester, sources, bar)
        return show_run(run)


def ask_all(harvester: Harvester, sources: Sequence[Source], bar: Bar) -> None:
    """Ask the sources at once, or one by one when the run may fetch only so many articles."""
    run = harvester.run
    left = run.scope.limit
    asked: list[tuple[Source, PrefectFuture[Any]]] = []
    for source in sources:
        if left == 0:
            break
        future = ask_source.submit(source.id, partial(visit_and_tell, harvester, source, left, bar))
        asked.append((source, future))
        if left is not None:
            outcome = future.result(raise_on_failure=False)
            left = remaining(left, outcome) if isinstance(outcome, Tally) else left
    for source, future in asked:
        ended: object = future.result(raise_on_failure=False)
        if not isinstance(ended, Tally):
            run.tallies.append(broken(source, ended))
            bar("")


def is_passing(task: Task[..., Tally], run: TaskRun, state: State[Tally]) -> bool:
    """Tell whether trying again may help: only a database that was away or busy comes back by itself."""
    del task, run
    return isinstance(state.result(raise_on_failure=False), ArchiveError)


@task(
    task_run_name="{source_id}",
    retries=2,
    retry_delay_seconds=[10, 60],
    retry_condition_fn=is_passing,
    cache_policy=NO_CACHE,
    persist_result=False,
)
def ask_source(source_id: str, visit: Callable[[], Tally]) -> Tally:
    """Visit one source, and return what it gave."""
    del source_id
    return visit()


def visit_and_tell(harvester: Harvester, source: Source, limit: int | None, bar: Bar) -> Tally:
    """Visit one source, say what it gave, and move the bar."""
    tally = harvester.visit(source, limit=limit)
    bar(f"{source.id}: {tally.sentence()}")
    return tally


def broken(source: Source, error: object) -> Tally:
    """Return the tally of a source whose task ended in an exception."""
    tally = Tally(source.id)
    tally.fail(f"{type(error).__name__}: {error}")
    return tally
