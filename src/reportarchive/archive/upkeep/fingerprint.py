"""One hash over all that the archive says, so that two archives can be compared by a line.

SHA-256 over reports, versions, sections, metrics, citations and numerals in their order, without run ids, row
ids and times: a run that was killed and repeated gives the same as one that was not, on either engine.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from reportarchive.archive.engine import open_still, reading, to_json
from reportarchive.archive.schema import (
    citation,
    division,
    issuer,
    metric,
    numeral,
    report,
    report_version,
    section,
)
from reportarchive.archive.upkeep.lines import LEFT_OUT, lines_of_columns, lines_of_rows
from reportarchive.columnar import open_columnar

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sqlalchemy import Connection, Select

    from reportarchive.archive.archive import Archive
    from reportarchive.archive.upkeep.lines import Lines

BATCH = 100  # reports at a time
CHILDREN = (section, metric, citation, numeral)


def fingerprint(archive: Archive) -> str:
    """Return the SHA-256 (hex) of the archive's content.

    Raises:
        ArchiveError: the database cannot be read.
    """
    with reading(archive.engine) as connection:
        return fingerprint_of(connection)


def fingerprint_of_file(path: Path) -> str:
    """Return the fingerprint of an archive copied into a SQLite file that nobody writes.

    Raises:
        UsageError: Arrow's libraries are not installed.
    """
    with open_still(path) as engine, engine.connect() as connection, open_columnar(path) as file:
        return _digest(connection, lines_of_columns(file))


def fingerprint_of(connection: Connection) -> str:
    """Return the fingerprint of the archive as a connection sees it."""
    return _digest(connection, lines_of_rows(connection))


def _digest(connection: Connection, lines: Lines) -> str:
    digest = hashlib.sha256()
    reports = connection.execute(_reports()).mappings().all()
    for at in range(0, len(reports), BATCH):
        batch = reports[at : at + BATCH]
        versions = _versions(connection, [row["report_id"] for row in batch])
        ids = [version["version_id"] for mine in versions.values() for version in mine]
        children = [lines(table, ids) for table in CHILDREN]
        for row in batch:
            digest.update(_line(dict(row)))
            for version in versions.get(row["report_id"], ()):
                digest.update(_line(_kept(version) | {"is_current": version["recorded_to"] is None}))
                for found in children:
                    digest.update(found.get(version["version_id"], b""))
    return digest.hexdigest()


def _line(row: dict[str, Any]) -> bytes:
    return to_json(row).encode() + b"\n"


def _versions(connection: Connection, report_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the versions of these reports, by report and number."""
    wanted = select(report_version).where(report_version.c.report_id.in_(report_ids))
    found: dict[str, list[dict[str, Any]]] = {}
    for row in connection.execute(wanted.order_by(report_version.c.version_no)).mappings():
        found.setdefault(row["report_id"], []).append(dict(row))
    return found


def _reports() -> Select[Any]:
    ours = [column for column in report.c if column.name not in LEFT_OUT]
    whose = (issuer.c.kind.label("issuer_kind"), issuer.c.slug, issuer.c.name, division.c.code)
    return (
        select(*ours, *whose)
        .join(issuer, issuer.c.issuer_id == report.c.issuer_id)
        .join(division, division.c.code == issuer.c.division_code)
        .order_by(report.c.report_id)
    )


def _kept(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in LEFT_OUT}
