"""Stored reports read anew from their kept bytes, without network: what a new version of the rules is rolled out by.

Reading takes processors, not time to wait for a site: a run reads on all cores of its machine. In parts, it is a run
of the same pool for each part, which other machines' workers take.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, cast

from prefect import flow, runtime, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State  # noqa: TC002 - see flows/__init__.py
from prefect.deployments import run_deployment
from prefect.task_runners import ThreadPoolTaskRunner
from pydantic import Field

from flows.scope import ALL_STORED, StoredScope
from flows.showing import Bar, say, show, show_tallies
from reportarchive.errors import UsageError
from reportarchive.model import WHOLE, Part
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.pipeline.keep.reparse import count_reports
from reportarchive.pipeline.keep.reparse import reparse as reparse_scope
from reportarchive.pipeline.tally import Tally  # noqa: TC001 - see flows/__init__.py
from reportarchive.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prefect.client.schemas.objects import FlowRun

MOST_PARTS = 64
LOOK_SECONDS = 5.0  # between two looks at the run of a part

Parts = Annotated[int, Field(ge=1, le=MOST_PARTS)]
THREADS: Any = ThreadPoolTaskRunner(max_workers=MOST_PARTS)


def run_name() -> str:
    """Return the name of this run, from its parameters."""
    given = runtime.flow_run.parameters
    part, parts = given["part"], given["parts"]
    split = f", part {part} of {parts}" if part else f" in {parts} parts" if parts > 1 else ""
    return f"reparse {given['scope']}{split}"


@flow(name="reparse", flow_run_name=run_name, task_runner=THREADS, persist_result=False)
def reparse(scope: StoredScope = ALL_STORED, parts: Parts = 1, part: Parts | None = None) -> State[Any]:
    """Read the stored reports in scope anew and store what comes out different; look at the dry run first.

    Args:
        scope: Which stored reports; empty means all of them.
        parts: In so many parts, each a run of its own that any worker may take, so that machines share the work. The
            run that starts them waits for them: where a worker has a limit of runs, leave room for one more.
        part: Only this part of them; empty starts a run for each.
    """
    if part is not None and part > parts:
        raise UsageError(f"there is no part {part} of {parts}")
    if part is not None or parts == 1:
        return show_tallies("reparse", [read_anew(scope, Part(part or 1, parts))])
    if not runtime.deployment.id:
        raise UsageError("parts are runs of the deployment; start it there, or leave them out")
    begun = [run_part.submit(scope, number, parts) for number in range(1, parts + 1)]
    return show_parts([future.result() for future in begun])


@task(task_run_name="{scope} {part}", cache_policy=NO_CACHE, persist_result=False)
def read_anew(scope: StoredScope, part: Part = WHOLE) -> Tally:
    """Read anew, on all cores."""
    with open_holdings(Settings.load()) as holdings:
        wanted = scope.to_model()
        reports = count_reports(holdings, wanted, part)
        with Bar("reparse", reports, of="reports") as bar:
            tally = reparse_scope(holdings, wanted, part=part, progress=lambda _: bar(""))
            bar("", reports)  # those done before an interruption are not told one by one
    say(tally.sentence())
    return tally


@task(task_run_name="part {part} of {parts}", cache_policy=NO_CACHE, persist_result=False)
def run_part(scope: StoredScope, part: int, parts: int) -> FlowRun:
    """Start the run of a part, wait for its end, and return it."""
    given = {"scope": scope.model_dump(mode="json"), "parts": parts, "part": part}
    run: Any = run_deployment(runtime.deployment.id, parameters=given, poll_interval=LOOK_SECONDS)
    return cast("FlowRun", run)


def show_parts(runs: Sequence[FlowRun]) -> State[Any]:
    """Show how each part ended; the run fails when one did, and the same run again goes on where each part stood."""
    rows = [
        {"part": place, "run": run.name, "ended": run.state_name, "said": run.state.message if run.state else ""}
        for place, run in enumerate(runs, 1)
    ]
    failed = [row for row in rows if row["ended"] != "Completed"]
    said = f"{len(rows)} parts" + (f", {len(failed)} failed" if failed else "")
    lines = [f"# reparse: {said}", "", *(f"- part {row['part']}: {row['ended']}, {row['said']}" for row in rows)]
    return show("reparse", rows, lines, failed=bool(failed), said=said)
