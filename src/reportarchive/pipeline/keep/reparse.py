"""Stored reports read anew from their kept bytes, without network, on all cores, a window of them in memory.

Results are taken in the order of their report_ids and written in small transactions; how far that went is noted behind
each, so that an interrupted reparse goes on there. Equal output is found out by its hash where it is read.
"""

from __future__ import annotations

from dataclasses import asdict, replace
from itertools import islice
from typing import TYPE_CHECKING, TypeAlias

from reportarchive.archive import Incoming, Origin, VersionRows, apply_corrections, rows_of
from reportarchive.errors import ReportArchiveError
from reportarchive.model import WHOLE
from reportarchive.pipeline.clock import utc_now
from reportarchive.pipeline.holdings import PARSER_VERSION, stored_scope
from reportarchive.pipeline.reading import Hints, parse_capture
from reportarchive.pipeline.reading.readers import open_readers
from reportarchive.pipeline.runs import recorded_run
from reportarchive.pipeline.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reportarchive.archive import CaptureRow
    from reportarchive.capture import ObjectStore
    from reportarchive.model import Part, Report, Scope
    from reportarchive.pipeline.holdings import Holdings
    from reportarchive.pipeline.runs import Run

TOGETHER = 50
"""Reports written in one transaction: few enough to lose little by a kill, many enough to pay for its commit."""

Anew: TypeAlias = "tuple[CaptureRow, VersionRows | ReportArchiveError | None]"
"""A capture with what it is now: rows that differ from what is stored, None when nothing does, or why it failed."""


def reparse(
    holdings: Holdings,
    scope: Scope,
    *,
    part: Part = WHOLE,
    from_start: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Tally:
    """Read every stored report in scope anew and store what came out different; equal output writes nothing.

    With a `part`, only the reports of that part, so that several machines share the work. A reparse of the same scope
    and part by the same parser that was interrupted goes on where it stood, unless `from_start`; one with a limit
    always begins at the start.
    `progress` is called once a report, with a line where there is something to tell.

    Raises:
        UnknownName: the scope names a source or division that the registry does not hold.
    """
    more = {"parser_version": PARSER_VERSION} | ({} if part == WHOLE else {"part": str(part)})
    meant = asdict(scope) | more
    begun = None if from_start or scope.limit is not None else holdings.archive.interrupted_at("reparse", meant)
    with recorded_run(holdings, "reparse", scope, **more) as run:
        if begun:
            holdings.archive.note_position(run.run_id, begun)
            progress(f"going on behind {begun}, where the last reparse was interrupted")
        tally = Tally()
        run.tallies.append(tally)
        results = read_anew(holdings, scope, part=part, after=begun or "")
        while together := list(islice(results, TOGETHER)):
            _write(run, tally, together, progress)
        holdings.archive.note_position(run.run_id, None)
        return tally


def count_reports(holdings: Holdings, scope: Scope, part: Part = WHOLE) -> int:
    """Return how many stored reports are in scope, and in a part of it.

    Raises:
        UnknownName: the scope names a source or division that the registry does not hold.
    """
    return holdings.archive.count_captures(stored_scope(holdings.registry, scope), part)


def read_anew(holdings: Holdings, scope: Scope, *, part: Part = WHOLE, after: str = "") -> Iterator[Anew]:
    """Yield every capture in scope and a part, behind a report_id, with what it is now, in the order of report_ids.

    Raises:
        UnknownName: the scope names a source or division that the registry does not hold.
    """
    captures = holdings.archive.captures(stored_scope(holdings.registry, scope), part=part, after=after)
    with open_readers() as readers:
        yield from readers.in_order(_read, captures, holdings.store)


def read_capture(capture: CaptureRow, store: ObjectStore) -> Report:
    """Return the report in a capture's kept bytes: read as it was found, filed where it was last seen.

    Raises:
        CaptureError: its bytes are missing or altered.
        InputError: the parser failed on them.
    """
    hints = Hints.from_dict(capture.hints)
    body = store.get(capture.sha256)
    report = parse_capture(body, url=capture.url, content_type=capture.content_type, hints=hints)
    # Otherwise a reparse would undo a move.
    return replace(report, document=replace(report.document, url=capture.current_url))


def origin_of(capture: CaptureRow, *, is_correction: bool = False) -> Origin:
    """Return the origin of a report that was read anew from a capture, now."""
    return Origin(
        capture.fetch_id,
        capture.source_id,
        PARSER_VERSION,
        utc_now(),
        is_replay=True,
        is_correction=is_correction,
    )


def _read(capture: CaptureRow, store: ObjectStore) -> VersionRows | None:
    """Return the rows a capture gives now; None when they are those that are stored."""
    report = read_capture(capture, store)
    if capture.corrections:
        report, _ = apply_corrections(report, capture.corrections)
    rows = rows_of(report)
    return None if rows.output_sha256 == capture.output_sha256 else rows


def _write(run: Run, tally: Tally, together: list[Anew], progress: Callable[[str], None]) -> None:
    """Store what differs among some results, then note how far the run has come: a kill between repeats a little."""
    archive = run.holdings.archive
    changed = [(one, rows) for one, rows in together if isinstance(rows, VersionRows)]
    # Rows made with corrections may hold one that was withdrawn meanwhile.
    incoming = [Incoming(rows, origin_of(one)) for one, rows in changed if not one.corrections]
    said = {stored.report_id: stored.change for stored in archive.store_all(incoming)}
    for one, _ in changed:
        if one.report_id not in said:  # it has corrections, which are applied where it is stored
            report = read_capture(one, run.holdings.store)
            said[one.report_id] = archive.store(report, origin=origin_of(one)).change
    archive.note_position(run.run_id, together[-1][0].report_id)
    for capture, result in together:
        tally.counts["seen"] += 1
        if isinstance(result, ReportArchiveError):
            tally.fail(f"{capture.report_id}: {result}")
            _log(run, capture, "failed")
            progress(f"{capture.report_id}: failed")
            continue
        change = said.get(capture.report_id, "unchanged")
        tally.counts[change] += 1
        _log(run, capture, change)
        progress(f"{capture.report_id}: {change}" if change != "unchanged" else "")


def _log(run: Run, capture: CaptureRow, change: str) -> None:
    run.log(change, source_id=capture.source_id, report_id=capture.report_id, fetch_id=capture.fetch_id)
