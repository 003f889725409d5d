"""Totals and claims: what follows from the numbers of a version; `db upgrade` fills both tables."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from reportarchive.archive.migrations.refusal import refuse_downgrade

revision = "0006"
down_revision = "0005"
downgrade = refuse_downgrade

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Create the two tables, empty."""
    op.create_table(
        "total",
        sa.Column("version_id", KEY, sa.ForeignKey("report_version.version_id"), primary_key=True),
        sa.Column("indicator", TEXT, primary_key=True),
        sa.Column("unit", TEXT, primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("values_stated", sa.Integer, nullable=False),
        sa.Column("tolerance", sa.Double, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_total_indicator_version_id", "total", ["indicator", "version_id"])
    op.create_table(
        "claim",
        sa.Column("version_id", KEY, sa.ForeignKey("report_version.version_id"), primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("kind", TEXT, primary_key=True),
        sa.Column("indicator", TEXT, nullable=True),
        sa.Column("other_seq", sa.Integer, nullable=True),
        sa.Column("claimed", sa.Double, nullable=False),
        *(sa.Column(name, sa.Double, nullable=True) for name in ("tolerance", "other_tolerance")),
        sa.Column("reading", TEXT, nullable=True),
        sa.Column("most", sa.Double, nullable=True),
        sa.Column("obstacle", TEXT, nullable=True),
        sa.Column("holds", sa.Integer, nullable=True),
        sa.Column("is_plain", sa.Integer, sa.CheckConstraint("is_plain IN (0, 1)", name="is_plain"), nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_claim_indicator_version_id", "claim", ["indicator", "version_id"])
