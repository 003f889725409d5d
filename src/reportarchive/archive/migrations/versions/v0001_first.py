"""The first schema of the archive."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from reportarchive.archive.migrations.refusal import refuse_downgrade

revision = "0001"
down_revision = None
downgrade = refuse_downgrade

TEXT = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CURRENT = sa.text("recorded_to IS NULL")
HAS_INDICATOR = sa.text("indicator IS NOT NULL")
SERIES = ("indicator", "version_id", "seq", "section_seq", "value", "value_text", "upper")
SERIES_REST = ("unit", "bound", "change", "basis", "is_target")

# `julianday` of SQLite, so that one view text counts days on both engines.
JULIANDAY = """
CREATE OR REPLACE FUNCTION julianday(day text) RETURNS double precision LANGUAGE sql STABLE STRICT
AS $$ SELECT extract(epoch FROM day::date)::double precision / 86400 + 2440587.5 $$
"""


def upgrade() -> None:
    """Create the tables in the order their references ask for."""
    _registry()
    _requests()
    _reports()
    _tree()
    _found()
    _work()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(JULIANDAY)


def _text(name: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, TEXT, nullable=null)


def _int(name: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=null)


def _flag(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, sa.CheckConstraint(f"{name} IN (0, 1)", name=name), nullable=False)


def _to(name: str, target: str, *, null: bool = False) -> sa.Column[str]:
    return sa.Column(name, TEXT, sa.ForeignKey(target), nullable=null)


def _id_to(name: str, target: str, *, null: bool = False) -> sa.Column[int]:
    return sa.Column(name, KEY, sa.ForeignKey(target), nullable=null)


def _version_key() -> tuple[sa.Column[int], sa.Column[int]]:
    version = sa.Column("version_id", KEY, sa.ForeignKey("report_version.version_id"), primary_key=True)
    return version, sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False)


def _in_section() -> tuple[sa.Column[int], sa.ForeignKeyConstraint]:
    target = ["section.version_id", "section.seq"]
    return _int("section_seq", null=True), sa.ForeignKeyConstraint(["version_id", "section_seq"], target)


def _registry() -> None:
    op.create_table("meta", sa.Column("name", TEXT, primary_key=True), _text("value"))
    op.create_table(
        "division",
        sa.Column("code", TEXT, primary_key=True),
        _text("name"),
        _text("level"),
        _text("parent", null=True),
    )
    op.create_table(
        "issuer",
        sa.Column("issuer_id", KEY, primary_key=True),
        _to("division_code", "division.code"),
        _text("kind"),
        _text("slug"),
        _text("name"),
        sa.UniqueConstraint("division_code", "kind", "slug"),
    )
    op.create_table(
        "source",
        sa.Column("source_id", TEXT, primary_key=True),
        _id_to("issuer_id", "issuer.issuer_id"),
        _text("family"),
        _text("listings"),
        _text("hosts"),
        _int("first_year"),
        _int("min_reports"),
        _flag("verified"),
        _text("paused"),
        sa.Index(None, "issuer_id"),
    )
    op.create_table(
        "indicator",
        sa.Column("code", TEXT, primary_key=True),
        _text("name_zh"),
        _text("name_en"),
        _text("area"),
        _text("kind"),
        _text("units"),
        _text("definition"),
        _text("broader"),
    )
    op.create_table(
        "expectation",
        sa.Column("issuer_id", KEY, sa.ForeignKey("issuer.issuer_id"), primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        _text("due_on"),
    )


def _requests() -> None:
    op.create_table(
        "run",
        sa.Column("run_id", KEY, primary_key=True),
        _text("kind"),
        _text("scope"),
        _text("state"),
        _text("counts"),
        _text("started_at"),
        _text("finished_at", null=True),
    )
    op.create_table(
        "blob",
        sa.Column("sha256", TEXT, primary_key=True),
        sa.Column("size", sa.BigInteger, nullable=False),
        _text("media_type", null=True),
    )
    op.create_table(
        "fetch",
        sa.Column("fetch_id", KEY, primary_key=True),
        _id_to("run_id", "run.run_id"),
        _to("source_id", "source.source_id", null=True),
        _text("purpose"),
        _text("url"),
        _text("final_url"),
        _text("outcome"),
        _int("status", null=True),
        _text("headers"),
        _text("redirects"),
        _text("requested_at"),
        sa.Column("seconds", sa.Double, nullable=False),
        _text("evidence"),
        _to("sha256", "blob.sha256", null=True),
        _text("hints"),
        _int("hint_year", null=True),
        _flag("is_whole"),
        sa.Index(None, "run_id"),
        sa.Index(None, "source_id", "purpose", "requested_at"),
        sa.Index(None, "url"),
        sa.Index(None, "final_url"),
        sa.Index(None, "sha256"),
    )


def _reports() -> None:
    op.create_table(
        "report",
        sa.Column("report_id", TEXT, primary_key=True),
        _id_to("issuer_id", "issuer.issuer_id"),
        _text("kind"),
        _int("year"),
        _text("period_start", null=True),
        _text("period_end"),
        _to("source_id", "source.source_id", null=True),
        _text("url", null=True),
        sa.UniqueConstraint("issuer_id", "kind", "period_end"),
        sa.Index(None, "source_id"),
        sa.Index(None, "url"),
        sa.Index(None, "year"),
    )
    op.create_table(
        "report_version",
        sa.Column("version_id", KEY, primary_key=True),
        _to("report_id", "report.report_id"),
        _int("version_no"),
        _text("reason"),
        _id_to("fetch_id", "fetch.fetch_id"),
        _text("parser_version"),
        _to("body_sha256", "blob.sha256"),
        _text("text_sha256"),
        _text("content_sha256"),
        _text("output_sha256"),
        _text("title", null=True),
        _text("published_on", null=True),
        _text("published_on_source", null=True),
        _text("written_on", null=True),
        _text("written_on_source", null=True),
        _text("doc_no", null=True),
        _text("index_no", null=True),
        _text("publisher", null=True),
        _text("charset", null=True),
        _text("origins"),
        sa.Column("residue_rate", sa.Double, nullable=False),
        _text("recorded_from"),
        _text("recorded_to", null=True),
        _text("text"),
        sa.UniqueConstraint("report_id", "version_no"),
        sa.Index(None, "fetch_id"),
        sa.Index(None, "body_sha256"),
    )
    op.create_index(
        "uq_report_version_current",
        "report_version",
        ["report_id"],
        unique=True,
        sqlite_where=CURRENT,
        postgresql_where=CURRENT,
    )


def _tree() -> None:
    op.create_table(
        "section",
        *_version_key(),
        _text("path"),
        _int("level"),
        _text("mark"),
        _text("title"),
        _text("role"),
        _int("char_start"),
        _int("heading_end"),
        _int("own_end"),
        _int("char_end"),
        sa.CheckConstraint(
            "char_start <= heading_end AND heading_end <= own_end AND own_end <= char_end", name="order"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "metric",
        *_version_key(),
        *_in_section(),
        _to("indicator", "indicator.code", null=True),
        _text("surface"),
        sa.Column("value", sa.Double, nullable=False),
        _text("value_text"),
        sa.Column("upper", sa.Double, nullable=True),
        _text("upper_text", null=True),
        _text("unit"),
        _text("bound"),
        _text("change", null=True),
        _text("basis", null=True),
        _text("label", null=True),
        _flag("is_target"),
        _int("char_start"),
        _int("char_end"),
        _int("sentence_start"),
        _int("sentence_end"),
        sa.CheckConstraint("char_start < char_end", name="span"),
        sqlite_with_rowid=False,
    )
    op.create_index(
        "ix_metric_series",
        "metric",
        [*SERIES, *SERIES_REST],
        sqlite_where=HAS_INDICATOR,
        postgresql_where=HAS_INDICATOR,
    )


def _found() -> None:
    op.create_table(
        "citation",
        *_version_key(),
        *_in_section(),
        _text("surface"),
        _text("title"),
        _text("doc_no", null=True),
        _int("char_start"),
        _int("char_end"),
        sa.CheckConstraint("char_start < char_end", name="span"),
        sa.Index(None, "title"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "numeral",
        *_version_key(),
        _text("surface"),
        _int("char_start"),
        _int("char_end"),
        _text("reason", null=True),
        sa.CheckConstraint("char_start < char_end", name="span"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "issue",
        *_version_key(),
        _text("code"),
        _text("severity"),
        _text("message"),
        _int("char_start"),
        _int("char_end"),
        sqlite_with_rowid=False,
    )


def _work() -> None:
    op.create_table(
        "work_item",
        sa.Column("item_id", KEY, primary_key=True),
        _text("run_kind"),
        _to("source_id", "source.source_id"),
        _text("scope"),
        _text("state"),
        _int("attempts"),
        _text("owner", null=True),
        _text("lease_until", null=True),
        _text("error", null=True),
        sa.UniqueConstraint("run_kind", "source_id", "scope"),
        sa.Index(None, "state"),
    )
    op.create_table(
        "host_slot",
        sa.Column("host", TEXT, primary_key=True),
        _text("owner", null=True),
        _text("lease_until", null=True),
        _text("next_allowed_at", null=True),
    )
