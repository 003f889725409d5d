"""The harvest's calendar, which `deployments/prefect.yaml` says as cron lines: when a harvest is due.

Reports are due before 1 April, so harvests are daily around that day, weekly while late ones come in, monthly after.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from reportarchive.pipeline.clock import SHANGHAI

SEASON_FIRST = (3, 20)
SEASON_LAST = (4, 10)
LAST_WEEKLY_MONTH = 7
MONDAY = 0


def is_due(day: date) -> bool:
    """Tell whether a harvest starts on a day in China."""
    if SEASON_FIRST <= (day.month, day.day) <= SEASON_LAST:
        return True
    if day.month <= LAST_WEEKLY_MONTH:
        return day.weekday() == MONDAY
    return day.day == 1


def last_due(now: datetime) -> datetime:
    """Return the midnight in China that began the last day, before today, on which a harvest was due."""
    day = now.astimezone(SHANGHAI).date() - timedelta(days=1)
    while not is_due(day):
        day -= timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
