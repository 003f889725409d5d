"""Reports that threads bring side by side, stored together by one thread behind them.

A report by itself takes twice as long as one of eight in a transaction: the commit, a piece of the search index and
some twenty statements are then shared. So a report that was brought waits a moment for others, and who brought it goes
on meanwhile, and asks later what became of it.
"""

from __future__ import annotations

from concurrent.futures import Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition, Thread
from typing import TYPE_CHECKING

from reportarchive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reportarchive.archive.reports.door import Reports
    from reportarchive.archive.reports.writer import Incoming, Stored

MOST = 8
"""Reports in one transaction; more cost hardly less (5.0, 2.7, 2.2 and 2.1 ms each of 1, 4, 8 and 16, on SQLite)."""
WAIT = 0.2
"""Seconds that a report waits for others where nobody asks for it."""
PATIENCE = 0.1
"""Seconds that who asks for one lets it wait for others."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A report that was brought, and what becomes of it: None where it has corrections and was left out."""

    report_id: str
    incoming: Incoming
    stored: Future[Stored | None] = field(default_factory=Future)


class SharedStore:
    """The way into an archive for threads that bring reports side by side; safe to share between them."""

    def __init__(self, reports: Reports) -> None:
        self._reports = reports
        self._waiting: list[Brought] = []
        self._asking = 0
        self._is_closed = False
        self._changed = Condition()

    def bring(self, incoming: Incoming) -> Brought:
        """Leave a report to be stored, and return it with what becomes of it.

        Raises:
            ArchiveError: the run is over, and who brings it was left behind.
        """
        brought = Brought(incoming.rows.identity.report_id, incoming)
        with self._changed:
            if self._is_closed:
                raise ArchiveError(f"{brought.report_id} is not stored: the run that read it is over")
            self._waiting.append(brought)
            self._changed.notify_all()
        return brought

    def stored(self, brought: Brought) -> Stored | None:
        """Return what storing a report changed, which waits for others hardly more; None when it was left out.

        Raises:
            ArchiveError: as `Reports.store_all`; those that came with it are stored all the same.
        """
        if wait([brought.stored], PATIENCE).not_done:
            with self._changed:
                self._asking += 1
                self._changed.notify_all()
            wait([brought.stored])
            with self._changed:
                self._asking -= 1
        return brought.stored.result()

    def close(self) -> None:
        """Have all that was brought stored; nothing may be brought any more."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()

    def work(self) -> None:
        """Store what is brought until it is closed."""
        while together := self._drawn():
            self._store(together)

    def _drawn(self) -> list[Brought]:
        """Return what is to be stored next, each report once; nothing when no more can come."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._is_closed)
            self._changed.wait_for(lambda: len(self._waiting) >= MOST or self._asking or self._is_closed, WAIT)
            drawn: dict[str, Brought] = {}
            for one in self._waiting:
                if len(drawn) < MOST:
                    drawn.setdefault(one.report_id, one)
            self._waiting = [one for one in self._waiting if drawn.get(one.report_id) is not one]
            return list(drawn.values())

    def _store(self, together: Sequence[Brought]) -> None:
        """Store all at once, and where that fails each by itself: one is to blame, and no other is to suffer."""
        try:
            stored = {one.report_id: one for one in self._reports.store_all([one.incoming for one in together])}
        except Exception as error:  # noqa: BLE001 - whatever it is, it is raised where the report came from
            for one in together:
                if len(together) == 1:
                    one.stored.set_exception(error)
                else:
                    self._store([one])
        else:
            for one in together:
                one.stored.set_result(stored.get(one.report_id))


@contextmanager
def open_store(reports: Reports) -> Iterator[SharedStore]:
    """Give a way in for threads; at the end of the context all that they brought is stored."""
    shared = SharedStore(reports)
    thread = Thread(target=shared.work, name="storing")
    thread.start()
    try:
        yield shared
    finally:
        shared.close()
        thread.join()
