"""What an archive holds, in the figures by which it is cited: how many reports of which years, recorded until when."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportarchive.revisions import VERSION_TABLE

if TYPE_CHECKING:
    from sqlalchemy import Connection

LOOKED = """
SELECT MAX(at) FROM (
    SELECT MAX(recorded_from) AS at FROM report_version
    UNION ALL
    SELECT MAX(requested_at) FROM "fetch"
) t
"""


@dataclass(frozen=True, slots=True)
class Extent:
    """What an archive holds; times are UTC text and None in an archive without reports or requests.

    `looked_at` is the last time it learnt anything: the newest version or the newest request.
    """

    schema_revision: str
    parser_versions: tuple[str, ...]
    recorded_at: str | None
    looked_at: str | None


def read_extent(connection: Connection) -> Extent:
    """Return what the archive holds as the connection sees it."""

    def column(sql: str) -> list[str]:
        return list(connection.exec_driver_sql(sql).scalars())

    return Extent(
        schema_revision=column(f"SELECT version_num FROM {VERSION_TABLE}")[0],  # noqa: S608
        parser_versions=tuple(
            column("SELECT DISTINCT parser_version FROM report_version WHERE recorded_to IS NULL ORDER BY 1")
        ),
        recorded_at=column("SELECT MAX(recorded_from) FROM report_version")[0],
        looked_at=column(LOOKED)[0],
    )
