"""Passages: what sections are to a search, kept once per report; `db upgrade` fills them with the index on them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from reportarchive.archive.migrations.refusal import refuse_downgrade

revision = "0005"
down_revision = "0004"
downgrade = refuse_downgrade

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
PAST = sa.text("is_current = 0")


def upgrade() -> None:
    """Create the table, and add its key to sections in place: they are referred to, and are never built anew."""
    op.create_table(
        "passage",
        sa.Column("passage_id", KEY, primary_key=True),
        sa.Column("report_id", TEXT, sa.ForeignKey("report.report_id"), nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("digest", TEXT, nullable=False),
        sa.Column("nth", sa.Integer, nullable=False),
        sa.Column(
            "is_current", sa.Integer, sa.CheckConstraint("is_current IN (0, 1)", name="is_current"), nullable=False
        ),
        sa.UniqueConstraint("report_id", "role", "digest", "nth"),
    )
    op.create_index("ix_passage_past", "passage", ["passage_id"], sqlite_where=PAST, postgresql_where=PAST)
    op.add_column("section", sa.Column("passage_id", KEY, nullable=True))
    op.create_index("ix_section_passage_id", "section", ["passage_id"])
