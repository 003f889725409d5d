"""Work planned first: without a request it is unknown, after a look at the listings it is what then comes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.logged import logged_site

from reportarchive.archive import SourceLeases, check_archive
from reportarchive.demo import serve
from reportarchive.demo.places import SITE_KEYS
from reportarchive.model import Scope
from reportarchive.pipeline.gather.backfill import backfill
from reportarchive.pipeline.gather.harvest import harvest
from reportarchive.pipeline.gather.planning import plan, probe
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.query import Reader, coverage

TODAY = date(2026, 11, 23)
LEDGER = """
SELECT source_id, state, listings_planned, listings_asked, articles_planned, articles_asked,
    reports_new + reports_changed + reports_unchanged + reports_kept AS came, failures,
    articles_difference AS difference
FROM work_ledger ORDER BY source_id
"""


def ledger(holdings):
    """Return the rows of the ledger by source."""
    with Reader.open(holdings.settings.archive_url) as reader:
        found = reader.run(LEDGER)
    return {row[0]: dict(zip(found.columns, row, strict=True)) for row in found.rows}


@pytest.fixture(params=["sqlite", "postgresql"])
def holdings_of(request, tmp_path, settings_for):
    """A function that opens an archive of a served site, on each engine."""
    url = {"database_url": request.getfixturevalue("database")} if request.param == "postgresql" else {}
    return lambda site: open_holdings(settings_for(tmp_path / "home", site, **url))


def test_what_is_planned_is_what_comes_of_every_source(holdings_of):
    with serve(1) as site, holdings_of(site) as holdings:
        known = {one.source_id: one for one in plan(holdings, Scope())}
        assert site.requests == []
        assert {(one.pages, one.articles, one.requests[-1]) for one in known.values()} == {(None, None, "+")}
        looked = {one.source_id: one for one in probe(holdings, Scope())}
        asked_for = [path for _, path in site.requests]
        assert asked_for.count("/robots.txt") == len(SITE_KEYS)
        assert len(asked_for) - len(SITE_KEYS) == sum(one.pages for one in looked.values())
        assert holdings.archive.count_reports() == 0
        assert {row["state"] for row in ledger(holdings).values()} == {"pending"}
        tally = backfill(holdings, Scope())
        rows = ledger(holdings)
        assert check_archive(holdings.archive) == []
    assert set(rows) == set(looked) == set(known)
    assert sum(one.articles for one in looked.values()) == tally.counts["new"] == 23
    for source_id, row in rows.items():
        pages, articles = looked[source_id].pages, looked[source_id].articles
        assert articles > 0
        assert row == {
            "source_id": source_id,
            "state": "done",
            "difference": 0,
            "failures": 0,
            "listings_planned": pages,
            "listings_asked": pages,
            "articles_planned": articles,
            "articles_asked": articles,
            "came": articles,
        }


def test_a_page_that_is_missing_is_the_difference_and_one_that_comes_back_is_none(holdings_of):
    with logged_site() as site, holdings_of(site) as holdings:
        probe(holdings, Scope())
        harvest(holdings, Scope(divisions=("990101",)))
        with Reader.open(holdings.settings.archive_url) as reader:
            ((gone,),) = reader.run("SELECT MIN(url) FROM report_current WHERE division_code = '990101'").rows
        site.missing.add(gone)
        assert len(backfill(holdings, Scope()).problems) == 1
        rows = ledger(holdings)
        hewan = rows.pop("demo-hewan")
        assert (hewan["state"], hewan["failures"], hewan["articles_asked"], hewan["came"]) == ("failed", 1, 3, 2)
        assert (hewan["articles_planned"], hewan["difference"]) == (3, 1)
        assert {row["difference"] for row in rows.values()} == {0}
        site.missing.clear()
        assert backfill(holdings, Scope()).problems == []
        rows = ledger(holdings)
        assert {row["difference"] for row in rows.values()} == {0}
        assert {row["state"] for row in rows.values()} == {"done"}


def test_a_plan_without_a_look_is_unknown_and_so_is_the_difference(holdings_of):
    with serve(1) as site, holdings_of(site) as holdings:
        backfill(holdings, Scope(divisions=("990101",)))
        (row,) = ledger(holdings).values()
    assert (row["articles_planned"], row["articles_asked"], row["came"], row["difference"]) == (None, 3, 3, None)


def test_a_limited_backfill_ends_with_what_was_planned_too(holdings_of):
    scope = Scope(divisions=("990101",))
    with serve(1) as site, holdings_of(site) as holdings:
        probe(holdings, scope)
        assert backfill(holdings, replace(scope, limit=2)).counts["new"] == 2
        (row,) = ledger(holdings).values()
        assert (row["state"], row["articles_planned"], row["difference"]) == ("pending", 3, None)
        backfill(holdings, replace(scope, limit=2))
        (row,) = ledger(holdings).values()
    assert (row["state"], row["articles_asked"], row["came"], row["difference"]) == ("done", 1, 3, 0)


def test_what_a_look_cannot_read_or_may_not_stays_unknown_and_says_why(holdings_of):
    scope = Scope(divisions=("990101", "990102", "990103"))
    with logged_site() as site, holdings_of(site) as holdings:
        (listing,) = holdings.registry.source("demo-hewan").listing_urls
        site.missing.add(listing)
        with SourceLeases(holdings.archive, lease_seconds=60).hold("demo-qinglan", "run 7"):
            looked = {one.source_id: one for one in probe(holdings, scope)}
        rows = ledger(holdings)
    assert [(one, looked[one].articles, looked[one].requests) for one in sorted(looked)] == [
        ("demo-hewan", None, "2+"),
        ("demo-qinglan", None, "2+"),
        ("demo-shidu", 3, "5"),
    ]
    assert "not_found" in looked["demo-hewan"].unknown_since
    assert looked["demo-qinglan"].unknown_since.endswith("is at it")
    assert [row["articles_planned"] for row in rows.values()] == [None, None, 3]


def test_a_look_is_evidence_and_makes_nothing_missing(holdings_of):
    with serve(1) as site, holdings_of(site) as holdings:
        probe(holdings, Scope(divisions=("990101",)))
        with Reader.open(holdings.settings.archive_url) as reader:
            kinds = reader.run("SELECT DISTINCT run_kind, purpose FROM request_ledger ORDER BY purpose").rows
            states = {row[6] for row in coverage(reader, today=TODAY).rows}
        asked = len(site.requests)
        backfill(holdings, Scope(divisions=("990101",)))
        with Reader.open(holdings.settings.archive_url) as reader:
            outcomes = reader.run(
                "SELECT DISTINCT outcome FROM request_ledger WHERE run_kind = 'backfill' AND purpose = 'listing'"
            ).rows
    assert kinds == [("probe", "listing"), ("probe", "robots")]
    assert "missing" not in states
    assert outcomes == [("not_modified",)], "the listings are not sent twice"
    assert len(site.requests) > asked
