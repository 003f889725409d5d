"""Two indexes of requests, by which `coverage` finds what it says of one issuer without reading all requests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from reportarchive.archive.migrations.refusal import refuse_downgrade

revision = "0010"
down_revision = "0009"
downgrade = refuse_downgrade

LISTING = sa.text("purpose = 'listing'")
TELLING = sa.text("hint_year IS NOT NULL AND outcome <> 'not_modified'")


def upgrade() -> None:
    """Create both; no row changes."""
    op.create_index(
        "ix_fetch_look",
        "fetch",
        ["source_id", "purpose", "run_id", "requested_at", "is_whole", "outcome"],
        sqlite_where=LISTING,
        postgresql_where=LISTING,
        postgresql_include=["fetch_id"],
    )
    op.create_index(
        "ix_fetch_telling", "fetch", ["source_id", "hint_year"], sqlite_where=TELLING, postgresql_where=TELLING
    )
