"""Dates as pages write them, with decoys that look alike."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from reportarchive.text.dates import find_dates, iso_date, read_date

CASES = tomllib.loads((Path(__file__).parent.parent / "cases" / "dates.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"] or "empty")
def test_read_date(case: dict[str, str]) -> None:
    assert read_date(case["text"]) == case.get("iso")


def test_find_dates_gives_places_in_the_text_as_written() -> None:
    text = "自２０２４年３月１日起，至2024-03-31止，二〇二四年二月三十日不算"
    found = find_dates(text)
    assert [one.iso for one in found] == ["2024-03-01", "2024-03-31"]
    assert [text[one.start : one.end] for one in found] == ["２０２４年３月１日", "2024-03-31"]


def test_years_outside_the_archive_are_refused() -> None:
    assert iso_date(1899, 12, 31) is None
    assert iso_date(1900, 1, 1) == "1900-01-01"
    assert iso_date(2101, 1, 1) is None
