"""The table of alarms: what was found wrong, from when to when, and whether somebody was told.

At most one alarm of a code and subject is open; one that comes again is a new row.
"""

from __future__ import annotations

from sqlalchemy import Column, Index, Table
from sqlalchemy import text as sql_text

from reportarchive.archive.schema.columns import KEY, int_column, text_column
from reportarchive.archive.schema.sources import metadata

alarm = Table(
    "alarm",
    metadata,
    Column("alarm_id", KEY, primary_key=True),
    text_column("code"),
    text_column("subject"),
    text_column("opened_at"),
    text_column("last_seen_at"),
    text_column("closed_at", null=True),
    text_column("said"),
    text_column("evidence"),
    text_column("told_at", null=True),
    int_column("times_told"),
)
OPEN = sql_text("closed_at IS NULL")
Index("uq_alarm_open", alarm.c.code, alarm.c.subject, unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
