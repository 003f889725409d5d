"""Validity of divisions, how a source is asked, why a host is closed, and what every listing row was decided to be.

Columns that rows stored before lack get the value that means "as before"; the next run fills in what the registry says.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from reportarchive.archive.migrations.refusal import refuse_downgrade

revision = "0003"
down_revision = "0002"
downgrade = refuse_downgrade

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add columns in place: the tables are referred to, and are never built anew."""
    op.add_column("division", sa.Column("first_year", sa.Integer, nullable=True))
    op.add_column("division", sa.Column("last_year", sa.Integer, nullable=True))
    op.add_column("division", sa.Column("successor", TEXT, nullable=True))
    op.add_column("division", sa.Column("former_names", TEXT, nullable=False, server_default="[]"))
    op.add_column("source", sa.Column("scheme", TEXT, nullable=False, server_default=""))
    # Written out, because SQLite takes a named check with a column only as part of its text.
    named = "CONSTRAINT ck_source_is_index CHECK (is_index IN (0, 1))"
    op.execute(f"ALTER TABLE source ADD COLUMN is_index INTEGER DEFAULT '0' NOT NULL {named}")
    op.add_column("host_slot", sa.Column("closed_for", TEXT, nullable=True))
    op.create_table(
        "candidate",
        sa.Column("source_id", TEXT, sa.ForeignKey("source.source_id"), primary_key=True),
        sa.Column("url", TEXT, primary_key=True),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("listed_on", TEXT, nullable=True),
        sa.Column("decision", TEXT, nullable=False),
        sa.Column("rule", TEXT, nullable=False),
        sa.Column("same_as", TEXT, nullable=True),
        sa.Column("fetch_id", KEY, sa.ForeignKey("fetch.fetch_id"), nullable=False),
        sa.Index(None, "decision"),
        sa.Index(None, "fetch_id"),
    )
