"""The command that looks for what is wrong: watch; and how open alarms are shown."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from reportarchive.cli.frame import print_table, say
from reportarchive.errors import UsageError

if TYPE_CHECKING:
    from reportarchive.query import Result

COLUMNS = ("alarm", "subject", "said", "evidence", "since")


def watch(
    today: Annotated[
        str | None, typer.Option("--today", help="Look as on that day in China, 2026-04-12, instead of now.")
    ] = None,
    no_tell: Annotated[bool, typer.Option("--no-tell", help="Note what is found, and send no message.")] = False,
) -> None:
    """Look for what is wrong, note it as alarms, tell what is new, and print those that are open; 1 when any is."""
    from reportarchive.pipeline.watch import watch as look
    from reportarchive.settings import Settings

    watched = look(Settings.load(), _moment(today), tell=not no_tell)
    if watched.alarms.rows:
        print_alarms(watched.alarms)
        say()
    say(f"{watched.sentence()}.")
    if watched.alarms.rows:
        raise typer.Exit(1)


def print_alarms(alarms: Result) -> None:
    """Print open alarms as a table, each by its title."""
    from reportarchive.pipeline.watch.message import title_of

    rows = (dict(zip(alarms.columns, row, strict=True)) for row in alarms.rows)
    named = ("subject", "said", "evidence", "opened_at")
    print_table(COLUMNS, ((title_of(row["code"]), *(row[name] for name in named)) for row in rows))


def _moment(today: str | None) -> datetime:
    from reportarchive.pipeline.clock import SHANGHAI

    if today is None:
        return datetime.now(UTC)
    try:
        day = date.fromisoformat(today)
    except ValueError as error:
        raise UsageError(f"day {today!r} is not understood; write 2026-04-12") from error
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
