"""Which document a citation is of, and what kind of document that is.

The columns of citations stored before are filled with what is known without reading again: the title as the document,
and no kind. `reparse` fills in the rest.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from reportarchive.archive.migrations.refusal import refuse_downgrade

revision = "0002"
down_revision = "0001"
downgrade = refuse_downgrade

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KEPT = ("version_id", "seq", "section_seq", "surface", "title", "doc_no", "char_start", "char_end")


def upgrade() -> None:
    """Build the table anew: no row refers to a citation, and an added column would stand behind the constraints."""
    kept = ", ".join(KEPT)
    op.execute(f"CREATE TEMPORARY TABLE citation_before AS SELECT {kept} FROM citation")  # noqa: S608 - our own names
    op.drop_table("citation")
    version = sa.Column("version_id", KEY, sa.ForeignKey("report_version.version_id"), primary_key=True)
    op.create_table(
        "citation",
        version,
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("section_seq", sa.Integer, nullable=True),
        sa.ForeignKeyConstraint(["version_id", "section_seq"], ["section.version_id", "section.seq"]),
        sa.Column("surface", TEXT, nullable=False),
        sa.Column("title", TEXT, nullable=False),
        sa.Column("doc_no", TEXT, nullable=True),
        sa.Column("document", TEXT, nullable=False),
        sa.Column("document_kind", TEXT, nullable=False),
        sa.Column("char_start", sa.Integer, nullable=False),
        sa.Column("char_end", sa.Integer, nullable=False),
        sa.CheckConstraint("char_start < char_end", name="span"),
        sa.Index(None, "title"),
        sa.Index(None, "document"),
        sqlite_with_rowid=False,
    )
    filled = (
        f"INSERT INTO citation ({kept}, document, document_kind) SELECT {kept}, title, 'other' FROM citation_before"  # noqa: S608
    )
    op.execute(filled)
    op.execute("DROP TABLE citation_before")
