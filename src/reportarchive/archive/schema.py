"""The tables of the archive as SQLAlchemy metadata, alike on SQLite and PostgreSQL.

Dates are ISO text, times UTC text, flags 0/1; text compares by code point on both engines (collation C).
Children of a version are keyed `(version_id, seq)` and never updated. The migrations build exactly this.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy import text as sql_text

# The shape of constraint names, so that a later migration can call each by its name.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
TEXT = Text().with_variant(Text(collation="C"), "postgresql")
KEY = BigInteger().with_variant(Integer(), "sqlite")  # only INTEGER is a row id on SQLite

metadata = MetaData(naming_convention=NAMES)


def _text(name: str, *, null: bool = False) -> Column[str]:
    return Column(name, TEXT, nullable=null)


def _int(name: str, *, null: bool = False) -> Column[int]:
    return Column(name, Integer, nullable=null)


def _flag(name: str) -> Column[int]:
    return Column(name, Integer, CheckConstraint(f"{name} IN (0, 1)", name=name), nullable=False)


def _to(name: str, target: str, *, null: bool = False) -> Column[str]:
    return Column(name, TEXT, ForeignKey(target), nullable=null)


def _id_to(name: str, target: str, *, null: bool = False) -> Column[int]:
    return Column(name, KEY, ForeignKey(target), nullable=null)


def _version_key() -> tuple[Column[int], Column[int]]:
    version = Column("version_id", KEY, ForeignKey("report_version.version_id"), primary_key=True)
    return version, Column("seq", Integer, primary_key=True, autoincrement=False)


def _in_section() -> tuple[Column[int], ForeignKeyConstraint]:
    target = ["section.version_id", "section.seq"]
    return _int("section_seq", null=True), ForeignKeyConstraint(["version_id", "section_seq"], target)


meta = Table("meta", metadata, Column("name", TEXT, primary_key=True), _text("value"))

division = Table(
    "division",
    metadata,
    Column("code", TEXT, primary_key=True),
    _text("name"),
    _text("level"),
    _text("parent", null=True),
)

issuer = Table(
    "issuer",
    metadata,
    Column("issuer_id", KEY, primary_key=True),
    _to("division_code", "division.code"),
    _text("kind"),
    _text("slug"),
    _text("name"),
    UniqueConstraint("division_code", "kind", "slug"),
)

source = Table(
    "source",
    metadata,
    Column("source_id", TEXT, primary_key=True),
    _id_to("issuer_id", "issuer.issuer_id"),
    _text("family"),
    _text("listings"),
    _text("hosts"),
    _int("first_year"),
    _int("min_reports"),
    _flag("verified"),
    _text("paused"),
    Index(None, "issuer_id"),
)

indicator = Table(
    "indicator",
    metadata,
    Column("code", TEXT, primary_key=True),
    _text("name_zh"),
    _text("name_en"),
    _text("area"),
    _text("kind"),
    _text("units"),
    _text("definition"),
    _text("broader"),
)

expectation = Table(
    "expectation",
    metadata,
    Column("issuer_id", KEY, ForeignKey("issuer.issuer_id"), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    _text("due_on"),
)

run = Table(
    "run",
    metadata,
    Column("run_id", KEY, primary_key=True),
    _text("kind"),
    _text("scope"),
    _text("state"),
    _text("counts"),
    _text("started_at"),
    _text("finished_at", null=True),
)

blob = Table(
    "blob",
    metadata,
    Column("sha256", TEXT, primary_key=True),
    Column("size", BigInteger, nullable=False),
    _text("media_type", null=True),
)

fetch = Table(
    "fetch",
    metadata,
    Column("fetch_id", KEY, primary_key=True),
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
    Column("seconds", Double, nullable=False),
    _text("evidence"),
    _to("sha256", "blob.sha256", null=True),
    _text("hints"),
    _int("hint_year", null=True),
    Index(None, "run_id"),
    Index(None, "source_id", "purpose", "requested_at"),
    Index(None, "url"),
    Index(None, "final_url"),
    Index(None, "sha256"),
)

report = Table(
    "report",
    metadata,
    Column("report_id", TEXT, primary_key=True),
    _id_to("issuer_id", "issuer.issuer_id"),
    _text("kind"),
    _int("year"),
    _text("period_start", null=True),
    _text("period_end"),
    _to("source_id", "source.source_id", null=True),
    _text("url", null=True),
    UniqueConstraint("issuer_id", "kind", "period_end"),
    Index(None, "source_id"),
    Index(None, "url"),
    Index(None, "year"),
)

report_version = Table(
    "report_version",
    metadata,
    Column("version_id", KEY, primary_key=True),
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
    Column("residue_rate", Double, nullable=False),
    _text("recorded_from"),
    _text("recorded_to", null=True),
    _text("text"),  # last, so that SQLite reads the other columns without its pages
    UniqueConstraint("report_id", "version_no"),
    Index(None, "fetch_id"),
    Index(None, "body_sha256"),
)
CURRENT = sql_text("recorded_to IS NULL")
Index(
    "uq_report_version_current",
    report_version.c.report_id,
    unique=True,
    sqlite_where=CURRENT,
    postgresql_where=CURRENT,
)

section = Table(
    "section",
    metadata,
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
    CheckConstraint("char_start <= heading_end AND heading_end <= own_end AND own_end <= char_end", name="order"),
    sqlite_with_rowid=False,
)

metric = Table(
    "metric",
    metadata,
    *_version_key(),
    *_in_section(),
    _to("indicator", "indicator.code", null=True),
    _text("surface"),
    Column("value", Double, nullable=False),
    _text("value_text"),
    Column("upper", Double, nullable=True),
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
    CheckConstraint("char_start < char_end", name="span"),
    sqlite_with_rowid=False,
)
# Holds all that `indicator_series` reads of a metric, so that a series never touches the table itself.
HAS_INDICATOR = sql_text("indicator IS NOT NULL")
Index(
    "ix_metric_series",
    *(metric.c[name] for name in ("indicator", "version_id", "seq", "section_seq", "value", "value_text", "upper")),
    *(metric.c[name] for name in ("unit", "bound", "change", "basis", "is_target")),
    sqlite_where=HAS_INDICATOR,
    postgresql_where=HAS_INDICATOR,
)

citation = Table(
    "citation",
    metadata,
    *_version_key(),
    *_in_section(),
    _text("surface"),
    _text("title"),
    _text("doc_no", null=True),
    _int("char_start"),
    _int("char_end"),
    CheckConstraint("char_start < char_end", name="span"),
    Index(None, "title"),
    sqlite_with_rowid=False,
)

numeral = Table(
    "numeral",
    metadata,
    *_version_key(),
    _text("surface"),
    _int("char_start"),
    _int("char_end"),
    _text("reason", null=True),
    CheckConstraint("char_start < char_end", name="span"),
    sqlite_with_rowid=False,
)

issue = Table(
    "issue",
    metadata,
    *_version_key(),
    _text("code"),
    _text("severity"),
    _text("message"),
    _int("char_start"),
    _int("char_end"),
    sqlite_with_rowid=False,
)

work_item = Table(
    "work_item",
    metadata,
    Column("item_id", KEY, primary_key=True),
    _text("run_kind"),
    _to("source_id", "source.source_id"),
    _text("scope"),
    _text("state"),
    _int("attempts"),
    _text("owner", null=True),
    _text("lease_until", null=True),
    _text("error", null=True),
    UniqueConstraint("run_kind", "source_id", "scope"),
    Index(None, "state"),
)

host_slot = Table(
    "host_slot",
    metadata,
    Column("host", TEXT, primary_key=True),
    _text("owner", null=True),
    _text("lease_until", null=True),
    _text("next_allowed_at", null=True),
)
