"""The deadline ledger on a day: today in China unless another day is given."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from reportarchive.errors import UsageError
from reportarchive.pipeline.clock import day_in_china, today_in_china
from reportarchive.query import Reader, Result, coverage, read_moment

if TYPE_CHECKING:
    from reportarchive.settings import Settings


def read_ledger(
    settings: Settings, *, today: str | None = None, year: int | None = None, as_of: str | None = None
) -> Result:
    """Return who owes which year and in which state, judged by a day (YYYY-MM-DD) on what was known by `as_of`.

    Without a day, that of `as_of` counts, or today in China when that is earlier.

    Raises:
        UsageError: the day is no date, or `as_of` no moment.
        ArchiveError: there is no archive, or it cannot be read.
    """
    try:
        day = date.fromisoformat(today or _day_of(as_of))
    except ValueError:
        raise UsageError(f"day {today!r} is not understood; write 2025-04-01") from None
    with Reader.open(settings.archive_url, as_of=as_of) as reader:
        return coverage(reader, today=day, year=year)


def _day_of(as_of: str | None) -> str:
    today = today_in_china()
    return today if as_of is None else min(today, day_in_china(read_moment(as_of)))
