"""The part of the archive's door for the reports: stored, corrected, found again, read again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from reportarchive.archive.corrections import kept
from reportarchive.archive.corrections.correcting import Correction, apply_corrections
from reportarchive.archive.engine import reading, writing
from reportarchive.archive.opened import Opened
from reportarchive.archive.reports import lookup
from reportarchive.archive.reports.rows import rows_of
from reportarchive.archive.reports.stored import read_children
from reportarchive.archive.reports.writer import Incoming, Origin, Stored, store_all
from reportarchive.archive.schema import report
from reportarchive.errors import ArchiveError, InputError
from reportarchive.model import WHOLE

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sqlalchemy import Connection

    from reportarchive.archive.reports.lookup import CaptureRow, KnownReport, ReportRows
    from reportarchive.archive.reports.rows import Row, VersionRows
    from reportarchive.model import Part, Report, Scope


class Reports(Opened):
    """Reports and their versions; every method is one transaction."""

    def store(self, parsed: Report, *, origin: Origin, rows: VersionRows | None = None) -> Stored:
        """Store a report with the corrections in force for it, and return what changed.

        `rows` are its rows, where they were made beforehand.

        Raises:
            InputError: it has no issuer, division, year or kind, or a span does not show its surface.
            ArchiveError: its fetch, division or an indicator is not in the archive, or the database refused.
        """
        rows = rows or rows_of(parsed)
        with writing(self.engine) as connection:
            return _store_corrected(connection, parsed, rows, origin)

    def store_all(self, incoming: Sequence[Incoming]) -> list[Stored]:
        """Store reports in one transaction and return what changed; those with corrections are left out.

        A correction is applied to a reading, not to its rows: store such a report by itself.

        Raises:
            ArchiveError: as `store`, or two of them are the same report.
        """
        if not incoming:
            return []
        report_ids = [one.rows.identity.report_id for one in incoming]
        with writing(self.engine) as connection:
            corrected = kept.corrections_of(connection, kept.hold_corrections(connection, report_ids))
            return store_all(connection, [one for one in incoming if one.rows.identity.report_id not in corrected])

    def correct(self, parsed: Report, made: Sequence[Correction], *, origin: Origin) -> tuple[Stored, list[Correction]]:
        """Store corrections, all or none, and the report as it is with them.

        `parsed` is the report as its kept bytes are read.

        Raises:
            InputError: a correction finds no place in the report.
            ArchiveError: the report has changed since its bytes were read.
        """
        rows = rows_of(parsed)
        report_id = rows.identity.report_id
        with writing(self.engine) as connection:
            kept.hold_corrections(connection, [report_id])
            _require_current(connection, report_id, origin.fetch_id)
            _store_as_read(connection, parsed, rows, origin)
            known = [
                _add_correction(connection, parsed, report_id, one, recorded_at=origin.recorded_at) for one in made
            ]
            return _store_corrected(connection, parsed, rows, origin), known

    def withdraw_correction(self, correction_id: int, parsed: Report, *, origin: Origin) -> Stored:
        """Withdraw a correction and store the report as it is without it.

        Raises:
            UnknownName: there is no such correction, or it is withdrawn already.
            ArchiveError: the report has changed since its bytes were read.
        """
        rows = rows_of(parsed)
        with writing(self.engine) as connection:
            kept.hold_corrections(connection, [rows.identity.report_id])
            _require_current(connection, rows.identity.report_id, origin.fetch_id)
            _store_as_read(connection, parsed, rows, origin)
            kept.withdraw_correction(connection, correction_id, origin.recorded_at)
            return _store_corrected(connection, parsed, rows, origin)

    def corrections(self, report_id: str | None = None) -> list[dict[str, Any]]:
        """Return the corrections of a report, or all, withdrawn and orphaned ones too, in the order they were made."""
        with reading(self.engine) as connection:
            return kept.list_corrections(connection, report_id)

    def known_reports(self, source_id: str, years: Sequence[int] = ()) -> list[KnownReport]:
        """Return the stored reports of a source that have a URL; no years means all."""
        with reading(self.engine) as connection:
            return lookup.known_reports(connection, source_id, years)

    def current_length(self, url: str) -> int | None:
        """Return how many characters the current version of the report at an address has, None when there is none."""
        with reading(self.engine) as connection:
            return lookup.current_length(connection, url)

    def captures(self, scope: Scope, *, part: Part = WHOLE, after: str = "") -> Iterator[CaptureRow]:
        """Yield the capture each current version in scope came from, by report_id, those behind `after` only."""
        return lookup.captures(self.engine, scope, part, after)

    def count_captures(self, scope: Scope, part: Part = WHOLE) -> int:
        """Return how many captures `captures` would yield."""
        with reading(self.engine) as connection:
            return lookup.count_captures(connection, scope, part)

    def capture_of(self, report_id: str) -> CaptureRow:
        """Return the capture the current version of a report came from.

        Raises:
            UnknownName: the archive holds no such report_id.
        """
        with reading(self.engine) as connection:
            return lookup.capture_of(connection, report_id)

    def stored_metrics(self, version_id: int) -> list[Row]:
        """Return the metrics of a version, in the order of `COLUMNS`."""
        with reading(self.engine) as connection:
            return read_children(connection, "metric", version_id)

    def find_report(self, key: str) -> str:
        """Return the report_id that a report_id, a URL or `110107/2023` names.

        Raises:
            UnknownName: none or several; the text names those near.
        """
        with reading(self.engine) as connection:
            return lookup.find_report(connection, key)

    def report_rows(self, report_id: str) -> ReportRows:
        """Return the current version of a report with its sections, metrics, citations, numerals and issues.

        Raises:
            UnknownName: the archive holds no such report_id.
        """
        with reading(self.engine) as connection:
            return lookup.report_rows(connection, report_id)

    def count_reports(self) -> int:
        """Return how many reports are stored."""
        with reading(self.engine) as connection:
            return connection.execute(select(func.count()).select_from(report)).scalar_one()


def _add_correction(
    connection: Connection, parsed: Report, report_id: str, made: Correction, *, recorded_at: str
) -> Correction:
    """Insert a correction that applies on top of those in force, anchored where it was found."""
    earlier = kept.corrections_of(connection, [report_id]).get(report_id, ())
    verdict = apply_corrections(parsed, (*earlier, made))[1][-1]
    if verdict.state != "applied":
        raise InputError(f"{made.field} is not corrected: {verdict.note}")
    anchored = replace(made, quote=verdict.quote, section=verdict.section, was=verdict.was)
    return kept.add_correction(connection, report_id, anchored, recorded_at)


def _store_as_read(connection: Connection, parsed: Report, rows: VersionRows, origin: Origin) -> None:
    """Store what a newer parser reads otherwise as a version of its own, before a correction changes more."""
    _store_corrected(connection, parsed, rows, replace(origin, is_correction=False))


def _store_corrected(connection: Connection, parsed: Report, rows: VersionRows, origin: Origin) -> Stored:
    """Store a report as its corrections leave it, and note what became of each."""
    report_id = rows.identity.report_id
    held = kept.hold_corrections(connection, [report_id])
    known = kept.corrections_of(connection, held).get(report_id, ())
    if known:
        corrected, verdicts = apply_corrections(parsed, known)
        rows = rows_of(corrected)
        if not _is_overtaken(connection, report_id, origin):
            kept.note_verdicts(connection, verdicts)
    (stored,) = store_all(connection, [Incoming(rows, origin)])
    return stored


def _is_overtaken(connection: Connection, report_id: str, origin: Origin) -> bool:
    """Tell whether kept bytes were read of which a later request has brought others: nothing of them is stored."""
    return origin.is_replay and lookup.capture_of(connection, report_id).fetch_id != origin.fetch_id


def _require_current(connection: Connection, report_id: str, fetch_id: int) -> None:
    """Refuse a correction of what is not current any more: it would be noted and not be seen."""
    if lookup.capture_of(connection, report_id).fetch_id != fetch_id:
        raise ArchiveError(f"{report_id} has changed just now; look at it, and run the same command again")
