"""One visit to one source: its listings read, its reports fetched and stored, and asked for when they vanished.

Nothing here removes or overwrites: a page that is gone, refused or half empty leaves a request row as evidence.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportarchive.discover import allowed_hosts
from reportarchive.fetch import is_site_wall
from reportarchive.model import Outcome, PageRequest
from reportarchive.pipeline.gather.asking import Asker, told
from reportarchive.pipeline.gather.intake import Article, Intake
from reportarchive.pipeline.gather.listed import Listings, choose
from reportarchive.pipeline.gather.noting import Notes
from reportarchive.pipeline.reading import Hints
from reportarchive.pipeline.tally import Tally
from reportarchive.text.titles import Decision

if TYPE_CHECKING:
    from collections.abc import Callable

    from reportarchive.archive import SharedStore
    from reportarchive.fetch import Fetcher
    from reportarchive.model import ReportKind, Source
    from reportarchive.pipeline.gather.listed import Row
    from reportarchive.pipeline.reading.readers import Readers
    from reportarchive.pipeline.runs import Run

VANISHED = frozenset({Outcome.NOT_FOUND, Outcome.SOFT_NOT_FOUND, Outcome.GONE})


class Visit:
    """One visit to one source in one run, and what it has counted so far."""

    def __init__(
        self,
        run: Run,
        source: Source,
        fetcher: Fetcher,
        readers: Readers,
        *,
        shared: SharedStore,
        must_stop: Callable[[], bool],
    ) -> None:
        self.tally = Tally(source.id)
        self._run = run
        self._archive = run.holdings.archive
        self._source = source
        self._must_stop = must_stop
        self._asker = Asker(run, fetcher, source.id, allowed_hosts(source))
        self._listings = Listings(self._asker, source, readers, self.tally)
        self._known = {known.url: known for known in self._archive.known_reports(source.id)}
        self._notes = Notes(run, source.id, self._known, self.tally)
        self._intake = Intake(self._notes, self._asker, readers, shared)
        self._seen_at: set[str] = set()  # addresses of listed articles, before and after redirects
        self._wall = ""  # the address that showed a wall before the whole site

    def make(self, limit: int | None) -> Tally:
        """Make the visit and return its tally.

        `limit` caps the articles fetched and passes over those already stored, so that limited runs get on; a visit
        cut short says nothing about what is gone, missing or too few, and its tally is marked as cut.
        """
        accepted = self.look()
        self._seen_at |= {row.candidate.url for row in accepted}
        due = accepted if limit is None else [row for row in accepted if row.candidate.url not in self._known]
        self.tally.counts["kept"] += len(accepted) - len(due)
        try:
            for row in due[:limit]:
                if self._must_stop() or self._wall:
                    break
                self._ask_for(row)
        finally:
            self._intake.finish()
        self.tally.is_cut = self._must_stop() or (limit is not None and len(due) > limit)
        if self._wall:
            self.tally.fail(f"left alone for the rest of this visit: {self._wall} answered with a wall")
        elif not self.tally.is_cut:
            self._check_expectation(len(accepted))
            if self._listings.is_whole:
                self._ask_for_vanished()
                self._note_whole()
        return self.tally

    def look(self) -> list[Row]:
        """Read the listings and return the rows of the reports to fetch, without fetching any."""
        return self._accepted(self._listings.read(must_stop=self._must_stop))

    @property
    def is_whole(self) -> bool:
        """Whether the listings were read to their end, and without a problem."""
        return self._listings.is_whole

    def _accepted(self, rows: list[Row]) -> list[Row]:
        """Return the rows to fetch, each report once; every row's decision is noted and counted."""
        chosen = choose(rows)
        self._listings.record(chosen)
        accepted = []
        for row in rows:
            candidate, selection = row.candidate, row.selection
            if selection.decision is Decision.REFUSE:
                self.tally.counts["refused"] += 1
            elif selection.decision is Decision.NEEDS_REVIEW:
                self._notes.review(row, selection.rule)
            elif (kept := chosen[candidate.url]) is not None:
                # Two pages of one report would take turns at being its current version, run after run.
                self.tally.counts["repeated"] += 1
                self._seen_at.add(candidate.url)
                self.tally.reviews.append(f"{candidate.title} {candidate.url} (same report as {kept})")
            elif self._in_scope(row):
                accepted.append(row)
        return accepted

    def _in_scope(self, row: Row) -> bool:
        year = row.selection.reading.year
        if year is not None and year < row.source.first_year:
            return False
        return not self._run.scope.years or year in self._run.scope.years

    def _ask_for(self, row: Row) -> None:
        """Ask for one article and have it read and stored; anything but a page is a problem told."""
        candidate, reading = row.candidate, row.selection.reading
        self.tally.counts["seen"] += 1
        hints = _hints(row.source, reading.year, reading.kind, title=candidate.title, listed_on=candidate.listed_on)
        answer = self._asker.ask(PageRequest(candidate.url), "article", hints)
        self._seen_at |= {candidate.url, answer.url}
        if not answer.is_page:
            self._wall = candidate.url if is_site_wall(answer.payload) else ""
            self._notes.failed(f"{candidate.url}: {told(answer.payload)}", answer, address=candidate.url)
        elif answer.is_unmodified and answer.url in self._known and not self._known[answer.url].is_file:
            self._notes.changed("unchanged", self._known[answer.url].report_id, answer)
        else:
            self._intake.take(Article(row, answer, hints))

    def _note_whole(self) -> None:
        """Note that this visit saw all there is, so that a report which is not there can be called missing."""
        is_all = not self.tally.is_cut and not self._run.scope.years
        if self._listings.first_request is not None and is_all:
            self._archive.mark_whole(self._listings.first_request)

    def _ask_for_vanished(self) -> None:
        """Ask for the stored reports that no listing shows any more, so that their state rests on evidence."""
        for known in self._archive.known_reports(self._source.id, self._run.scope.years):
            if known.url in self._seen_at:
                continue
            if self._must_stop():
                self.tally.is_cut = True
                return
            hints = _hints(self._source, known.year, known.kind)
            answer = self._asker.ask(PageRequest(known.url), "article", hints)
            if answer.payload.outcome in VANISHED:
                self._notes.changed("vanished", known.report_id, answer)

    def _check_expectation(self, found: int) -> None:
        """Fail loudly when a whole harvest found fewer reports than the source is known to have."""
        if not self._run.scope.years and found < self._source.min_reports:
            self.tally.fail(f"found {found} reports, expected at least {self._source.min_reports}; stored data is kept")


def _hints(
    source: Source, year: int | None, kind: ReportKind | None, *, title: str | None = None, listed_on: str | None = None
) -> Hints:
    """Return what is known of a page of a source; `title` and `listed_on` are what its listing gives it."""
    return Hints(
        title,
        listed_on,
        source.division,
        source.issuer,
        source.issuer_kind.value,
        None if year is None else str(year),
        kind=kind and kind.value,
    )
