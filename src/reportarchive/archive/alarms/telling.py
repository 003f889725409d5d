"""Which alarms people are to be told of, who tells them at present, and that they were told.

One process tells at a time: it holds the right for a while, by the database's clock, and loses it when it ends. What
was not told to the end is told by the next one: an alarm may be told twice after a kill, and never not at all.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import and_, delete, or_, select, update

from reportarchive.archive.alarms.noting import take_turn
from reportarchive.archive.clock import time_after
from reportarchive.archive.engine import to_json
from reportarchive.archive.inserts import upsert
from reportarchive.archive.schema import alarm, meta
from reportarchive.archive.work.holders import holder_name, is_gone

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import ColumnElement, Connection

TELLER = "alarm_teller"
TELLING_SECONDS = 300.0
"""How long one process may take to send a message; a request of it is given up long before."""
FORGOTTEN_SECONDS = 7 * 86400.0
"""An alarm that was over before anybody could be told is not told of any more after a week."""


@dataclass(frozen=True, slots=True)
class Alarm:
    """One alarm as noted; `closed_at` is None while it is open."""

    alarm_id: int
    code: str
    subject: str
    opened_at: str
    last_seen_at: str
    closed_at: str | None
    said: str
    evidence: str
    told_at: str | None
    times_told: int


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be told in one message: alarms opened and not told yet, over since, and open for long."""

    opened: tuple[Alarm, ...]
    closed: tuple[Alarm, ...]
    reminded: tuple[Alarm, ...]

    @property
    def alarms(self) -> tuple[Alarm, ...]:
        """All of them."""
        return (*self.opened, *self.closed, *self.reminded)


def claim_telling(connection: Connection, *, remind_seconds: float, untold: Collection[str]) -> Due | None:
    """Return what is to be told, and hold the right to tell it; None when there is nothing, or somebody is telling.

    All open ones are told again once one of them was told last before `remind_seconds`. Alarms of the codes in `untold`
    are never told of.
    """
    take_turn(connection)
    if _is_told_by_another(connection):
        return None
    due = _due(connection, remind_seconds, untold)
    if not due.alarms:
        return None
    held = {"until": time_after(connection, TELLING_SECONDS), "holder": holder_name(TELLER)}
    upsert(connection, meta, ("name",), [{"name": TELLER, "value": to_json(held)}])
    return due


def finish_telling(connection: Connection, told: Sequence[Alarm]) -> None:
    """Note that people were told of these alarms (of none, when it failed), and give the right to tell back."""
    take_turn(connection)
    if told:
        now = time_after(connection, 0)
        values = {"told_at": now, "times_told": alarm.c.times_told + 1}
        ids = [one.alarm_id for one in told]
        connection.execute(update(alarm).where(alarm.c.alarm_id.in_(ids)).values(values))
    connection.execute(delete(meta).where(meta.c.name == TELLER))


def _is_told_by_another(connection: Connection) -> bool:
    value = connection.execute(select(meta.c.value).where(meta.c.name == TELLER)).scalar()
    if value is None:
        return False
    held: dict[str, str] = json.loads(value)
    # A time further ahead than any is set was noted before the clock was set back.
    now, latest = time_after(connection, 0), time_after(connection, TELLING_SECONDS)
    return now <= held["until"] <= latest and not is_gone(held["holder"])


def _due(connection: Connection, remind_seconds: float, untold: Collection[str]) -> Due:
    told, is_open = alarm.c.code.not_in(list(untold)), alarm.c.closed_at.is_(None)
    forgotten, remind = time_after(connection, -FORGOTTEN_SECONDS), time_after(connection, -remind_seconds)
    is_over = or_(alarm.c.told_at <= alarm.c.closed_at, and_(alarm.c.told_at.is_(None), alarm.c.closed_at >= forgotten))
    opened = _alarms(connection, told, is_open, alarm.c.told_at.is_(None))
    closed = _alarms(connection, told, is_over)
    known = _alarms(connection, told, is_open, alarm.c.told_at.is_not(None))
    is_due = any(one.told_at is not None and one.told_at <= remind for one in known)
    return Due(opened, closed, known if is_due else ())


def _alarms(connection: Connection, *where: ColumnElement[bool]) -> tuple[Alarm, ...]:
    wanted = select(alarm).where(*where).order_by(alarm.c.opened_at, alarm.c.code, alarm.c.subject)
    rows: Any = connection.execute(wanted).mappings()
    return tuple(Alarm(**row) for row in rows)
