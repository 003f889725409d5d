"""Commands that keep the archive sound: reparse, verify, db."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003 - Typer reads it at run time
from typing import TYPE_CHECKING, Annotated

import typer

from reportarchive.cli.frame import (
    Divisions,
    Sources,
    Years,
    print_table,
    progress,
    read_part,
    read_scope,
    say,
    tell_problems,
)
from reportarchive.errors import UsageError

if TYPE_CHECKING:
    from reportarchive.model import Scope
    from reportarchive.pipeline.holdings import Holdings

db_app = typer.Typer(no_args_is_help=True, help="The database: bring its schema to this version, back it up.")


def reparse(
    years: Years = None,
    divisions: Divisions = None,
    sources: Sources = None,
    limit: Annotated[int | None, typer.Option("--limit", min=1, help="At most so many reports, by report_id.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show the effect on values; write nothing.")] = False,
    from_start: Annotated[
        bool, typer.Option("--from-start", help="Begin anew, where an interrupted reparse would go on.")
    ] = False,
    part: Annotated[
        str | None,
        typer.Option("--part", metavar="N/OF", help="One part of the reports, as 2/4, where machines share the work."),
    ] = None,
) -> None:
    """Read stored reports anew from their kept bytes, without network; an interrupted one goes on where it stood."""
    from reportarchive.pipeline.holdings import open_holdings
    from reportarchive.pipeline.keep.reparse import count_reports
    from reportarchive.pipeline.keep.reparse import reparse as reparse_scope
    from reportarchive.settings import Settings

    scope, chosen = read_scope(years, divisions, sources, limit=limit), read_part(part)
    if dry_run and part:
        raise UsageError("--dry-run shows the effect on all reports in scope; leave out --part")
    with open_holdings(Settings.load(), only_reading=dry_run) as holdings:
        if dry_run:
            _tell_effect(holdings, scope)
            return
        with progress("reading anew", count_reports(holdings, scope, chosen)) as advance:
            tally = reparse_scope(holdings, scope, part=chosen, from_start=from_start, progress=advance)
    say(f"{tally.sentence()}.")
    tell_problems(tally)


def _tell_effect(holdings: Holdings, scope: Scope) -> None:
    from reportarchive.pipeline.keep.effect import reparse_effect
    from reportarchive.pipeline.keep.reparse import count_reports

    with progress("reading anew", count_reports(holdings, scope)) as advance:
        effect = reparse_effect(holdings, scope, progress=advance)
    if effect.counts:
        rows = (
            (indicator or "(none)", kind, count, "; ".join(effect.examples[indicator, kind]))
            for (indicator, kind), count in sorted(effect.counts.items())
        )
        print_table(("indicator", "effect", "values", "examples"), rows)
        say()
    say(
        f"{effect.reports} reports read anew: {effect.differing} would get a new version, values of {effect.touched} "
        "would change. Nothing was written."
    )
    for problem in effect.problems:
        say(f"failed: {problem}")
    if effect.problems:
        raise typer.Exit(1)


def verify(
    sample: Annotated[int | None, typer.Option("--sample", min=1, help="Check only so many reports.")] = None,
    fingerprint: Annotated[
        bool, typer.Option("--fingerprint", help="Print the fingerprint of the archive's content and leave.")
    ] = False,
) -> None:
    """Check that the archive is what it says: hashes of bytes and texts, spans, trees, accounting, references."""
    from reportarchive.pipeline.keep.verify import check_holdings, fingerprint_of
    from reportarchive.settings import Settings

    settings = Settings.load()
    if fingerprint:
        say(fingerprint_of(settings))
        return
    with progress("checking") as advance:
        checked = check_holdings(settings, sample=sample, progress=advance)
    for finding in checked.findings:
        say(finding)
    if checked.orphans:
        say(f"{len(checked.orphans)} kept objects without a row, left by a killed process; `gc` removes them.")
    findings = len(checked.findings) or "no"
    say(f"{checked.reports} reports and {checked.objects} kept objects checked: {findings} findings.")
    if checked.findings:
        raise typer.Exit(1)


@db_app.command("upgrade")
def upgrade() -> None:
    """Make the database, or bring it to the schema of this version, and recreate the views."""
    from reportarchive.archive import Archive
    from reportarchive.settings import Settings

    with Archive.create(Settings.load().archive_url) as archive:
        _, revision = archive.upgrade()
    say(f"The database is at revision {revision}; its views were recreated.")


@db_app.command("backup")
def backup(
    file: Annotated[Path, typer.Argument(help="Where the copy goes; not into the archive's own folder, best of all.")],
    force: Annotated[bool, typer.Option("--force", help="Replace a file that is there already.")] = False,
) -> None:
    """Copy the database into one file while it is in use; for PostgreSQL, print the lines that do it and undo it.

    The kept bytes beside it are files that never change: copy the folder raw/ with any tool, after the database.
    """
    from reportarchive.archive import back_up, dump_line, restore_line
    from reportarchive.settings import Settings

    url = Settings.load().archive_url
    if url.startswith("sqlite"):
        size = back_up(url, file, force=force)
        say(f"{file}: {size / 1e6:.1f} MB, a whole archive; it is opened like any other.")
        return
    say(dump_line(url, file))
    say(f"# and back, into an empty database: {restore_line(url, file)}")
