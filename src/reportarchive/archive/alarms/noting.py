"""One look for troubles, and the alarms noted from what it found: opened, seen again, closed.

A look asks and notes in one transaction, and looks take turns: of two at once the later one sees what the earlier has
noted, and never closes what it could not have known of. A killed look has noted nothing.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, insert, select, text, update

from reportarchive.archive.alarms.trouble import Trouble
from reportarchive.archive.alarms.workers import gone_workers
from reportarchive.archive.clock import time_after
from reportarchive.archive.schema import alarm

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from sqlalchemy import Connection

    from reportarchive.archive.alarms.trouble import Question

LOCK = 7_301_945  # any fixed number: two looks at one PostgreSQL database take turns
VISITS = "source_visit"
COMMENT = re.compile(r"^\s*--.*$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Noted:
    """What a look changed: how many alarms it opened, and how many it closed."""

    opened: int
    closed: int


def look(
    connection: Connection, questions: Iterable[Question], found: Iterable[Trouble], *, unjudged: Collection[str]
) -> Noted:
    """Ask every question, note what is wrong and what was `found` elsewhere, and close alarms without a cause.

    Alarms of the codes in `unjudged` stay as they are: this look could not have found them.
    """
    take_turn(connection)
    every = [*_asked(connection, questions), *gone_workers(connection), *found]
    return note(connection, every, unjudged=unjudged)


def note(connection: Connection, found: Iterable[Trouble], *, unjudged: Collection[str]) -> Noted:
    """Open an alarm for each trouble that has none, renew those that have, close the others but the `unjudged`."""
    take_turn(connection)
    now = time_after(connection, 0)
    troubles = {(one.code, one.subject): one for one in found}
    wanted = select(alarm.c.alarm_id, alarm.c.code, alarm.c.subject).where(alarm.c.closed_at.is_(None))
    held = {(row.code, row.subject): row.alarm_id for row in connection.execute(wanted)}
    for key, alarm_id in held.items():
        if key in troubles:
            one = troubles[key]
            values = {"last_seen_at": now, "said": one.said, "evidence": one.evidence}
            connection.execute(update(alarm).where(alarm.c.alarm_id == alarm_id).values(values))
    new = [one for key, one in troubles.items() if key not in held]
    if new:
        connection.execute(insert(alarm), [_row(one, now) for one in new])
    over = [number for key, number in held.items() if key not in troubles and key[0] not in unjudged]
    if over:
        closing = update(alarm).where(alarm.c.alarm_id == bindparam("number")).values(closed_at=now)
        connection.execute(closing, [{"number": number} for number in over])
    return Noted(len(new), len(over))


def take_turn(connection: Connection) -> None:
    """Wait until nobody else looks or tells; on SQLite the one writer has the turn already."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK})")


def _row(one: Trouble, now: str) -> dict[str, Any]:
    said = {"code": one.code, "subject": one.subject, "said": one.said, "evidence": one.evidence}
    return said | {"opened_at": now, "last_seen_at": now, "times_told": 0}


def _asked(connection: Connection, questions: Iterable[Question]) -> Iterator[Trouble]:
    with _visits_at_hand(connection):
        for one in questions:
            # Without its header, which names its parameters as the query does.
            for row in connection.execute(text(COMMENT.sub("", one.sql)), dict(one.given)):
                yield Trouble(one.code, row.subject, row.said, row.evidence)


@contextmanager
def _visits_at_hand(connection: Connection) -> Iterator[None]:
    """Work out the view that most questions begin with once and not for each, under its own name.

    What stands in the schema of temporary tables is found first. Where a look fails, the table goes with the rest.
    """
    is_sqlite = connection.dialect.name == "sqlite"
    schemas = ("temp", "main.") if is_sqlite else ("pg_temp", "")
    connection.exec_driver_sql(f"CREATE TEMP TABLE {VISITS} AS SELECT * FROM {schemas[1]}{VISITS}")  # noqa: S608 - ours
    connection.exec_driver_sql(f"ANALYZE {schemas[0]}.{VISITS}")
    yield
    connection.exec_driver_sql(f"DROP TABLE {schemas[0]}.{VISITS}")
