"""The harvest's calendar: when one should have ended last."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from reportarchive.pipeline.watch.season import last_due


@pytest.mark.parametrize(
    ("now", "due"),
    [
        # 2026: 1 January is a Thursday, 20 March a Friday, 10 April a Friday, 1 August a Saturday.
        ("2026-03-21T04:00", "2026-03-20"),
        ("2026-03-20T04:00", "2026-03-16"),  # the run of the day itself may still be under way
        ("2026-03-20T16:30", "2026-03-20"),  # in China it is the 21st already
        ("2026-04-11T04:00", "2026-04-10"),
        ("2026-04-14T04:00", "2026-04-13"),
        ("2026-08-01T04:00", "2026-07-27"),
        ("2026-08-20T04:00", "2026-08-01"),
        ("2026-12-31T04:00", "2026-12-01"),
        ("2026-01-05T04:00", "2025-12-01"),
        ("2026-01-06T04:00", "2026-01-05"),
    ],
)
def test_last_due_is_the_last_day_before_today_that_a_harvest_was_due(now: str, due: str) -> None:
    found = last_due(datetime.fromisoformat(now).replace(tzinfo=UTC))
    assert found.isoformat() == f"{due}T00:00:00+08:00"
