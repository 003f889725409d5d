"""Commands that ask: plan, ingest, backfill, sources."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from reportarchive.cli.frame import (
    Divisions,
    Limit,
    OnlyFailed,
    Sources,
    Years,
    err,
    plain,
    print_table,
    progress,
    read_scope,
    say,
    tell_problems,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from reportarchive.model import ListingAddress, Scope
    from reportarchive.pipeline.gather.planning import PlannedSource
    from reportarchive.pipeline.tally import Tally

sources_app = typer.Typer(no_args_is_help=True, help="Who publishes where: list, check, try and verify sources.")


def plan(
    years: Years = None,
    divisions: Divisions = None,
    sources: Sources = None,
    only_failed: OnlyFailed = False,
    probe: Annotated[
        bool,
        typer.Option(
            "--probe", help="Read robots.txt and the listings, no article, and note what a backfill will ask."
        ),
    ] = False,
) -> None:
    """Say what an ingest or backfill would ask, at what pace, without asking anything, unless with --probe."""
    from reportarchive.pipeline.gather import planning
    from reportarchive.pipeline.holdings import open_holdings
    from reportarchive.settings import Settings

    scope = read_scope(years, divisions, sources, only_failed=only_failed)
    with open_holdings(Settings.load()) as holdings:
        if probe:
            with progress("reading listings", len(planning.plan(holdings, scope))) as advance:
                planned = planning.probe(holdings, scope, progress=advance)
        else:
            planned = planning.plan(holdings, scope)
        pause = holdings.settings.pause_seconds
    _show_plan(planned, pause)
    unknown = [one for one in planned if one.unknown_since]
    for one in unknown:
        err.print(plain(f"unknown: {one.source_id}: {one.unknown_since}"))
    if unknown:
        raise typer.Exit(1)


def _show_plan(planned: Sequence[PlannedSource], pause: float) -> None:
    from reportarchive.pipeline.gather.planning import shown

    columns = ("source", "issuer", "host", "listings", "stored", "listing pages", "articles", "requests")
    print_table(
        (*columns, "not asked because"),
        (
            (
                one.source_id,
                one.issuer,
                " ".join(one.hosts),
                one.listings,
                one.stored,
                *(("", "", "0") if one.why_not else (shown(one.pages), shown(one.articles), one.requests)),
                one.why_not,
            )
            for one in planned
        ),
    )
    asked = [one for one in planned if not one.why_not]
    hosts = {host for one in asked for host in one.hosts}
    # Each source counts the robots.txt of its hosts; sources that share a host share its answer.
    requests = len(hosts) + sum(one.at_least - len(one.hosts) for one in asked)
    is_known = all(one.articles is not None for one in asked)
    say()
    say(
        f"{len(asked)} of {len(planned)} sources on {len(hosts)} hosts,"
        f"{'' if is_known else ' at least'} {requests} requests."
    )
    until = "" if is_known else "; pages of listings and new articles are unknown until asked"
    say(f"One request a host at a time, {pause:g} s apart{until}.")


def ingest(
    years: Years = None,
    divisions: Divisions = None,
    sources: Sources = None,
    only_failed: OnlyFailed = False,
    limit: Limit = None,
) -> None:
    """Harvest by hand what the schedule harvests: find, fetch, keep, parse and store the reports in scope."""
    from reportarchive.pipeline.gather.harvest import harvest

    _ask(harvest, "harvesting", read_scope(years, divisions, sources, only_failed=only_failed, limit=limit))


def backfill(
    years: Years = None,
    divisions: Divisions = None,
    sources: Sources = None,
    only_failed: OnlyFailed = False,
    limit: Limit = None,
) -> None:
    """Harvest history as work items, one a source: stop it anywhere, and the same command goes on from there."""
    from reportarchive.pipeline.gather.backfill import backfill as backfill_scope

    _ask(backfill_scope, "backfilling", read_scope(years, divisions, sources, only_failed=only_failed, limit=limit))


def _ask(work: Callable[..., Tally], title: str, scope: Scope) -> None:
    """Do the work on every source in scope with progress, and tell what it did."""
    from reportarchive.pipeline.gather.harvest import sources_in_scope
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
                "\n".join(map(_shown, source.listings)),
                source.paused,
            )
            for source in chosen
        ),
    )
    say()
    say(f"{len(chosen)} sources.")


def _shown(listing: ListingAddress) -> str:
    days = f" ({listing.opened or ''}..{listing.closed or ''})" if listing.opened or listing.closed else ""
    return listing.url + days


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


@sources_app.command("try")
def try_source(
    url: Annotated[str, typer.Argument(help="Address of a listing page, an index or an article.")],
    source: Annotated[
        str | None, typer.Option("--source", help="Read it as this source's; found by itself else.")
    ] = None,
) -> None:
    """Take one page through all stages and show what each makes of it; nothing is stored."""
    from reportarchive.pipeline.gather.trial import try_address
    from reportarchive.settings import Settings

    is_well = True
    for stage in try_address(Settings.load(), url, source_id=source):
        is_well = is_well and stage.is_well
        say(f"{stage.name}: {'' if stage.is_well else 'stopped here. '}{stage.lines[0]}")
        for line in stage.lines[1:]:
            say(f"  {line}")
    if not is_well:
        raise typer.Exit(1)


@sources_app.command("verify")
def verify_source(source_id: Annotated[str, typer.Argument(metavar="ID", help="Id of the source.")]) -> None:
    """Mark a source as verified after a good harvest, so that a report it does not list can be called missing."""
    from reportarchive.pipeline.gather.verification import verify_source as verify
    from reportarchive.settings import Settings

    evidence, path = verify(Settings.load(), source_id)
    for line in evidence:
        say(line)
    say(f"verified = true written for {source_id} in {path}")
