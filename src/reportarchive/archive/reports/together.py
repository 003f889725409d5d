"""Reports that threads bring side by side, stored together: nobody is told that one is stored before it is.

A report by itself takes twice as long as one of eight in a transaction: the commit, a piece of the search index and
some twenty statements are then shared. So who brings one waits a moment for those of the others, and one thread stores
them all. Who works alone waits for nobody.
"""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition, Lock
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reportarchive.archive.reports.door import Reports
    from reportarchive.archive.reports.writer import Incoming, Stored

MOST = 8
"""Reports in one transaction; more cost hardly less (5.0, 2.7, 2.2 and 2.1 ms each of 1, 4, 8 and 16, on SQLite)."""
WAIT = 0.05
"""Seconds that a report waits for others; the pause between two requests to a host is many times longer."""


@dataclass(frozen=True, slots=True)
class _Brought:
    """A report that waits to be stored, and what becomes of it."""

    incoming: Incoming
    stored: Future[Stored | None] = field(default_factory=Future)

    @property
    def report_id(self) -> str:
        return self.incoming.rows.identity.report_id


class SharedStore:
    """The way into an archive for threads that bring reports side by side; safe to share between them."""

    def __init__(self, reports: Reports) -> None:
        self._reports = reports
        self._workers = 0
        self._brought: list[_Brought] = []
        self._changed = Condition()
        self._turn = Lock()

    @contextmanager
    def working(self) -> Iterator[None]:
        """Have the others wait for what this thread brings, for the time of the context."""
        self._count(1)
        try:
            yield
        finally:
            self._count(-1)

    def _count(self, more: int) -> None:
        with self._changed:
            self._workers += more
            self._changed.notify_all()

    def store(self, incoming: Incoming) -> Stored | None:
        """Store a report and return what changed; None when it has corrections and so was left out.

        Raises:
            ArchiveError: as `Reports.store`; those that came with it are stored all the same.
        """
        own = _Brought(incoming)
        with self._changed:
            self._brought.append(own)
            self._changed.notify_all()
        while not own.stored.done():
            with self._turn:
                if not own.stored.done():
                    self._store(self._drawn())
        return own.stored.result()

    def _drawn(self) -> list[_Brought]:
        """Return what is to be stored next, each report once, when all have brought something or time is up."""
        with self._changed:
            self._changed.wait_for(lambda: len(self._brought) >= min(self._workers, MOST), WAIT)
            drawn: dict[str, _Brought] = {}
            for one in self._brought:
                if len(drawn) < MOST:
                    drawn.setdefault(one.report_id, one)
            self._brought = [one for one in self._brought if drawn.get(one.report_id) is not one]
            return list(drawn.values())

    def _store(self, together: Sequence[_Brought]) -> None:
        """Store all at once, and where that fails each by itself: one is to blame, and no other is to suffer."""
        try:
            stored = {one.report_id: one for one in self._reports.store_all([one.incoming for one in together])}
        except BaseException as error:
            is_interrupt = not isinstance(error, Exception)
            for one in together:
                if is_interrupt or len(together) == 1:
                    one.stored.set_exception(error)
                else:
                    self._store([one])
            if is_interrupt:
                raise
        else:
            for one in together:
                one.stored.set_result(stored.get(one.report_id))
