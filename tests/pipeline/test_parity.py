"""The whole sample site on both engines, day 1 and then day 2: every view, query and hash says the same, row by row."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import date
from typing import Any

import pytest
from tests.harvesting import Harvested, backfill_planned, free_ports, harvest_day

from reportarchive.archive import Archive, check_archive, fingerprint
from reportarchive.query import Reader, Result, coverage, load_cookbook, run_named
from reportarchive.sqlfiles import sql_files

TODAY = date(2026, 11, 23)
REPORT = "990101-2025-annual"  # edited on day 2
# What rightly differs: numbers given in the order of writing, which threads decide, and when all of it was done.
NUMBERS = {
    *("version_id", "version_id_before", "version_id_after", "base_version_id"),
    *("passage_id", "fetch_id", "run_id", "seconds", "item_id", "alarm_id"),
}
TIMES = {
    "noticed_at", "started_at", "finished_at", "asked_at", "read_at", "recorded_from", "recorded_to", "fetched_at",
    "requested_at", "last_asked_at", "first_asked_at", "last_success_at", "newest_report_at", "planned_at",
    "opened_at", "last_seen_at", "closed_at", "told_at", "visited_at", "last_visit_at",
}  # fmt: skip
WRITTEN_TIME = re.compile(r"\d{4}-\d\d-\d\dT[0-9:.]+Z")  # the ledger's evidence says when a site answered
INDICATOR = {"indicator": "proposals.handled"}
# What the sample site has none of; other tests ask it of archives that have.
NOTHING = {
    "numeral_residue",
    "correction_ledger",
    "broken_sources",
    "needs_extraction",
    "corrections",
    "alarm_ledger",
    "alarm_open",
    "alarms",
}
GIVEN = {
    "history": {"report": REPORT},
    "metrics": {"report": REPORT},
    "growth": INDICATOR,
    "ranking": INDICATOR | {"year": "2024"},
    "series": INDICATOR,
    "residue": {"above": "-1"},
    "growth_years": INDICATOR | {"from": "2023", "to": "2025"},
    "never_reported": {"indicator": "notary.cases"},
    "latecomers": {"year": "2024"},
    "coverage_counts": {"year": "2024"},
}


@pytest.fixture(scope="module")
def both(tmp_path_factory, new_database) -> tuple[Harvested, Harvested]:
    """The two archives, each harvested on both days at the same addresses, and then backfilled as planned."""
    ports, found = free_ports(), []
    for name, more in (("sqlite", {}), ("postgresql", {"database_url": new_database("")})):
        home = tmp_path_factory.mktemp(name) / "home"
        for day in (1, 2):
            harvested = harvest_day(home, day, ports=ports, **more)
            assert harvested.tally.problems == []
        with backfill_planned(harvested.settings, 2):
            found.append(harvested)
    return found[0], found[1]


def said(result: Result, name: str = "") -> tuple[tuple[str, ...], list[tuple[Any, ...]]]:
    """Return columns and rows without what rightly differs."""
    kept = [place for place, name in enumerate(result.columns) if name not in NUMBERS | TIMES]
    assert kept, "nothing is left to compare"
    assert bool(result.rows) == (name not in NOTHING), "nothing was found, so nothing is compared"
    rows = [tuple(_timeless(result.columns[place], row[place]) for place in kept) for row in result.rows]
    return tuple(result.columns[place] for place in kept), rows


def _timeless(column: str, value: Any) -> Any:
    return WRITTEN_TIME.sub("(time)", value) if column == "evidence" and value else value


@pytest.fixture(scope="module")
def readers(both) -> Iterator[tuple[Reader, Reader]]:
    with ExitStack() as stack:
        first, second = (stack.enter_context(Reader.open(one.settings.archive_url)) for one in both)
        yield first, second


@pytest.mark.parametrize("name", sorted(sql_files("views")))
def test_every_view_says_the_same_row_by_row(readers, name: str) -> None:
    sqlite, postgresql = (said(reader.run(f"SELECT * FROM {name}"), name) for reader in readers)
    assert sqlite[0] == postgresql[0]
    assert sorted(sqlite[1], key=repr) == sorted(postgresql[1], key=repr)


@pytest.mark.parametrize("name", sorted(load_cookbook()))
def test_every_cookbook_query_says_the_same_in_the_same_order(readers, name: str) -> None:
    sqlite, postgresql = (said(run_named(reader, name, GIVEN.get(name)), name) for reader in readers)
    assert sqlite == postgresql


def test_the_ledger_says_the_same(readers) -> None:
    sqlite, postgresql = (said(coverage(reader, today=TODAY)) for reader in readers)
    assert sqlite == postgresql


def test_the_archives_are_the_same_and_clean(both) -> None:
    prints = []
    for one in both:
        with Archive.open(one.settings.archive_url) as archive:
            assert check_archive(archive) == []
            prints.append(fingerprint(archive))
    assert prints[0] == prints[1]
    assert both[0].tally.as_counts() == both[1].tally.as_counts()
