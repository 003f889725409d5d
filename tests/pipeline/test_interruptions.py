"""Work that is interrupted and taken up again: backfills by work items, reparses beside a harvest."""

from __future__ import annotations

import re

from reportarchive.archive import Origin, SourceLeases, fingerprint
from reportarchive.archive.work.items import WorkLeft
from reportarchive.demo import serve
from reportarchive.model import Scope
from reportarchive.pipeline.answer.ledger import read_ledger
from reportarchive.pipeline.gather.backfill import backfill, take_up
from reportarchive.pipeline.gather.harvest import harvest
from reportarchive.pipeline.gather.planning import plan
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.pipeline.reading import Hints, parse_capture
from reportarchive.query import Reader


def test_a_backfill_is_planned_without_a_request_then_done_as_work_items(tmp_path, settings_for):
    scope = Scope(years=(2024,))
    with serve(1) as site, open_holdings(settings_for(tmp_path / "home", site)) as holdings:
        harvest(holdings, Scope(divisions=("990101",)))
        asked = len(site.requests)
        planned = {one.source_id: one for one in plan(holdings, scope)}
        assert len(site.requests) == asked
        done = backfill(holdings, scope)
        assert holdings.archive.failed_sources("backfill") == []
        with Reader.open(holdings.settings.archive_url) as reader:
            states = reader.run("SELECT DISTINCT run_kind, state, attempts FROM work_item").rows
    assert len(planned) == 8
    assert (planned["demo-hewan"].stored, planned["demo-hewan"].at_least) == (1, 3)
    assert (done.counts["new"], done.counts["unchanged"]) == (7, 1)
    assert states == [("backfill", "done", 1)]


def test_a_limited_backfill_says_which_sources_another_worker_is_at(tmp_path, settings_for):
    with serve(1) as site, open_holdings(settings_for(tmp_path / "home", site)) as holdings:
        scope = Scope(divisions=("990101", "990102"), limit=10)
        plan = take_up(holdings, scope)
        other = holdings.archive.claim_work("the other", 3600, plan.items[:1])
        tally = backfill(holdings, scope)
        assert holdings.archive.work_left(plan.items) == WorkLeft((), ("demo-hewan",))
    assert other.source_id == "demo-hewan"
    assert (tally.counts["new"], tally.counts["held"], tally.problems) == (3, 1, [])
    assert tally.held == ["demo-hewan: left to the worker that is at it"]


def test_a_backfill_ends_when_all_is_done_and_takes_over_what_another_worker_leaves(tmp_path, settings_for):
    """The other worker holds one source and never ends its item: its lease is over after a second."""
    said = []
    with serve(1) as site, open_holdings(settings_for(tmp_path / "home", site)) as holdings:
        scope = Scope(divisions=("990101", "990102"))
        plan = take_up(holdings, scope)
        holdings.archive.claim_work("the other", 1.0, plan.items[:1])
        tally = backfill(holdings, scope, progress=lambda line, done=None: said.append((line, done)))
        assert holdings.archive.work_left(plan.items) == WorkLeft((), ())
    assert (tally.counts["new"], tally.counts["held"], tally.problems) == (6, 0, [])
    lines = [(line, done) for line, done in said if line]
    assert [done for _, done in lines] == [1, 1, 2]
    assert lines[1][0] == "waiting for other workers to end 1 sources: demo-hewan"
    assert said[-1] == ("", 2)


def test_a_harvest_leaves_a_held_source_to_its_worker_and_says_so_and_asks_it_the_next_time(tmp_path, settings_for):
    with serve(1) as site, open_holdings(settings_for(tmp_path / "home", site)) as holdings:
        scope = Scope(divisions=("990101", "990102"))
        with SourceLeases(holdings.archive, lease_seconds=60).hold("demo-hewan", "run 7"):
            tally = harvest(holdings, scope)
        assert (tally.counts["new"], tally.counts["held"], tally.problems) == (3, 1, [])
        (why,) = tally.held
        assert re.fullmatch(r"demo-hewan: left to process \d+ on .+, which is at it; the next run asks it again", why)
        assert "1 held" in tally.sentence()
        assert harvest(holdings, scope).counts["new"] == 3
        with Reader.open(holdings.settings.archive_url) as reader:
            assert reader.run("SELECT state FROM run_ledger ORDER BY run_id").rows == [("done",), ("done",)]
            assert reader.run("SELECT COUNT(*) FROM issue_open WHERE severity = 'error'").rows == [(0,)]


def test_limited_runs_get_on_and_make_nothing_missing(tmp_path, settings_for):
    with serve(1) as site, open_holdings(settings_for(tmp_path / "home", site)) as holdings:
        scope = Scope(divisions=("990101", "990102"), limit=2)
        counts = [backfill(holdings, scope).counts["new"] for _ in range(3)]
        states = {row[6] for row in read_ledger(holdings.settings, today="2026-11-23").rows}
        with Reader.open(holdings.settings.archive_url) as reader:
            kept = reader.run("SELECT COUNT(*) FROM report").rows[0][0]
    assert (counts, kept) == ([2, 2, 2], 6)
    assert "missing" not in states


def test_a_reparse_never_replaces_what_a_harvest_brought_meanwhile(tmp_path, settings_for):
    home, ports = tmp_path / "home", None
    with serve(1) as site, open_holdings(settings_for(home, site)) as holdings:
        harvest(holdings, Scope(divisions=("990101",)))
        ports = tuple(int(base.rpartition(":")[2]) for base in site.bases.values())
        old = list(holdings.archive.captures(Scope()))
    with serve(2, ports=ports) as site, open_holdings(settings_for(home, site)) as holdings:
        assert harvest(holdings, Scope(divisions=("990101",))).counts["edited"] == 1
        before = fingerprint(holdings.archive)
        for capture in old:
            body = holdings.store.get(capture.sha256)
            hints = Hints.from_dict(capture.hints)
            report = parse_capture(body, url=capture.url, content_type=capture.content_type, hints=hints)
            origin = Origin(capture.fetch_id, capture.source_id, "another", "2026-11-23T00:00:00Z", is_replay=True)
            stored = holdings.archive.store(report, origin=origin)
            assert stored.change == "unchanged"
        assert fingerprint(holdings.archive) == before
