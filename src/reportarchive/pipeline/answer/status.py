"""Is the archive alive? The last runs, every source's last answer and the open alarms, for people and for cron."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from reportarchive.errors import UsageError
from reportarchive.query import Reader, Result, run_named

if TYPE_CHECKING:
    from reportarchive.settings import Settings

_AGE = re.compile(r"(\d+)([mhd])")
_SECONDS = {"m": 60, "h": 3600, "d": 86400}
RUNS_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Status:
    """The last runs, the sources as last seen, the open alarms, and when the last run ended (UTC text), if any did."""

    runs: Result
    sources: Result
    alarms: Result
    reports: int
    last_finished: str | None

    def is_stale(self, max_age: timedelta, now: datetime | None = None) -> bool:
        """Tell whether no run has ended within `max_age` before `now`."""
        if self.last_finished is None:
            return True
        ended = datetime.fromisoformat(self.last_finished)
        return (now or datetime.now(UTC)) - ended > max_age


def read_age(written: str) -> timedelta:
    """Return an age written as 30m, 12h or 8d.

    Raises:
        UsageError: it is written otherwise, or is longer than a calendar.
    """
    match = _AGE.fullmatch(written)
    if match is None:
        raise UsageError(f"age {written!r} is not understood; write 30m, 12h or 8d")
    try:
        return timedelta(seconds=int(match[1]) * _SECONDS[match[2]])
    except (OverflowError, ValueError) as error:
        raise UsageError(f"age {written[:40]!r} is longer than can be counted; write 30m, 12h or 8d") from error


def read_status(settings: Settings) -> Status:
    """Return the state of the archive.

    Raises:
        ArchiveError: there is no archive, or it cannot be read.
    """
    with Reader.open(settings.archive_url) as reader:
        runs = run_named(reader, "runs", {"most": str(RUNS_SHOWN)})
        sources = run_named(reader, "source_state")
        alarms = run_named(reader, "alarms")
    held = sources.columns.index("reports")
    return Status(
        runs,
        sources,
        alarms,
        reports=sum(row[held] for row in sources.rows),
        last_finished=last_finished(settings),
    )


def last_finished(settings: Settings) -> str | None:
    """Return when the last run ended, as UTC text, with or without problems; None when none did.

    Raises:
        ArchiveError: there is no archive, or it cannot be read.
    """
    with Reader.open(settings.archive_url) as reader:
        found = run_named(reader, "runs", {"most": "1", "ended": "1"})
    return next((row[found.columns.index("finished_at")] for row in found.rows), None)
