"""Commands on the bytes as received: raw, gc, export."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path  # noqa: TC003 - Typer reads it
from typing import TYPE_CHECKING, Annotated

import typer

from reportarchive.cli.frame import (
    STANDARD_OUTPUT,
    Divisions,
    Sources,
    Years,
    err,
    plain,
    progress,
    read_scope,
    refuse_terminal,
    say,
    write_bytes,
)
from reportarchive.errors import UsageError

if TYPE_CHECKING:
    from reportarchive.model import Scope


class ExportFormat(StrEnum):
    """What an export is written as."""

    TABLES = "tables"
    WARC = "warc"


def raw(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="A report_id, a URL, or 110107/2023.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="A file, or - for standard output.")],
    version: Annotated[
        int | None, typer.Option("--version", min=1, help="An earlier version by its number; the current one else.")
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite the file if it is there.")] = False,
) -> None:
    """Write the bytes that a report was read from, as they were received; their hash is checked."""
    from reportarchive.pipeline.keep.kept import report_bytes
    from reportarchive.settings import Settings

    refuse_terminal(output)
    body = report_bytes(Settings.load(), report, version_no=version)
    write_bytes(output, body, force=force)
    if output != STANDARD_OUTPUT:
        say(f"{output}: {len(body)} bytes.")


def gc(
    dry_run: Annotated[bool, typer.Option("--dry-run", help="List what would go; remove nothing.")] = False,
    older_than: Annotated[
        str, typer.Option("--older-than", help="Leave what is younger: 30m, 12h, 8d. A running harvest needs it.")
    ] = "1d",
) -> None:
    """Remove kept objects that no request refers to, and temporary files that a killed process left."""
    from reportarchive.pipeline.answer.status import read_age
    from reportarchive.pipeline.keep.garbage import sweep
    from reportarchive.settings import Settings

    age, files, size = read_age(older_than), 0, 0
    with progress("looking at kept objects") as advance:
        for entry in sweep(Settings.load(), older_than=age, is_dry_run=dry_run, progress=advance):
            files, size = files + 1, size + entry.size
            if dry_run:
                say(f"{entry.name}  {entry.size} bytes")
    did = "would be removed; nothing was" if dry_run else "removed"
    say(f"{files} files of {size} bytes without a row, older than {older_than}: {did}.")


def export(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="An empty folder, or one to be made.")],
    form: Annotated[
        ExportFormat,
        typer.Option(
            "--format", help="tables: all views as Parquet, CSV and SQLite; warc: all requests as web archive."
        ),
    ] = ExportFormat.TABLES,
    years: Years = None,
    divisions: Divisions = None,
    sources: Sources = None,
    charts: Annotated[
        bool,
        typer.Option(
            "--charts",
            help="With tables: also charts/INDICATOR.svg, between places, and INDICATOR-years.svg, through the years.",
        ),
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace the files of an earlier export there.")] = False,
) -> None:
    """Write what the archive holds, as tables, or what was received, as WARC, for other programs."""
    scope = read_scope(years, divisions, sources)
    if form is ExportFormat.TABLES:
        _export_tables(scope, folder, force=force, charts=charts)
    elif charts:
        raise UsageError("charts go with tables; leave out --charts, or --format warc")
    else:
        _export_warc(scope, folder, force=force)


def _export_tables(scope: Scope, folder: Path, *, force: bool, charts: bool) -> None:
    from reportarchive.pipeline.keep.export import export_tables
    from reportarchive.settings import Settings

    with progress("writing tables") as advance:
        done = export_tables(Settings.load(), scope, folder, replace=force, charts=charts, progress=advance)
    size = sum(one.bytes for one in done.files)
    say(f"{len(done.files)} files of {size} bytes, told with their hashes in {folder / 'manifest.json'}.")
    if done.left_out:
        say(f"Left out, being of no place and year: {', '.join(done.left_out)}.")
    say(f"Cite as: {done.citation}")


def _export_warc(scope: Scope, folder: Path, *, force: bool) -> None:
    from reportarchive.pipeline.keep.export import export_warc
    from reportarchive.settings import Settings

    with progress("writing warc") as advance:
        written = export_warc(Settings.load(), scope, folder, replace=force, progress=advance)
    said = f"{len(written.files)} files with {written.records} records, {written.revisits} of them revisits"
    say(f"{said}; {written.unanswered} requests got no answer and are no records.")
    for problem in written.problems:
        err.print(plain(f"failed: {problem}"))
    if written.problems:
        raise typer.Exit(1)
