"""Two versions of a report side by side: the views `metric_diff` and `section_diff` for any pair of them.

The views compare each version with the one before it; here their text is asked for a pair of one's choice, being
otherwise the views' own.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from reportarchive.errors import ArchiveError
from reportarchive.sqlfiles import sql_files

if TYPE_CHECKING:
    from reportarchive.query.reader import Reader

BEFORE = re.compile(r"\b[ac]\.version_no - 1\b")
ORDER = "ORDER BY COALESCE(seq_after, seq_before), seq_before NULLS LAST"

Row = dict[str, Any]


def read_versions(reader: Reader, report_id: str) -> list[Row]:
    """Return the rows of `version_history` of a report, the first version first."""
    sql = "SELECT * FROM version_history WHERE report_id = :report_id ORDER BY version_no"
    return _rows(reader, sql, report_id=report_id)


def read_version(reader: Reader, version_id: int) -> Row:
    """Return the row of `report_version` of a version: what it says of its document, and its text."""
    return _rows(reader, "SELECT * FROM report_version WHERE version_id = :id", id=version_id)[0]


def compare_versions(reader: Reader, view: str, report_id: str, *, before: int, after: int) -> list[Row]:
    """Return the rows of `metric_diff` or `section_diff` between two versions of a report, in text order.

    Raises:
        ArchiveError: the view's text no longer says which version comes before.
    """
    _, head, body = sql_files("views").get(view, "").partition(f"CREATE VIEW {view} AS")
    if not head or len(BEFORE.findall(body)) != 2:  # where rows are found, and where they are shown
        raise ArchiveError(f"sql/views/{view}.sql has lost the version before; install the package again")
    pair = BEFORE.sub("CAST(:before AS INTEGER)", body)
    sql = f"SELECT * FROM ({pair}) pair WHERE report_id = :report_id AND version_no = :after {ORDER}"  # noqa: S608
    return _rows(reader, sql, report_id=report_id, before=before, after=after)


def _rows(reader: Reader, sql: str, **params: object) -> list[Row]:
    result = reader.run(sql, params)
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]
