"""What the sample site holds on a day, for tests of the whole: one row per district and year."""

from __future__ import annotations

from dataclasses import dataclass

from reportarchive.demo.places import check_day, district, districts, slots

YEARS = (2023, 2024, 2025)
DEADLINE_MONTH = 4


@dataclass(frozen=True, slots=True)
class ExpectedReport:
    """One of the 24 slots on one day.

    `state` is `on_time`, `late`, `missing` (nothing published so far) or `withdrawn` (was there on day 1);
    a slot that serves no page has no title, date or path. `path` is the path on the district's site.
    """

    division: str
    year: int
    state: str
    site: str
    title: str | None
    published_on: str | None
    path: str | None


def expected_reports(day: int = 1) -> tuple[ExpectedReport, ...]:
    """Return the 24 slots as they stand on a day, by code and year."""
    check_day(day)
    return tuple(_expected(place.code, year, day) for place in districts() for year in YEARS)


def _expected(division: str, year: int, day: int) -> ExpectedReport:
    site = district(division).site
    known = [slot for slot in slots() if (slot.division, slot.year) == (division, year)]
    served = [slot for slot in known if slot.served_on(day)]
    if not served:
        gone = any(slot.last_day < day for slot in known)
        state = "withdrawn" if gone else "missing"
        return ExpectedReport(division, year, state, site, None, None, None)
    slot = served[0]
    # 厅字〔2019〕28号, article 24: before 1 April of the year after.
    late = (slot.published_on.year, slot.published_on.month) >= (year + 1, DEADLINE_MONTH)
    published = slot.published_on.isoformat()
    return ExpectedReport(division, year, "late" if late else "on_time", site, slot.title, published, slot.path)
