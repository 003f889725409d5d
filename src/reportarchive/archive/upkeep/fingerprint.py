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

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sqlalchemy import Connection, Select, Table

    from reportarchive.archive.archive import Archive

CHILDREN = (section, metric, citation, numeral)
# Row ids and times differ from run to run; floats are rebuilt from the exact text.
LEFT_OUT = frozenset(
    {"version_id", "fetch_id", "issuer_id", "recorded_from", "recorded_to", "value", "upper", "residue_rate"}
)


def fingerprint(archive: Archive) -> str:
    """Return the SHA-256 (hex) of the archive's content.

    Raises:
        ArchiveError: the database cannot be read.
    """
    with reading(archive.engine) as connection:
        return fingerprint_of(connection)


def fingerprint_of_file(path: Path) -> str:
    """Return the fingerprint of an archive copied into a SQLite file that nobody writes."""
    with open_still(path) as engine, engine.connect() as connection:
        return fingerprint_of(connection)


def fingerprint_of(connection: Connection) -> str:
    """Return the fingerprint of the archive as a connection sees it."""
    digest = hashlib.sha256()
    for line in _lines(connection):
        digest.update(line.encode() + b"\n")
    return digest.hexdigest()


def _lines(connection: Connection) -> Iterator[str]:
    for row in connection.execute(_reports()).mappings().all():
        yield to_json(dict(row))
        ours = report_version.c.report_id == row["report_id"]
        versions = _rows(report_version).where(ours).order_by(report_version.c.version_no)
        for version in connection.execute(versions).mappings():
            yield to_json(_kept(dict(version)) | {"is_current": version["recorded_to"] is None})
            for table in CHILDREN:
                mine = table.c.version_id == version["version_id"]
                for child in connection.execute(_rows(table).where(mine).order_by(table.c.seq)).mappings():
                    yield to_json({"table": table.name} | _kept(dict(child)))


def _reports() -> Select[Any]:
    ours = [column for column in report.c if column.name not in LEFT_OUT]
    whose = (issuer.c.kind.label("issuer_kind"), issuer.c.slug, issuer.c.name, division.c.code)
    return (
        select(*ours, *whose)
        .join(issuer, issuer.c.issuer_id == report.c.issuer_id)
        .join(division, division.c.code == issuer.c.division_code)
        .order_by(report.c.report_id)
    )


def _rows(table: Table) -> Select[Any]:
    return select(table)


def _kept(row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in LEFT_OUT}
