"""The tables of who publishes where, what was asked, and what is left to do.

Enters: nothing. Leaves: the metadata that all tables of the archive belong to (`schema` has the reports).
"""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Double, ForeignKey, Index, Integer, MetaData, Table, UniqueConstraint
from sqlalchemy import text as sql_text

from reportarchive.archive.schema.columns import (
    KEY,
    NAMES,
    TEXT,
    flag_column,
    id_key,
    int_column,
    text_column,
    text_key,
)

metadata = MetaData(naming_convention=NAMES)

PLANNED = ("listings_planned", "articles_planned")
"""Counts of a work item that were known before it was worked on; null: unknown."""
ACTUAL = (
    *("listings_asked", "articles_asked", "reports_new", "reports_changed", "reports_unchanged", "reports_kept"),
    *("rows_refused", "failures"),
)
"""Counts of the attempt that ended a work item; null: none has."""

meta = Table("meta", metadata, Column("name", TEXT, primary_key=True), text_column("value"))

division = Table(
    "division",
    metadata,
    Column("code", TEXT, primary_key=True),
    text_column("name"),
    text_column("level"),
    text_column("parent", null=True),
    int_column("first_year", null=True),
    int_column("last_year", null=True),
    text_column("successor", null=True),
    text_column("former_names", default="[]"),
)

issuer = Table(
    "issuer",
    metadata,
    Column("issuer_id", KEY, primary_key=True),
    text_key("division_code", "division.code"),
    text_column("kind"),
    text_column("slug"),
    text_column("name"),
    UniqueConstraint("division_code", "kind", "slug"),
)

source = Table(
    "source",
    metadata,
    Column("source_id", TEXT, primary_key=True),
    id_key("issuer_id", "issuer.issuer_id"),
    text_column("family"),
    text_column("listings"),
    text_column("hosts"),
    int_column("first_year"),
    int_column("min_reports"),
    flag_column("verified"),
    text_column("paused"),
    text_column("scheme", default=""),
    flag_column("is_index", default=0),
    Index(None, "issuer_id"),
)

expectation = Table(
    "expectation",
    metadata,
    Column("issuer_id", KEY, ForeignKey("issuer.issuer_id"), primary_key=True),
    Column("year", Integer, primary_key=True, autoincrement=False),
    text_column("due_on"),
)

run = Table(
    "run",
    metadata,
    Column("run_id", KEY, primary_key=True),
    text_column("kind"),
    text_column("scope"),
    text_column("state"),
    text_column("counts"),
    text_column("started_at"),
    text_column("finished_at", null=True),
    text_column("position", null=True),
)

blob = Table(
    "blob",
    metadata,
    Column("sha256", TEXT, primary_key=True),
    Column("size", BigInteger, nullable=False),
    text_column("media_type", null=True),
)

fetch = Table(
    "fetch",
    metadata,
    Column("fetch_id", KEY, primary_key=True),
    id_key("run_id", "run.run_id"),
    text_key("source_id", "source.source_id", null=True),
    text_column("purpose"),
    text_column("url"),
    text_column("final_url"),
    text_column("outcome"),
    int_column("status", null=True),
    text_column("headers"),
    text_column("redirects"),
    text_column("requested_at"),
    Column("seconds", Double, nullable=False),
    text_column("evidence"),
    text_key("sha256", "blob.sha256", null=True),
    text_column("hints"),
    int_column("hint_year", null=True),
    flag_column("is_whole"),
    text_column("row_sha256", null=True),
    Index(None, "run_id"),
    Index(None, "source_id", "purpose", "requested_at"),
    Index(None, "url"),
    Index(None, "final_url"),
    Index(None, "sha256"),
)
# Both are for `coverage`. The first holds all that it reads of a look at the listings of a source, `purpose` too:
# SQLite reads the table for a column that only the condition of an index names. The second holds few requests, since
# most are for a page that did not change, and such an answer tells nothing new of a year.
LISTING = sql_text("purpose = 'listing'")
TELLING = sql_text("hint_year IS NOT NULL AND outcome <> 'not_modified'")
Index(
    "ix_fetch_look",
    *(fetch.c[name] for name in ("source_id", "purpose", "run_id", "requested_at", "is_whole", "outcome")),
    sqlite_where=LISTING,
    postgresql_where=LISTING,
    postgresql_include=["fetch_id"],
)
Index("ix_fetch_telling", fetch.c.source_id, fetch.c.hint_year, sqlite_where=TELLING, postgresql_where=TELLING)

candidate = Table(
    "candidate",
    metadata,
    Column("source_id", TEXT, ForeignKey("source.source_id"), primary_key=True),
    Column("url", TEXT, primary_key=True),
    text_column("title"),
    text_column("listed_on", null=True),
    text_column("decision"),
    text_column("rule"),
    text_column("same_as", null=True),
    id_key("fetch_id", "fetch.fetch_id"),
    Index(None, "decision"),
    Index(None, "fetch_id"),
)

work_item = Table(
    "work_item",
    metadata,
    Column("item_id", KEY, primary_key=True),
    text_column("run_kind"),
    text_key("source_id", "source.source_id"),
    text_column("scope"),
    text_column("state"),
    int_column("attempts"),
    text_column("owner", null=True),
    text_column("error", null=True),
    text_column("planned_at", null=True),
    text_column("started_at", null=True),
    text_column("finished_at", null=True),
    *(int_column(name, null=True) for name in (*PLANNED, *ACTUAL)),
    UniqueConstraint("run_kind", "source_id", "scope"),
    Index(None, "state"),
)

source_lease = Table(
    "source_lease",
    metadata,
    Column("source_id", TEXT, ForeignKey("source.source_id"), primary_key=True),
    text_column("owner"),
    text_column("lease_until"),
)

host_slot = Table(
    "host_slot",
    metadata,
    Column("host", TEXT, primary_key=True),
    text_column("owner", null=True),
    text_column("lease_until", null=True),
    text_column("next_allowed_at", null=True),
    text_column("closed_for", null=True),
)
