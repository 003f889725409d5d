"""What a visit's articles come to: each read as it comes, and stored behind the visit, which goes on asking.

What becomes of an article is noted when that is known: that it is stored, with or after a later one.
"""

from __future__ import annotations

from collections import deque
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportarchive.archive import Incoming, Origin
from reportarchive.errors import InputError
from reportarchive.model import Outcome, PageRequest
from reportarchive.pipeline.clock import utc_now
from reportarchive.pipeline.gather.asking import told
from reportarchive.pipeline.gather.reading import read_to_store
from reportarchive.pipeline.holdings import PARSER_VERSION
from reportarchive.pipeline.reading import parse_capture

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportarchive.archive import Brought, SharedStore, Stored, VersionRows
    from reportarchive.pipeline.gather.asking import Answer, Asker
    from reportarchive.pipeline.gather.listed import Row
    from reportarchive.pipeline.gather.noting import Notes
    from reportarchive.pipeline.gather.reading import ToStore
    from reportarchive.pipeline.reading import Hints
    from reportarchive.pipeline.reading.readers import Readers

MOST_WAITING = 2
"""Reports of a visit that may wait to be stored while it goes on, so that they never fill the memory."""


@dataclass(frozen=True, slots=True)
class Article:
    """A row of a listing, the answer to a request for it, and what was known of it before."""

    row: Row
    answer: Answer
    hints: Hints


class Intake:
    """The articles of one visit on their way into the archive; what becomes of them goes into its notes."""

    def __init__(self, notes: Notes, asker: Asker, readers: Readers, shared: SharedStore) -> None:
        self._notes = notes
        self._asker = asker
        self._archive = asker.run.holdings.archive
        self._readers = readers
        self._shared = shared
        self._brought: deque[tuple[Article, Brought]] = deque()
        self._taken_from: dict[str, str] = {}  # report_id -> the address this visit took it from

    def take(self, article: Article) -> None:
        """Read an article and bring the report it holds to be stored.

        Raises:
            ArchiveError, CaptureError: the database or the raw bytes cannot be used.
        """
        with self._problems_of(article):
            self._note_read(article, self._read(article.answer, article.hints))
        self._note_stored(MOST_WAITING)

    def finish(self) -> None:
        """Wait until all that was taken is stored.

        Raises:
            ArchiveError: the database cannot be used.
        """
        self._note_stored(0)

    def _note_stored(self, most: int) -> None:
        """Note what has been stored by now, and wait for it where more than so many reports are on their way."""
        while self._brought and (self._brought[0][1].stored.done() or len(self._brought) > most):
            article, brought = self._brought.popleft()
            with self._problems_of(article):
                stored = self._shared.stored(brought) or self._store_corrected(article, brought.incoming)
                self._notes.changed(stored.change, stored.report_id, article.answer, stored.version_id)

    @contextmanager
    def _problems_of(self, article: Article) -> Iterator[None]:
        """Note what a person can mend as a problem of an article; the visit goes on."""
        try:
            yield
        except InputError as error:
            address = article.row.candidate.url
            self._notes.failed(f"{address}: {error}", article.answer, address=article.answer.url)

    def _read(self, answer: Answer, hints: Hints) -> ToStore:
        before = self._archive.current_length(hints.page_url or answer.url)
        return self._readers.call(
            read_to_store, answer.body, url=answer.url, content_type=answer.content_type, hints=hints, before=before
        )

    def _note_read(self, article: Article, read: ToStore) -> None:
        answer = article.answer
        if read.files:
            self._take_file(article, article.hints.of_file(read.document), read.files)
        elif read.needs_person:
            self._leave_to_person(article.row, answer, read.needs_person)
        elif read.rows is None:
            self._archive.judge_fetch(answer.fetch_id, Outcome.LAYOUT_CHANGED, read.why)
            problem = f"{answer.url}: {Outcome.LAYOUT_CHANGED.value} ({read.why}); stored data is kept"
            self._notes.failed(problem, answer, address=answer.url)
        else:
            self._bring(article, read.rows)

    def _take_file(self, page: Article, hints: Hints, files: tuple[str, ...]) -> None:
        """Ask for the file that a page leaves its report to, and bring what it holds as the report of that page."""
        for url in files:
            answer = self._asker.ask(PageRequest(url), "attachment", hints)
            if not answer.is_page:
                problem = f"{url}, a file of {page.answer.url}: {told(answer.payload)}"
                self._notes.failed(problem, answer, address=page.answer.url)
                continue
            read = self._read(answer, hints)
            if read.rows is not None:
                self._bring(Article(page.row, answer, hints), read.rows)
                return
            self._leave_to_person(page.row, answer, read.needs_person or read.why)

    def _leave_to_person(self, row: Row, answer: Answer, why: str) -> None:
        """Note that a file is kept whose text a person must get out of it, also when it is the one kept before."""
        linked = "" if answer.url == row.candidate.url else f", linked from {row.candidate.url}"
        self._archive.judge_fetch(answer.fetch_id, Outcome.NEEDS_EXTRACTION, f"{why}{linked}")
        self._notes.left_to_person(row, f"its text is in {answer.url}: {why}", answer)

    def _bring(self, article: Article, rows: VersionRows) -> None:
        """Bring a report to be stored, unless this visit has taken it from another page."""
        url = rows.url or article.answer.url
        taken = self._taken_from.setdefault(rows.identity.report_id, url)
        if taken != url:
            self._notes.review(article.row, f"same report as {taken}")
            return
        origin = Origin(article.answer.page_id, self._asker.source_id, PARSER_VERSION, utc_now())
        self._brought.append((article, self._shared.bring(Incoming(rows, origin))))

    def _store_corrected(self, article: Article, incoming: Incoming) -> Stored:
        """Store a report that has corrections: they are applied to a reading, not to its rows."""
        answer = article.answer
        report = self._readers.call(
            parse_capture, answer.body, url=answer.url, content_type=answer.content_type, hints=article.hints
        )
        return self._archive.store(report, origin=incoming.origin, rows=incoming.rows)
