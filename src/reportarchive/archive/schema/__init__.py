"""The tables of the archive as SQLAlchemy metadata, alike on SQLite and PostgreSQL.

Dates are ISO text, times UTC text, flags 0/1; text compares by code point on both engines (collation C). The
migrations build exactly this.
"""

from reportarchive.archive.schema.reports import (
    citation,
    claim,
    correction,
    indicator,
    issue,
    metric,
    numeral,
    passage,
    report,
    report_version,
    section,
    total,
)
from reportarchive.archive.schema.sources import (
    ACTUAL,
    PLANNED,
    blob,
    candidate,
    division,
    expectation,
    fetch,
    host_slot,
    issuer,
    meta,
    metadata,
    run,
    source,
    source_lease,
    work_item,
)

__all__ = [
    "ACTUAL",
    "PLANNED",
    "blob",
    "candidate",
    "citation",
    "claim",
    "correction",
    "division",
    "expectation",
    "fetch",
    "host_slot",
    "indicator",
    "issue",
    "issuer",
    "meta",
    "metadata",
    "metric",
    "numeral",
    "passage",
    "report",
    "report_version",
    "run",
    "section",
    "source",
    "source_lease",
    "total",
    "work_item",
]
