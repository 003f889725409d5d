"""Totals and claims as rows: they follow from a version's text and metrics, and are made with them.

No hash is taken over them and no version is written for them. When the rules change, `db upgrade` makes them anew;
`verify` makes those of each version again and compares.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from reportarchive.archive.inserts import insert_many, upsert
from reportarchive.archive.reports.rows import COLUMNS, DERIVED, derived_rows
from reportarchive.archive.reports.stored import read_children
from reportarchive.archive.schema import meta, metadata, report, report_version
from reportarchive.claims import form
from reportarchive.model import Bound, Change, Metric, ReportKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection

    from reportarchive.archive.reports.rows import Row

REMEMBERED = "claims"
TOGETHER = 200  # versions whose rows are inserted at once


def are_claims_current(connection: Connection) -> bool:
    """Return whether the archive's totals and claims were made by this code's rules."""
    return connection.execute(select(meta.c.value).where(meta.c.name == REMEMBERED)).scalar() == form()


def rebuild_claims(connection: Connection) -> None:
    """Make totals and claims anew for all versions stored."""
    for table in DERIVED:
        connection.execute(metadata.tables[table].delete())
    every = connection.execute(select(report_version.c.version_id).order_by(report_version.c.version_id))
    ids = every.scalars().all()
    for at in range(0, len(ids), TOGETHER):
        made = {version_id: derived_anew(connection, version_id) for version_id in ids[at : at + TOGETHER]}
        for table, columns in DERIVED.items():
            rows = [(version_id, *row) for version_id, derived in made.items() for row in derived[table]]
            insert_many(connection, metadata.tables[table], ("version_id", *columns), rows)
    upsert(connection, meta, ("name",), [{"name": REMEMBERED, "value": form()}])


def derived_anew(connection: Connection, version_id: int) -> Mapping[str, Sequence[Row]]:
    """Return the totals and claims that follow from what is stored of a version."""
    whose = select(report_version.c.text, report.c.year, report.c.kind).join_from(
        report_version, report, report.c.report_id == report_version.c.report_id
    )
    row = connection.execute(whose.where(report_version.c.version_id == version_id)).one()
    metrics = [_metric(stored) for stored in read_children(connection, "metric", version_id)]
    return derived_rows(row.text, metrics, year=row.year, kind=ReportKind(row.kind))


def stored_derived(connection: Connection, version_id: int) -> Mapping[str, Sequence[Row]]:
    """Return the totals and claims stored for a version, in any order."""
    found = {}
    for name, columns in DERIVED.items():
        table = metadata.tables[name]
        wanted = select(*(table.c[column] for column in columns)).where(table.c.version_id == version_id)
        found[name] = [tuple(row) for row in connection.execute(wanted)]
    return found


def _metric(row: Row) -> Metric:
    """Return a stored metric as the value it was."""
    cells: dict[str, Any] = dict(zip(COLUMNS["metric"], row, strict=True))
    return Metric(
        surface=cells["surface"],
        value=cells["value_text"],
        upper=cells["upper_text"],
        unit=cells["unit"],
        bound=Bound(cells["bound"]),
        change=Change(cells["change"]) if cells["change"] else None,
        basis=cells["basis"],
        label=cells["label"],
        indicator=cells["indicator"],
        is_target=bool(cells["is_target"]),
        start=cells["char_start"],
        end=cells["char_end"],
        sentence_start=cells["sentence_start"],
        sentence_end=cells["sentence_end"],
    )
