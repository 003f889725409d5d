"""Promises about what is kept: repeated, killed, reparsed and damaged archives."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from reportarchive.archive import Archive, fingerprint
from reportarchive.demo import serve
from reportarchive.model import Scope
from reportarchive.pipeline.backfill import backfill, plan, planned_items
from reportarchive.pipeline.harvest import harvest
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.pipeline.reparse import reparse, reparse_effect
from reportarchive.pipeline.verify import check_holdings
from reportarchive.query import Reader

KILLED = ((4, 0.0), (8, 0.04))  # after so many requests, and so many seconds into their work


def fingerprint_at(settings) -> str:
    with Archive.open(settings.archive_url) as archive:
        return fingerprint(archive)


def test_a_harvested_archive_verifies(first_day):
    checked = check_holdings(first_day.settings)
    assert checked.findings == ()
    assert checked.reports == 23
    assert checked.objects > 40


def test_killed_and_repeated_is_the_same_as_undisturbed(tmp_path, settings_for, environment_of):
    command = [sys.executable, "-c", "from reportarchive.cli import main; main()", "ingest"]
    command += ["--division", "990101,990104"]
    with serve(1) as site:
        calm, disturbed = (settings_for(tmp_path / name, site) for name in ("calm", "disturbed"))
        for requests, seconds in KILLED:
            due = len(site.requests) + requests
            process = subprocess.Popen(
                command, env=environment_of(disturbed), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            while len(site.requests) < due and process.poll() is None:
                time.sleep(0.001)
            time.sleep(seconds)
            process.send_signal(signal.SIGKILL)
            assert process.wait() == -signal.SIGKILL
        for settings in (disturbed, calm):
            with open_holdings(settings) as holdings:
                assert harvest(holdings, Scope(divisions=("990101", "990104"))).problems == []
    assert fingerprint_at(disturbed) == fingerprint_at(calm)
    assert [one for one in check_holdings(disturbed).findings if not one.startswith("orphan")] == []


def test_reparse_of_an_unchanged_parser_writes_nothing(days, copy_of):
    harvested = copy_of(days.second)  # with an edited and a moved report
    before = fingerprint_at(harvested.settings)
    with open_holdings(harvested.settings) as holdings:
        effect = reparse_effect(holdings, Scope())
        tally = reparse(holdings, Scope())
    assert (effect.reports, effect.touched, effect.problems) == (24, 0, [])
    assert tally.as_counts() | {"seen": 0, "unchanged": 0} == dict.fromkeys(tally.as_counts(), 0)
    assert tally.counts["unchanged"] == 24
    assert fingerprint_at(harvested.settings) == before


def test_a_dry_run_shows_the_effect_and_writes_nothing(first_day, copy_of):
    harvested = copy_of(first_day)
    before = fingerprint_at(harvested.settings)
    with sqlite3.connect(harvested.settings.home / "archive.db") as connection:
        # An archive whose parser once read one value otherwise.
        connection.execute("UPDATE metric SET value = 1, value_text = '1' WHERE surface = '187件'")
    changed = fingerprint_at(harvested.settings)
    with open_holdings(harvested.settings) as holdings:
        effect = reparse_effect(holdings, Scope())
    assert dict(effect.counts) == {("proposals.handled", "changed"): 1}
    assert effect.examples["proposals.handled", "changed"] == ["990101-2023-annual: 187件 1 -> 187"]
    assert fingerprint_at(harvested.settings) == changed != before


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("UPDATE report_version SET text = replace(text, '法治', '人治')", "text_hash"),
        ("UPDATE metric SET surface = '9' || surface WHERE seq = 2", "metric_surface"),
        ("UPDATE section SET own_end = own_end - 1 WHERE seq = 3", "section_conservation"),
        ("DELETE FROM numeral WHERE reason = 'year'", "accounting"),
    ],
)
def test_verify_names_what_was_tampered_with(first_day, copy_of, damage, told):
    harvested = copy_of(first_day)
    with sqlite3.connect(harvested.settings.home / "archive.db") as connection:
        connection.execute(damage)
    findings = check_holdings(harvested.settings).findings
    assert any(finding.startswith(told) for finding in findings), findings[:5]


def test_verify_names_an_altered_a_missing_and_an_orphaned_object(first_day, copy_of):
    harvested = copy_of(first_day)
    objects = sorted(harvested.settings.raw_folder.rglob("*.zst"))
    flipped = bytearray(objects[0].read_bytes())
    flipped[len(flipped) // 2] ^= 1
    objects[0].chmod(0o644)
    objects[0].write_bytes(bytes(flipped))
    objects[1].unlink()
    orphan = objects[2].parent.parent / "00" / ("0" * 64 + ".zst")
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(objects[2].read_bytes())
    findings = check_holdings(harvested.settings).findings
    assert sum(finding.startswith("object:") for finding in findings) == 2
    assert [finding for finding in findings if finding.startswith("orphan:")] == [
        f"orphan: object {'0' * 64} has no row in the archive"
    ]


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


def test_a_backfill_whose_sources_another_worker_holds_does_not_end_as_done(tmp_path, settings_for):
    with serve(1) as site, open_holdings(settings_for(tmp_path / "home", site)) as holdings:
        scope = Scope(divisions=("990101", "990102"))
        items = planned_items(holdings, scope)
        holdings.archive.claim_work("the other", 3600, items[:1])
        tally = backfill(holdings, scope)
    assert tally.counts["new"] == 3
    assert tally.problems == ["demo-hewan: another worker is at it; run the same command again when it has ended"]
