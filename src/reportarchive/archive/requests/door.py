"""The part of the archive's door for what was asked: runs, requests with their outcome, and the rows of listings."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from sqlalchemy import select

from reportarchive.archive.engine import reading, writing
from reportarchive.archive.opened import Opened
from reportarchive.archive.requests import candidates, pages, runs
from reportarchive.archive.schema import blob
from reportarchive.archive.search.index import merge_segments
from reportarchive.archive.upkeep.statistics import renew_statistics
from reportarchive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from reportarchive.archive.requests.candidates import Judged
    from reportarchive.archive.requests.pages import KeptPage
    from reportarchive.model import Outcome, Payload


class Requests(Opened):
    """Runs and requests; every method is one transaction."""

    def begin_run(self, kind: str, scope: Mapping[str, object], started_at: str) -> int:
        """Note that a run has begun and return its id."""
        with writing(self.engine) as connection:
            return runs.begin_run(connection, kind, scope, started_at)

    def finish_run(self, run_id: int, *, state: str, counts: Mapping[str, int], finished_at: str) -> None:
        """Note how a run ended (done or failed) and what it counted, and put in order what it has written.

        The planner learns what is there by now, and the search index merges its segments.

        Raises:
            ArchiveError: there is no such run.
        """
        with writing(self.engine) as connection:
            runs.finish_run(connection, run_id, state=state, counts=counts, finished_at=finished_at)
            renew_statistics(connection)
        with suppress(ArchiveError):  # the run has ended well all the same, and the next one merges them
            merge_segments(self.engine)

    def interrupted_at(self, kind: str, scope: Mapping[str, object]) -> str | None:
        """Return where the last run of this kind and scope was interrupted; None when it went to its end."""
        with reading(self.engine) as connection:
            return runs.interrupted_at(connection, kind, scope)

    def note_position(self, run_id: int, position: str | None) -> None:
        """Note how far a run has come, so that the next one can go on there; None when it has come to its end."""
        with writing(self.engine) as connection:
            runs.note_position(connection, run_id, position)

    def record_fetch(  # noqa: PLR0913 (the parts of one row, named at every call)
        self,
        run_id: int,
        payload: Payload,
        *,
        source_id: str | None,
        purpose: str,
        sha256: str | None,
        size: int | None = None,
        hints: Mapping[str, object],
    ) -> int:
        """Note one request and return its id; `sha256` (hex) names bytes that are already kept.

        Purposes: listing, article, attachment, robots, redirect, retry, import. `hints` is what was known before the
        page was read (title, listed_on, division, year, issuer, …); `year` lets `coverage` tell unparsed from missing.

        Raises:
            ArchiveError: another purpose, or an unknown run or source.
        """
        keys: dict[str, int | str | None] = {"run_id": run_id, "source_id": source_id, "purpose": purpose}
        with writing(self.engine) as connection:
            return runs.record_fetch(connection, payload, keys | {"sha256": sha256, "size": size}, hints)

    def judge_fetch(self, fetch_id: int, outcome: Outcome, evidence: str) -> None:
        """Note another outcome of a request, found by reading its answer: layout_changed, empty, needs_extraction."""
        with writing(self.engine) as connection:
            runs.judge_fetch(connection, fetch_id, outcome, evidence)

    def mark_whole(self, fetch_id: int) -> None:
        """Note that the visit begun by this listing request saw everything the source shows, for all years."""
        with writing(self.engine) as connection:
            runs.mark_whole(connection, fetch_id)

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
            return pages.kept_page(connection, url)

    def blob_digests(self) -> list[str]:
        """Return the SHA-256 (hex) of every kept object that a request refers to, sorted."""
        with reading(self.engine) as connection:
            return list(connection.execute(select(blob.c.sha256).order_by(blob.c.sha256)).scalars())
