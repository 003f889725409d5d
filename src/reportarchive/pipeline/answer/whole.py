"""All that an archive says of one report: what was read, from which bytes, in which versions, corrected by whom."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reportarchive.archive import Archive
from reportarchive.query import Reader, read_versions

if TYPE_CHECKING:
    from reportarchive.archive import ReportRows
    from reportarchive.settings import Settings

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class WholeReport:
    """A report's current version with all rows found in it, the rows of `version_history`, and all corrections."""

    rows: ReportRows
    versions: list[Row]
    corrections: list[Row]

    @property
    def current(self) -> Row:
        """The row of the current version: when and where its bytes were asked for."""
        return next(one for one in reversed(self.versions) if one["is_current"])


def read_whole(settings: Settings, key: str) -> WholeReport:
    """Return the report that a report_id, a URL or `110107/2023` names.

    Raises:
        UnknownName: none or several; the text names those near.
        ArchiveError: there is no archive, or it cannot be read.
    """
    with Archive.open(settings.archive_url) as archive:
        report_id = archive.find_report(key)
        rows, corrections = archive.report_rows(report_id), archive.corrections(report_id)
    with Reader.open(settings.archive_url) as reader:
        return WholeReport(rows, read_versions(reader, report_id), corrections)
