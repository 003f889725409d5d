"""The tables of the reports: who they are, their versions, what was found in each, and what people corrected.

Children of a version are keyed `(version_id, seq)` and never updated.
"""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    Double,
    ForeignKey,
    Index,
    Table,
    UniqueConstraint,
)
from sqlalchemy import text as sql_text

from reportarchive.archive.schema.columns import (
    KEY,
    TEXT,
    flag_column,
    id_key,
    in_section,
    int_column,
    text_column,
    text_key,
    version_key,
)
from reportarchive.archive.schema.sources import metadata

indicator = Table(
    "indicator",
    metadata,
    Column("code", TEXT, primary_key=True),
    text_column("name_zh"),
    text_column("name_en"),
    text_column("area"),
    text_column("kind"),
    text_column("units"),
    text_column("definition"),
    text_column("broader"),
)

report = Table(
    "report",
    metadata,
    Column("report_id", TEXT, primary_key=True),
    id_key("issuer_id", "issuer.issuer_id"),
    text_column("kind"),
    int_column("year"),
    text_column("period_start", null=True),
    text_column("period_end"),
    text_key("source_id", "source.source_id", null=True),
    text_column("url", null=True),
    UniqueConstraint("issuer_id", "kind", "period_end"),
    Index(None, "source_id"),
    Index(None, "url"),
    Index(None, "year"),
)

report_version = Table(
    "report_version",
    metadata,
    Column("version_id", KEY, primary_key=True),
    text_key("report_id", "report.report_id"),
    int_column("version_no"),
    text_column("reason"),
    id_key("fetch_id", "fetch.fetch_id"),
    text_column("parser_version"),
    text_key("body_sha256", "blob.sha256"),
    text_column("text_sha256"),
    text_column("output_sha256"),
    text_column("title", null=True),
    text_column("published_on", null=True),
    text_column("published_on_source", null=True),
    text_column("written_on", null=True),
    text_column("written_on_source", null=True),
    text_column("doc_no", null=True),
    text_column("index_no", null=True),
    text_column("publisher", null=True),
    text_column("charset", null=True),
    text_column("origins"),
    Column("residue_rate", Double, nullable=False),
    text_column("recorded_from"),
    text_column("recorded_to", null=True),
    text_column("text"),  # last, so that SQLite reads the other columns without its pages
    UniqueConstraint("report_id", "version_no"),
    Index(None, "fetch_id"),
    Index(None, "body_sha256"),
)
CURRENT = sql_text("recorded_to IS NULL")
PAST = sql_text("is_current = 0")
Index(
    "uq_report_version_current",
    report_version.c.report_id,
    unique=True,
    sqlite_where=CURRENT,
    postgresql_where=CURRENT,
)

passage = Table(
    "passage",
    metadata,
    Column("passage_id", KEY, primary_key=True),
    text_key("report_id", "report.report_id"),
    text_column("role"),
    text_column("digest"),
    int_column("nth"),
    flag_column("is_current"),
    UniqueConstraint("report_id", "role", "digest", "nth"),
)
Index("ix_passage_past", passage.c.passage_id, sqlite_where=PAST, postgresql_where=PAST)

section = Table(
    "section",
    metadata,
    *version_key(),
    text_column("path"),
    int_column("level"),
    text_column("mark"),
    text_column("title"),
    text_column("role"),
    int_column("char_start"),
    int_column("heading_end"),
    int_column("own_end"),
    int_column("char_end"),
    Column("passage_id", KEY, nullable=True),  # of `passage`, which follows from sections and is made anew from them
    Index(None, "passage_id"),
    CheckConstraint("char_start <= heading_end AND heading_end <= own_end AND own_end <= char_end", name="order"),
    sqlite_with_rowid=False,
)

metric = Table(
    "metric",
    metadata,
    *version_key(),
    *in_section(),
    text_key("indicator", "indicator.code", null=True),
    text_column("surface"),
    Column("value", Double, nullable=False),
    text_column("value_text"),
    Column("upper", Double, nullable=True),
    text_column("upper_text", null=True),
    text_column("unit"),
    text_column("bound"),
    text_column("change", null=True),
    text_column("basis", null=True),
    text_column("label", null=True),
    flag_column("is_target"),
    int_column("char_start"),
    int_column("char_end"),
    int_column("sentence_start"),
    int_column("sentence_end"),
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

# What follows from the metrics of a version and its text, kept so that a question over thousands of reports need not
# look into their texts; made anew when the rules change.
total = Table(
    "total",
    metadata,
    Column("version_id", KEY, ForeignKey("report_version.version_id"), primary_key=True),
    Column("indicator", TEXT, primary_key=True),
    Column("unit", TEXT, primary_key=True),
    int_column("seq"),
    int_column("values_stated"),
    Column("tolerance", Double, nullable=False),
    text_column("wording", null=True),
    Index(None, "indicator", "version_id"),
    sqlite_with_rowid=False,
)

claim = Table(
    "claim",
    metadata,
    *version_key(),
    Column("kind", TEXT, primary_key=True),
    text_column("indicator", null=True),
    int_column("other_seq", null=True),
    Column("claimed", Double, nullable=False),
    Column("tolerance", Double, nullable=True),
    Column("other_tolerance", Double, nullable=True),
    text_column("reading", null=True),
    Column("most", Double, nullable=True),
    text_column("obstacle", null=True),
    int_column("holds", null=True),
    flag_column("is_plain"),
    text_column("wording", null=True),
    Index(None, "indicator", "version_id"),
    sqlite_with_rowid=False,
)

citation = Table(
    "citation",
    metadata,
    *version_key(),
    *in_section(),
    text_column("surface"),
    text_column("title"),
    text_column("doc_no", null=True),
    text_column("document"),
    text_column("document_kind"),
    int_column("char_start"),
    int_column("char_end"),
    CheckConstraint("char_start < char_end", name="span"),
    Index(None, "title"),
    Index(None, "document"),
    sqlite_with_rowid=False,
)

numeral = Table(
    "numeral",
    metadata,
    *version_key(),
    text_column("surface"),
    int_column("char_start"),
    int_column("char_end"),
    text_column("reason", null=True),
    CheckConstraint("char_start < char_end", name="span"),
    sqlite_with_rowid=False,
)

issue = Table(
    "issue",
    metadata,
    *version_key(),
    text_column("code"),
    text_column("severity"),
    text_column("message"),
    int_column("char_start"),
    int_column("char_end"),
    sqlite_with_rowid=False,
)

correction = Table(
    "correction",
    metadata,
    Column("correction_id", KEY, primary_key=True),
    text_key("report_id", "report.report_id"),
    text_column("field"),
    text_column("was", null=True),
    text_column("becomes", null=True),
    text_column("quote"),
    text_column("section"),
    text_column("author"),
    text_column("reason"),
    text_column("recorded_at"),
    text_column("withdrawn_at", null=True),
    text_column("state"),
    text_column("note"),
    Index(None, "report_id"),
    Index(None, "state"),
)
