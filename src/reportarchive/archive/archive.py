"""The archive's one door: opening it, writing runs, requests and reports, and reading them back.

Every method is one transaction; times are given by the caller (UTC text), except leases and pauses, which go
by the database's clock.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlalchemy import func, select

from reportarchive.archive import candidates, lookup, registry_rows, runs, work
from reportarchive.archive import upgrade as migrations
from reportarchive.archive.engine import make_folder, open_engine, read_url, reading, shown, writing
from reportarchive.archive.inserts import upsert
from reportarchive.archive.schema import blob, meta, report, run
from reportarchive.archive.writer import Origin, Stored, store_report
from reportarchive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy import Engine

    from reportarchive.archive.candidates import Judged
    from reportarchive.archive.digests import Digests
    from reportarchive.archive.lookup import CaptureRow, KeptPage, KnownReport, ReportRows
    from reportarchive.archive.registry_rows import IndicatorRow
    from reportarchive.archive.work import WorkItem
    from reportarchive.model import Division, Outcome, Payload, Report, Scope, Source

MARKER = "marker"


class Archive:
    """One archive, open. Use as a context manager, or call `close`; safe to share between threads."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @classmethod
    def open(cls, url: str) -> Self:
        """Open an archive that exists and is at this code's revision.

        Raises:
            ArchiveError: unreachable, not migrated, older or newer than the code; says what to do.
        """
        parsed = read_url(url)
        if parsed.drivername == "sqlite" and not Path(str(parsed.database)).is_file():
            raise ArchiveError(f"there is no archive at {shown(parsed)}; run `reportarchive db upgrade` to make one")
        engine = open_engine(parsed)
        try:
            migrations.check_current(engine)
        except ArchiveError:
            engine.dispose()
            raise
        return cls(engine)

    @classmethod
    def create(cls, url: str) -> Self:
        """Open an archive; make it, or bring it to this code's revision, when it is new or old.

        Raises:
            ArchiveError: unreachable, not writable, newer than the code, or a database of something else.
        """
        parsed = read_url(url)
        make_folder(parsed)
        archive = cls(open_engine(parsed))
        try:
            if migrations.needs_upgrade(archive.engine):
                archive.upgrade()
        except ArchiveError:
            archive.close()
            raise
        return archive

    def upgrade(self) -> tuple[str | None, str]:
        """Run the migrations, recreate the views, and return the revisions before (None: new) and after.

        Raises:
            ArchiveError: not writable, newer than the code, or a database of something else.
        """
        return migrations.upgrade(self.engine)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def sync_registry(
        self,
        divisions: Iterable[Division],
        sources: Iterable[Source],
        indicators: Iterable[IndicatorRow],
        *,
        last_year: int,
    ) -> None:
        """Write the registry, and an expectation per source and year to `last_year`; equal rows stay.

        Raises:
            ArchiveError: a source names a division that is not given and not stored.
        """
        with writing(self.engine) as connection:
            registry_rows.sync_divisions(connection, divisions)
            registry_rows.sync_indicators(connection, indicators)
            registry_rows.sync_sources(connection, sources, last_year)

    def begin_run(self, kind: str, scope: Mapping[str, object], started_at: str) -> int:
        """Note that a run has begun and return its id."""
        with writing(self.engine) as connection:
            return runs.begin_run(connection, kind, scope, started_at)

    def finish_run(self, run_id: int, *, state: str, counts: Mapping[str, int], finished_at: str) -> None:
        """Note how a run ended (done or failed) and what it counted.

        Raises:
            ArchiveError: there is no such run.
        """
        with writing(self.engine) as connection:
            runs.finish_run(connection, run_id, state=state, counts=counts, finished_at=finished_at)

    def record_fetch(  # noqa: PLR0913 (the parts of one row, named at every call)
        self,
        run_id: int,
        payload: Payload,
        *,
        source_id: str | None,
        purpose: str,
        sha256: str | None,
        size: int | None = None,
        hints: Mapping[str, str],
    ) -> int:
        """Note one request and return its id; `sha256` (hex) names bytes that are already kept.

        Purposes: listing, article, robots, redirect, retry, import. `hints` is what was known before the page was read
        (title, listed_on, division, year, issuer, …); `year` lets `coverage` tell unparsed from missing.

        Raises:
            ArchiveError: another purpose, or an unknown run or source.
        """
        keys: dict[str, int | str | None] = {"run_id": run_id, "source_id": source_id, "purpose": purpose}
        with writing(self.engine) as connection:
            return runs.record_fetch(connection, payload, keys | {"sha256": sha256, "size": size}, hints)

    def judge_fetch(self, fetch_id: int, outcome: Outcome, evidence: str) -> None:
        """Note another outcome of a request, found by reading its answer: `layout_changed`, `empty`."""
        with writing(self.engine) as connection:
            runs.judge_fetch(connection, fetch_id, outcome, evidence)

    def record_candidates(self, source_id: str, fetch_id: int, judged: Iterable[Judged]) -> None:
        """Note what the rows of listings were decided to be; `fetch_id` is the listing request that showed them."""
        with writing(self.engine) as connection:
            candidates.record_candidates(connection, source_id, fetch_id, judged)

    def accepted_urls(self, source_id: str) -> set[str]:
        """Return the addresses that listings of a source ever showed as its reports."""
        with reading(self.engine) as connection:
            return candidates.accepted_urls(connection, source_id)

    def kept_page(self, url: str) -> KeptPage | None:
        """Return the last whole answer from an address, or None when there was none."""
        with reading(self.engine) as connection:
            return lookup.kept_page(connection, url)

    def current_length(self, url: str) -> int | None:
        """Return how many characters the current version of the report at an address has, None when there is none."""
        with reading(self.engine) as connection:
            return lookup.current_length(connection, url)

    def mark_whole(self, fetch_id: int) -> None:
        """Note that the visit begun by this listing request saw everything the source shows, for all years."""
        with writing(self.engine) as connection:
            runs.mark_whole(connection, fetch_id)

    def store(  # noqa: PLR0913 (the parts of one version, named at every call)
        self,
        parsed: Report,
        *,
        fetch_id: int,
        source_id: str | None,
        parser_version: str,
        recorded_at: str,
        is_replay: bool = False,
        digests: Digests | None = None,
    ) -> Stored:
        """Store a report in one transaction and return what changed.

        `digests` are its hashes, where they were taken beforehand. `is_replay` is set for kept bytes read anew: they
        never replace what a later request has brought.

        Raises:
            InputError: it has no issuer, division, year or kind, or a span does not show its surface.
            ArchiveError: its fetch, division or an indicator is not in the archive, or the database refused.
        """
        origin = Origin(fetch_id, source_id, parser_version, recorded_at, is_replay)
        with writing(self.engine) as connection:
            return store_report(connection, parsed, origin, digests)

    def known_reports(self, source_id: str, years: Sequence[int] = ()) -> list[KnownReport]:
        """Return the stored reports of a source that have a URL; no years means all."""
        with reading(self.engine) as connection:
            return lookup.known_reports(connection, source_id, years)

    def captures(self, scope: Scope) -> Iterator[CaptureRow]:
        """Yield the capture each current version in scope came from, for a reparse."""
        return lookup.captures(self.engine, scope)

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

    def blob_digests(self) -> list[str]:
        """Return the SHA-256 (hex) of every kept object that a request refers to, sorted."""
        with reading(self.engine) as connection:
            return list(connection.execute(select(blob.c.sha256).order_by(blob.c.sha256)).scalars())

    def is_empty(self) -> bool:
        """Return whether nothing was ever run or stored here."""
        with reading(self.engine) as connection:
            used = (select(func.count()).select_from(table) for table in (run, report))
            return not any(connection.execute(count).scalar_one() for count in used)

    def marker(self) -> str | None:
        """Return the mark set on this archive (`demo`), None for an unmarked one."""
        with reading(self.engine) as connection:
            return connection.execute(select(meta.c.value).where(meta.c.name == MARKER)).scalar()

    def set_marker(self, marker: str) -> None:
        """Mark this archive as made by `demo`, say, which then knows its own from a real one."""
        with writing(self.engine) as connection:
            upsert(connection, meta, ("name",), [{"name": MARKER, "value": marker}])

    def plan_work(self, run_kind: str, source_ids: Sequence[str], scope: Mapping[str, object]) -> list[int]:
        """Return the ids of the work items still to do, one per source; the same plan twice is resumed."""
        with writing(self.engine) as connection:
            return work.plan_work(connection, run_kind, source_ids, scope)

    def claim_work(self, owner: str, lease_seconds: float, item_ids: Sequence[int] | None = None) -> WorkItem | None:
        """Return the next free item (of these, when given), leased to the owner, or None."""
        with writing(self.engine) as connection:
            return work.claim_work(connection, owner, lease_seconds, item_ids)

    def finish_work(self, item_id: int, error: str | None) -> None:
        """Mark an item done, or failed with the error.

        Raises:
            ArchiveError: there is no such item.
        """
        with writing(self.engine) as connection:
            work.finish_work(connection, item_id, error)

    def release_work(self, item_id: int) -> None:
        """Put an item back to pending: it was begun and is not done."""
        with writing(self.engine) as connection:
            work.release_work(connection, item_id)

    def free_leases(self) -> int:
        """Put items whose worker went silent, or ran here and is gone, back to pending and return how many."""
        with writing(self.engine) as connection:
            return work.free_leases(connection)

    def held_work(self, item_ids: Sequence[int]) -> list[str]:
        """Return the sources among these items that a worker holds at present."""
        with reading(self.engine) as connection:
            return work.held_work(connection, item_ids)

    def failed_sources(self, run_kind: str | None = None) -> list[str]:
        """Return the sources with a failed work item."""
        with reading(self.engine) as connection:
            return work.failed_sources(connection, run_kind)
