"""Which kept bytes rows refer to: those of a report's version, and those that nothing refers to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from reportarchive.archive.engine import reading
from reportarchive.archive.schema import blob, report_version
from reportarchive.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Collection

    from reportarchive.archive.archive import Archive

CHUNK = 500  # names in one statement


def body_digest(archive: Archive, key: str, version_no: int | None = None) -> str:
    """Return the SHA-256 (hex) of the bytes that a version of a report was read from; no number means the current one.

    Raises:
        UnknownName: there is no such report, or it has no such version.
    """
    report_id = archive.find_report(key)
    version = report_version.c
    mine = select(version.version_no, version.recorded_to, version.body_sha256).where(version.report_id == report_id)
    with reading(archive.engine) as connection:
        rows = connection.execute(mine.order_by(version.version_no)).all()
    for row in rows:
        if row.version_no == version_no or (version_no is None and row.recorded_to is None):
            return str(row.body_sha256)
    raise UnknownName(
        f"report {report_id} has no version {version_no}; it has {', '.join(str(row.version_no) for row in rows)}"
    )


def without_row(archive: Archive, digests: Collection[str]) -> set[str]:
    """Return those of the digests that no request refers to at this moment."""
    every, known = sorted(digests), set[str]()
    with reading(archive.engine) as connection:
        for start in range(0, len(every), CHUNK):
            among = blob.c.sha256.in_(every[start : start + CHUNK])
            known.update(connection.execute(select(blob.c.sha256).where(among)).scalars())
    return set(every) - known
