"""What a value counts, as a hash of its words: two years are held together only where both say the same.

`db upgrade` makes the rows of both tables anew afterwards, for their rules have changed.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from reportarchive.archive.migrations.refusal import refuse_downgrade

revision = "0007"
down_revision = "0006"
downgrade = refuse_downgrade

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Add a column to each of the two tables."""
    for table in ("total", "claim"):
        op.add_column(table, sa.Column("wording", TEXT, nullable=True))
