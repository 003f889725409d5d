"""Stored reports read anew from their kept bytes, without network: what a new version of the rules is rolled out by."""

from __future__ import annotations

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State  # noqa: TC002 - see flows/__init__.py

from flows.scope import ALL_STORED, StoredScope
from flows.showing import say, show_tallies
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.pipeline.keep.reparse import reparse as reparse_scope
from reportarchive.pipeline.tally import Tally  # noqa: TC001 - see flows/__init__.py
from reportarchive.settings import Settings


@flow(name="reparse", flow_run_name="reparse {scope}", persist_result=False)
def reparse(scope: StoredScope = ALL_STORED) -> State[Tally]:
    """Read the stored reports in scope anew and store what comes out different; look at the dry run first.

    Args:
        scope: Which stored reports; empty means all of them.
    """
    return show_tallies("reparse", [read_anew(scope)])


@task(task_run_name="{scope}", cache_policy=NO_CACHE, persist_result=False)
def read_anew(scope: StoredScope) -> Tally:
    """Read anew, on all cores."""
    with open_holdings(Settings.load()) as holdings:
        tally = reparse_scope(holdings, scope.to_model())
    say(tally.sentence())
    return tally
