"""The deadline ledger on a day: today in China unless another day is given."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from reportarchive.errors import UsageError
from reportarchive.pipeline.clock import today_in_china
from reportarchive.query import Reader, Result, coverage

if TYPE_CHECKING:
    from reportarchive.settings import Settings


def read_ledger(settings: Settings, *, today: str | None = None, year: int | None = None) -> Result:
    """Return who owes which year and in which state, judged by a day (YYYY-MM-DD).

    Raises:
        UsageError: the day is no date.
        ArchiveError: there is no archive, or it cannot be read.
    """
    try:
        day = date.fromisoformat(today or today_in_china())
    except ValueError:
        raise UsageError(f"day {today!r} is not understood; write 2025-04-01") from None
    with Reader.open(settings.archive_url) as reader:
        return coverage(reader, today=day, year=year)
