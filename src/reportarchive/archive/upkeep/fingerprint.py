"""One hash over all that the archive says, so that two archives can be compared by a line.

SHA-256 over reports, versions, sections, metrics, citations and numerals in their order, without run ids, row
ids and times: a run that was killed and repeated gives the same as one that was not, on either engine.
"""

from __future__ import annotations

import hashlib
from json.encoder import encode_basestring
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
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from sqlalchemy import Connection, Select, Table

    from reportarchive.archive.archive import Archive

BATCH = 100  # reports at a time
CHILDREN = (section, metric, citation, numeral)
# Row ids and times differ from run to run; floats are rebuilt from the exact text.
LEFT_OUT = frozenset(
    (
        *("version_id", "fetch_id", "issuer_id", "passage_id", "recorded_from", "recorded_to"),
        *("value", "upper", "residue_rate"),
    )
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
    reports = connection.execute(_reports()).mappings().all()
    for at in range(0, len(reports), BATCH):
        batch = reports[at : at + BATCH]
        versions = _versions(connection, [row["report_id"] for row in batch])
        ids = [version["version_id"] for mine in versions.values() for version in mine]
        children = [_children(connection, table, ids) for table in CHILDREN]
        for row in batch:
            yield to_json(dict(row))
            for version in versions.get(row["report_id"], ()):
                yield to_json(_kept(version) | {"is_current": version["recorded_to"] is None})
                for found in children:
                    yield from found.get(version["version_id"], ())


def _versions(connection: Connection, report_ids: Sequence[str]) -> dict[str, list[dict[str, Any]]]:
    """Return the versions of these reports, by report and number."""
    wanted = select(report_version).where(report_version.c.report_id.in_(report_ids))
    found: dict[str, list[dict[str, Any]]] = {}
    for row in connection.execute(wanted.order_by(report_version.c.version_no)).mappings():
        found.setdefault(row["report_id"], []).append(dict(row))
    return found


def _children(connection: Connection, table: Table, version_ids: Sequence[int]) -> dict[int, list[str]]:
    """Return the lines of the rows of a table, by version and place in the text."""
    names = sorted(column.name for column in table.c if column.name not in LEFT_OUT)
    # What `to_json` writes of such a row, several times as fast: there are millions of them.
    members = dict.fromkeys(names, "%s") | {"table": f'"{table.name}"'}
    line = "{" + ", ".join(f'"{name}": {member}' for name, member in sorted(members.items())) + "}"
    wanted = select(table.c.version_id, *(table.c[name] for name in names)).where(table.c.version_id.in_(version_ids))
    found: dict[int, list[str]] = {}
    for version_id, *cells in connection.execute(wanted.order_by(table.c.version_id, table.c.seq)):
        found.setdefault(version_id, []).append(line % tuple(map(_cell, cells)))
    return found


def _cell(value: str | int | None) -> str:
    return encode_basestring(value) if isinstance(value, str) else "null" if value is None else str(value)


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
