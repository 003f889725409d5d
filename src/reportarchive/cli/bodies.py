"""Commands on the bytes as received: raw, gc, export."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from reportarchive.cli.frame import Divisions, Sources, Years, err, plain, progress, read_scope, say
from reportarchive.errors import UsageError

STANDARD_OUTPUT = Path("-")


class ExportFormat(StrEnum):
    """What an export is written as."""

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

    if output == STANDARD_OUTPUT and sys.stdout.isatty():
        raise UsageError("these bytes do not go to a terminal; name a file, or send standard output into a pipe")
    body = report_bytes(Settings.load(), report, version_no=version)
    if output == STANDARD_OUTPUT:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
        return
    try:
        with output.open("wb" if force else "xb") as file:
            file.write(body)
    except FileExistsError:
        raise UsageError(f"{output} is there already; name another file, or give --force") from None
    except OSError as error:
        raise UsageError(f"{output} cannot be written: {error.strerror}") from error
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
    form: Annotated[ExportFormat, typer.Option("--format", help="warc: web archive files with all requests.")],
    years: Years = None,
    divisions: Divisions = None,
    sources: Sources = None,
    force: Annotated[bool, typer.Option("--force", help="Replace the files of an earlier export there.")] = False,
) -> None:
    """Write what was received into files for other programs."""
    from reportarchive.pipeline.keep.export import export_warc
    from reportarchive.settings import Settings

    scope = read_scope(years, divisions, sources)
    with progress(f"writing {form.value}") as advance:
        written = export_warc(Settings.load(), scope, folder, replace=force, progress=advance)
    said = f"{len(written.files)} files with {written.records} records, {written.revisits} of them revisits"
    say(f"{said}; {written.unanswered} requests got no answer and are no records.")
    for problem in written.problems:
        err.print(plain(f"failed: {problem}"))
    if written.problems:
        raise typer.Exit(1)
