"""The deadline ledger of the day: who owes a report, who is late, and on what evidence."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from prefect import flow, runtime, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State  # noqa: TC002 - see flows/__init__.py

from flows.scope import Year  # noqa: TC001 - see flows/__init__.py
from flows.showing import show
from reportarchive.pipeline.answer.ledger import read_ledger
from reportarchive.settings import Settings

if TYPE_CHECKING:
    from reportarchive.query import Result

SHOWN = ("division_code", "division_name", "year", "state", "days_late", "published_on", "evidence")


def run_name() -> str:
    """Return the name of this run, from its parameters."""
    return f"coverage {runtime.flow_run.parameters['year'] or 'of all years'}"


@flow(name="coverage", flow_run_name=run_name, persist_result=False)
def coverage(
    year: Year | None = None,
) -> State[None]:
    """Write the ledger as a table, with how many are in which state; a late government is no failure of ours.

    Args:
        year: Only the reports on this year; empty means all.
    """
    ledger = ledger_of_today(year)
    rows = [dict(zip(ledger.columns, row, strict=True)) for row in ledger.rows]
    states = Counter(row["state"] for row in rows)
    said = ", ".join(f"{count} {state}" for state, count in states.most_common()) or "nobody owes a report"
    table = [{name: row[name] for name in SHOWN} for row in rows]
    return show("coverage", table, [f"# Coverage: {said}"], failed=False, said=said)


@task(cache_policy=NO_CACHE, persist_result=False)
def ledger_of_today(year: int | None) -> Result:
    """Return the ledger as of today in China."""
    return read_ledger(Settings.load(), year=year)
