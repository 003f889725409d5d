"""Commands that ask: plan, ingest, backfill, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from reportarchive.cli.frame import (
    Divisions,
    Limit,
    OnlyFailed,
    Sources,
    Years,
    print_table,
    progress,
    read_scope,
    say,
    tell_problems,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from reportarchive.model import Scope
    from reportarchive.pipeline.tally import Tally

sources_app = typer.Typer(no_args_is_help=True, help="Who publishes where: list and check the source registry.")


def plan(
    years: Years = None,
    divisions: Divisions = None,
    sources: Sources = None,
    only_failed: OnlyFailed = False,
) -> None:
    """Say what an ingest or backfill would ask, at what pace, without asking anything."""
    from reportarchive.pipeline.backfill import plan as plan_scope
    from reportarchive.pipeline.holdings import open_holdings
    from reportarchive.settings import Settings

    scope = read_scope(years, divisions, sources, only_failed=only_failed)
    with open_holdings(Settings.load()) as holdings:
        planned = plan_scope(holdings, scope)
        pause = holdings.settings.pause_seconds
    print_table(
        ("source", "issuer", "host", "listings", "stored", "requests", "not asked because"),
        (
            (
                one.source_id,
                one.issuer,
                " ".join(one.hosts),
                one.listings,
                one.stored,
                f"{one.at_least}+" if one.at_least else "0",
                one.why_not,
            )
            for one in planned
        ),
    )
    asked = [one for one in planned if not one.why_not]
    requests, hosts = sum(one.at_least for one in asked), {host for one in asked for host in one.hosts}
    say()
    say(f"{len(asked)} of {len(planned)} sources on {len(hosts)} hosts, at least {requests} requests.")
    say(f"One request a host at a time, {pause:g} s apart; further pages and new articles are unknown until asked.")


def ingest(
    years: Years = None,
    divisions: Divisions = None,
    sources: Sources = None,
    only_failed: OnlyFailed = False,
    limit: Limit = None,
) -> None:
    """Harvest by hand what the schedule harvests: find, fetch, keep, parse and store the reports in scope."""
    from reportarchive.pipeline.harvest import harvest

    _ask(harvest, "harvesting", read_scope(years, divisions, sources, only_failed=only_failed, limit=limit))


def backfill(
    years: Years = None,
    divisions: Divisions = None,
    sources: Sources = None,
    only_failed: OnlyFailed = False,
    limit: Limit = None,
) -> None:
    """Harvest history as work items, one a source: stop it anywhere, and the same command goes on from there."""
    from reportarchive.pipeline.backfill import backfill as backfill_scope

    _ask(backfill_scope, "backfilling", read_scope(years, divisions, sources, only_failed=only_failed, limit=limit))


def _ask(work: Callable[..., Tally], title: str, scope: Scope) -> None:
    """Do the work on every source in scope with progress, and tell what it did."""
    from reportarchive.pipeline.harvest import sources_in_scope
    from reportarchive.pipeline.holdings import open_holdings
    from reportarchive.settings import Settings

    with open_holdings(Settings.load()) as holdings:
        steps = len(sources_in_scope(holdings, scope))
        with progress(title, steps) as advance:
            tally = work(holdings, scope, progress=advance)
    say(f"{steps} sources: {tally.sentence()}.")
    tell_problems(tally)


@sources_app.command("list")
def list_sources(divisions: Divisions = None) -> None:
    """List the sources: id, place, family, listings, and why one is not asked."""
    from reportarchive.registry import load_registry
    from reportarchive.settings import Settings

    settings = Settings.load()
    registry = load_registry(settings.sources, only=settings.sources_only)
    chosen = registry.select(read_scope(divisions=divisions))
    print_table(
        ("id", "division", "issuer", "family", "verified", "listings", "paused"),
        (
            (
                source.id,
                source.division,
                source.issuer,
                source.family,
                "yes" if source.verified else "no",
                "\n".join(source.listing_urls),
                source.paused,
            )
            for source in chosen
        ),
    )
    say()
    say(f"{len(chosen)} sources.")


@sources_app.command("check")
def check_sources() -> None:
    """Validate the registry: codes, families, hosts, duplicates, overlapping listings."""
    from reportarchive.registry import check_registry, load_registry
    from reportarchive.settings import Settings

    settings = Settings.load()
    registry = load_registry(settings.sources, only=settings.sources_only)
    problems = check_registry(registry)
    for problem in problems:
        say(problem)
    say(f"{len(registry.sources)} sources, {len(registry.divisions)} divisions: {len(problems) or 'no'} problems.")
    if problems:
        raise typer.Exit(1)
