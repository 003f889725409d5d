"""The application: every command by its stable name, and errors turned into one line and exit status 2."""

from __future__ import annotations

import io
import os
import sys
from typing import Annotated

import typer

from reportarchive import __version__
from reportarchive.cli import (
    ask,
    bodies,
    browse,
    compare,
    correct,
    demonstrate,
    files,
    gather,
    keep,
    search,
    show,
    watch,
)
from reportarchive.cli.frame import printable
from reportarchive.errors import ReportArchiveError

HELP = """The archive of China's rule-of-law annual reports (法治政府建设年度情况报告): found, fetched, kept, parsed
and stored so that every number shows the very characters it came from.

Try `reportarchive demo` first: it needs no set-up and no internet.

Exit status: 0 done; 1 finished, but something failed and is listed; 2 bad usage or input.
"""

app = typer.Typer(
    help=HELP, no_args_is_help=True, pretty_exceptions_enable=False, add_completion=False, rich_markup_mode=None
)


def _print_version(wanted: bool) -> None:  # noqa: FBT001 - the shape Typer calls
    if wanted:
        typer.echo(f"reportarchive {__version__}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and leave.")
    ] = False,
) -> None:
    pass


app.command("demo")(demonstrate.demo)
app.command("plan")(gather.plan)
app.command("ingest")(gather.ingest)
app.command("backfill")(gather.backfill)
app.add_typer(gather.sources_app, name="sources")
app.command("import")(files.import_report)
app.command("parse")(files.parse)
app.command("reparse")(keep.reparse)
app.command("correct")(correct.correct)
app.command("show")(show.show)
app.command("raw")(bodies.raw)
app.command("diff")(compare.diff)
app.command("query")(ask.query)
app.command("search", context_settings={"ignore_unknown_options": True})(search.search)  # -word excludes a word
app.command("browse")(browse.browse)
app.command("coverage")(ask.coverage)
app.command("status")(ask.status)
app.command("watch")(watch.watch)
app.command("verify")(keep.verify)
app.command("gc")(bodies.gc)
app.command("export")(bodies.export)
app.add_typer(keep.db_app, name="db")


def main() -> None:
    """Run a command; a user's error becomes one line on standard error and exit status 2."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without Chinese gets escapes, no traceback
    try:
        app()
    except ReportArchiveError as error:
        sys.stderr.write(f"reportarchive: {printable(str(error))}\n")
        sys.exit(2)
    except BrokenPipeError:
        # The reader of a pipe went away (head): nothing is wrong, and nothing more can be written.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
