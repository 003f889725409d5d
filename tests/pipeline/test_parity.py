"""The whole sample site on both engines, day 1 and then day 2: every view, query and hash says the same, row by row."""

from __future__ import annotations

from datetime import date

import pytest
from tests.harvesting import Harvested, free_ports, harvest_day

from reportarchive.archive import Archive, check_archive, fingerprint
from reportarchive.query import Reader, coverage, load_cookbook, run_named
from reportarchive.sqlfiles import sql_files

TODAY = date(2026, 11, 23)
REPORT = "990101-2025-annual"  # edited on day 2
# What rightly differs: numbers given in the order of writing, which threads decide, and the time of the harvest.
DIFFERS = {"version_id", "fetch_id", "run_id", "requested_at", "started_at", "finished_at", "recorded_from", "recorded_to"}
GIVEN = {"report": REPORT, "indicator": "proposals.handled", "year": "2025", "document": "%"}


@pytest.fixture(scope="module")
def both(tmp_path_factory, new_database) -> tuple[Harvested, Harvested]:
    """The two archives, each harvested on both days at the same addresses."""
    ports, found = free_ports(), []
    for name, more in (("sqlite", {}), ("postgresql", {"database_url": new_database("")})):
        home = tmp_path_factory.mktemp(name) / "home"
        for day in (1, 2):
            harvested = harvest_day(home, day, ports=ports, **more)
            assert harvested.tally.problems == []
        found.append(harvested)
    return found[0], found[1]
