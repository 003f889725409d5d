"""One lease a source for all kinds of work, and what was planned and done of a work item.

Leases used to be columns of work items alone, which a harvest never saw. Items that ran under one are pending again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from reportarchive.archive.migrations.refusal import refuse_downgrade

revision = "0007"
down_revision = "0006"
downgrade = refuse_downgrade

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")

TIMES = ("planned_at", "started_at", "finished_at")
COUNTS = (
    *("listings_planned", "articles_planned", "listings_asked", "articles_asked"),
    *("reports_new", "reports_changed", "reports_unchanged", "reports_kept", "rows_refused", "failures"),
)


def upgrade() -> None:
    """Create the leases, and add in place; what was counted of items done before is not known."""
    op.create_table(
        "source_lease",
        sa.Column("source_id", TEXT, sa.ForeignKey("source.source_id"), primary_key=True),
        sa.Column("owner", TEXT, nullable=False),
        sa.Column("lease_until", TEXT, nullable=False),
    )
    for name in TIMES:
        op.add_column("work_item", sa.Column(name, TEXT, nullable=True))
    for name in COUNTS:
        op.add_column("work_item", sa.Column(name, sa.Integer, nullable=True))
    op.execute("UPDATE work_item SET state = 'pending', owner = NULL WHERE state = 'running'")
    op.execute("ALTER TABLE work_item DROP COLUMN lease_until")
