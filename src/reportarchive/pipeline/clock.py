"""The one clock of the pipeline: what every stage below is handed as text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
"""China has kept UTC+8 without summer time since 1991, before the first report."""


def utc_now() -> str:
    """Return the present second as UTC text, YYYY-MM-DDTHH:MM:SSZ."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def today_in_china() -> str:
    """Return today's date in China as ISO text; deadlines are days there."""
    return datetime.now(SHANGHAI).date().isoformat()


def day_in_china(moment: str) -> str:
    """Return the date in China of a UTC time, as ISO text."""
    return datetime.fromisoformat(moment).astimezone(SHANGHAI).date().isoformat()
