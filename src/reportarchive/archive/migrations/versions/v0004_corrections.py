"""Corrections by people, where an interrupted reparse stands, and hashes over all rows of a version and each request.

`output_sha256` used to be taken from the reading; it is now taken from the rows, so that `verify` can take it again. It
is written here for every stored version, from its rows as this revision has them; `content_sha256` is no longer kept.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from alembic import op

from reportarchive.archive.migrations.refusal import refuse_downgrade

if TYPE_CHECKING:
    from collections.abc import Sequence

revision = "0004"
down_revision = "0003"
downgrade = refuse_downgrade

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

HEAD = (
    *("title", "published_on", "published_on_source", "written_on", "written_on_source"),
    *("doc_no", "index_no", "publisher", "residue_rate"),
)
RECEIVED = (
    *("source_id", "purpose", "url", "final_url", "status", "headers", "redirects"),
    *("requested_at", "seconds", "sha256", "hints"),
)
ROWS = {
    "section": "seq, path, level, mark, title, role, char_start, heading_end, own_end, char_end",
    "metric": (
        "seq, section_seq, indicator, surface, value, value_text, upper, upper_text, unit, bound, change, basis, label,"
        " is_target, char_start, char_end, sentence_start, sentence_end"
    ),
    "citation": "seq, section_seq, surface, title, doc_no, document, document_kind, char_start, char_end",
    "numeral": "seq, surface, char_start, char_end, reason",
    "issue": "seq, code, severity, message, char_start, char_end",
}


def upgrade() -> None:
    """Add in place, then hash requests by the thousand and versions one by one, so that memory stays flat."""
    op.add_column("run", sa.Column("position", TEXT, nullable=True))
    op.create_table(
        "correction",
        sa.Column("correction_id", KEY, primary_key=True),
        sa.Column("report_id", TEXT, sa.ForeignKey("report.report_id"), nullable=False),
        *(sa.Column(name, TEXT, nullable=name in {"was", "becomes"}) for name in ("field", "was", "becomes")),
        *(sa.Column(name, TEXT, nullable=False) for name in ("quote", "section", "author", "reason", "recorded_at")),
        sa.Column("withdrawn_at", TEXT, nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("note", TEXT, nullable=False),
        sa.Index(None, "report_id"),
        sa.Index(None, "state"),
    )
    op.add_column("fetch", sa.Column("row_sha256", TEXT, nullable=True))
    op.execute("ALTER TABLE report_version DROP COLUMN content_sha256")
    connection = op.get_bind()
    _hash_requests(connection)
    for version_id in connection.execute(sa.text("SELECT version_id FROM report_version")).scalars().all():
        hashed = {"id": version_id, "sha256": _output_hash(connection, version_id)}
        connection.execute(sa.text("UPDATE report_version SET output_sha256 = :sha256 WHERE version_id = :id"), hashed)


def _hash_requests(connection: sa.Connection) -> None:
    columns = ", ".join(RECEIVED)
    wanted = f'SELECT fetch_id, {columns} FROM "fetch" WHERE fetch_id > :last ORDER BY fetch_id LIMIT 1000'  # noqa: S608
    update = sa.text('UPDATE "fetch" SET row_sha256 = :sha256 WHERE fetch_id = :id')
    last = 0
    while rows := connection.execute(sa.text(wanted), {"last": last}).all():
        hashed = [{"id": row[0], "sha256": hashlib.sha256(_json(list(row[1:]))).hexdigest()} for row in rows]
        connection.execute(update, hashed)
        last = rows[-1][0]


def _output_hash(connection: sa.Connection, version_id: int) -> str:
    wanted = sa.text("SELECT * FROM report_version WHERE version_id = :id")
    version = connection.execute(wanted, {"id": version_id}).mappings().one()
    origins = {name: of for name, of in json.loads(version["origins"]).items() if name not in {"url", "charset"}}
    digest = hashlib.sha256(_json([[version[name] for name in HEAD], origins]))
    digest.update(version["text"].encode())
    for table, columns in ROWS.items():
        rows = sa.text(f"SELECT {columns} FROM {table} WHERE version_id = :id ORDER BY seq")  # noqa: S608 - our own names
        digest.update(_json([list(row) for row in connection.execute(rows, {"id": version_id})]))
    return digest.hexdigest()


def _json(value: Sequence[Any]) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True).encode()
