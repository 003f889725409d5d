"""Alarms: what the watchdog found wrong, from when to when, and whether somebody was told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from reportarchive.archive.migrations.refusal import refuse_downgrade

revision = "0009"
down_revision = "0008"
downgrade = refuse_downgrade

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
OPEN = sa.text("closed_at IS NULL")


def upgrade() -> None:
    """Create the table, empty: the next look of the watchdog fills it."""
    op.create_table(
        "alarm",
        sa.Column("alarm_id", KEY, primary_key=True),
        *(sa.Column(name, TEXT, nullable=False) for name in ("code", "subject", "opened_at", "last_seen_at")),
        sa.Column("closed_at", TEXT, nullable=True),
        *(sa.Column(name, TEXT, nullable=False) for name in ("said", "evidence")),
        sa.Column("told_at", TEXT, nullable=True),
        sa.Column("times_told", sa.Integer, nullable=False),
    )
    op.create_index(
        "uq_alarm_open", "alarm", ["code", "subject"], unique=True, sqlite_where=OPEN, postgresql_where=OPEN
    )
