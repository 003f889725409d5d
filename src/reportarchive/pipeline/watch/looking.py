"""One look of the watchdog: what is wrong is noted as alarms, freed where it can be, then told.

State first: an alarm is in the database before anybody is told, so that a look killed in between is told by the next.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from reportarchive.archive import WORKER_GONE, Archive, Question
from reportarchive.pipeline.clock import SHANGHAI
from reportarchive.pipeline.watch.season import last_due
from reportarchive.pipeline.watch.telling import UNTOLD, Told, tell_people
from reportarchive.query import Reader, load_alarms, run_named

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from reportarchive.archive import Trouble
    from reportarchive.query import NamedQuery, Result
    from reportarchive.settings import Settings

UNATTENDED = frozenset({"harvest_silent", UNTOLD})
"""Alarms that are of no source: while one is open, nobody looks after the archive itself."""


@dataclass(frozen=True, slots=True)
class Watched:
    """What a look came to: alarms opened and over, leases freed, who was told, and all alarms that are open now."""

    opened: int
    closed: int
    freed: int
    told: Told
    alarms: Result

    @property
    def is_unattended(self) -> bool:
        """Whether no harvest ends, or nobody can be told of alarms."""
        code = self.alarms.columns.index("code")
        return any(row[code] in UNATTENDED for row in self.alarms.rows)

    def sentence(self) -> str:
        """Return what was found in one line, for a person."""
        counted = (
            f"{self.opened} new alarms, {self.closed} over, {len(self.alarms.rows)} open; {self.freed} leases freed"
        )
        return f"{counted}; {self.told.sentence()}" if self.told.sentence() else counted


def watch(
    settings: Settings,
    now: datetime,
    *,
    due: datetime | None = None,
    found: Sequence[Trouble] = (),
    judged: Collection[str] = (),
    tell: bool = True,
) -> Watched:
    """Look, note what is wrong, free leases that are over, tell what is new, and return it with all open alarms.

    `due` is when a harvest should have ended since, by the calendar when None. `found` are troubles found elsewhere;
    `judged` names the codes of alarms found elsewhere that this look could have found, so that theirs may end.

    Raises:
        ArchiveError: there is no archive, or it cannot be written.
        UsageError: an address to tell is none, or the library that sends is not installed.
    """
    elsewhere = {code for code, kind in load_alarms().items() if kind.query is None}
    with Archive.open(settings.archive_url) as archive:
        unjudged = elsewhere - {WORKER_GONE, *judged}
        noted = archive.look_for_troubles(questions(now, due), found, unjudged=unjudged)
        freed = archive.free_leases()
        told = tell_people(archive, settings) if tell else Told()
    with Reader.open(settings.archive_url) as reader:
        alarms = run_named(reader, "alarms")
    return Watched(noted.opened, noted.closed, freed, told, alarms)


def questions(now: datetime, due: datetime | None = None) -> list[Question]:
    """Return every question with its thresholds, as it is asked at a moment."""
    given = {
        "today": now.astimezone(SHANGHAI).date().isoformat(),
        "due": (due or last_due(now)).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    asked = [(kind.code, kind.query) for kind in load_alarms().values() if kind.query is not None]
    return [Question(code, query.sql, query.bind(_taken(query, given))) for code, query in asked]


def _taken(query: NamedQuery, given: dict[str, str]) -> dict[str, str]:
    """Return what of the moment a query asks for."""
    names = {parameter.name for parameter in query.parameters}
    return {name: value for name, value in given.items() if name in names}
