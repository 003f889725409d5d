"""A line per report: what a harvest, a second one and a reparse say of each, and nothing where nobody listens."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import pytest
from tests.harvesting import free_ports, harvest_day

from reportarchive.model import Scope
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.pipeline.keep.reparse import reparse
from reportarchive.pipeline.reportlog import FIELDS, LOGGER, log_report, own_lines

REPORTS = 23
STORED = "SELECT report_id, version_id, source_id, fetch_id FROM report_version JOIN report USING (report_id)"
ASKED = 'SELECT fetch_id, source_id, run_id, purpose FROM "fetch"'


def lines_of(text: str) -> list[dict[str, object]]:
    return [json.loads(line) for line in text.splitlines()]


def test_every_report_of_a_harvest_is_one_line_with_ids_that_the_archive_knows(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    ports = free_ports()
    first = harvest_day(tmp_path, 1, ports=ports, log_lines="json")
    said = lines_of(capfd.readouterr().err)
    assert [list(one) for one in said] == [["time", *FIELDS]] * REPORTS
    assert {(one["kind"], one["change"], one["run_id"]) for one in said} == {("ingest", "new", 1)}
    known = {(one["report_id"], one["version_id"], one["source_id"], one["fetch_id"]) for one in said}
    assert known == set(first.rows(STORED))

    second = harvest_day(tmp_path, 2, ports=ports, log_lines="json")
    again = lines_of(capfd.readouterr().err)
    counts = second.tally.as_counts()
    told = Counter(str(one["change"]) for one in again)
    assert told == {name: counts[name] for name in (*told, "edited", "vanished", "unchanged") if counts[name]}
    assert {"edited", "unchanged"} <= set(told)
    asked = {(one, source): (run, purpose) for one, source, run, purpose in second.rows(ASKED)}
    assert {asked[one["fetch_id"], one["source_id"]] for one in again} == {(2, "article")}


def test_a_reparse_says_a_line_for_each_stored_report(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    harvested = harvest_day(tmp_path, 1, log_lines="text")
    plain = capfd.readouterr().err.splitlines()
    assert len(plain) == REPORTS
    assert all(line.startswith("run_id=1 kind=ingest source_id=demo-") for line in plain)
    with open_holdings(harvested.settings) as holdings:
        reparse(holdings, Scope())
    said = capfd.readouterr().err.splitlines()
    assert len(said) == REPORTS
    assert all(line.startswith("run_id=2 kind=reparse ") and " change=unchanged " in line for line in said)


def test_nothing_is_written_where_nobody_asked_for_it(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    harvest_day(tmp_path, 1)
    assert capfd.readouterr() == ("", "")


def test_any_listener_gets_the_fields_and_not_only_a_sentence(caplog: pytest.LogCaptureFixture) -> None:
    LOGGER.addHandler(caplog.handler)
    try:
        log_report(run_id=7, kind="harvest", change="new", report_id="r", version_id=None, fetch_id=9)
    finally:
        LOGGER.removeHandler(caplog.handler)
    assert caplog.messages == ["run_id=7 kind=harvest report_id=r change=new fetch_id=9"]
    assert caplog.records[0].report["fetch_id"] == 9


def test_two_runs_at_once_write_their_own_lines_once(capfd: pytest.CaptureFixture[str]) -> None:
    with own_lines("json", 1), own_lines("text", 2):
        log_report(run_id=1, change="new")
        log_report(run_id=2, change="moved")
        log_report(run_id=3, change="edited")
    log_report(run_id=1, change="unchanged")
    json_line, text_line = capfd.readouterr().err.splitlines()
    assert json.loads(json_line)["run_id"] == 1
    assert text_line == "run_id=2 change=moved"


def test_an_article_that_gave_no_report_is_a_line_with_its_request(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    harvested = harvest_day(tmp_path, 1, log_lines="json", max_bytes=6_000)
    said = lines_of(capfd.readouterr().err)
    failed = [one for one in said if one["change"] == "failed"]
    assert (len(said), len(failed)) == (REPORTS, harvested.tally.counts["failed"])
    outcomes = dict(harvested.rows('SELECT fetch_id, outcome FROM "fetch"'))
    assert {(one["change"], outcomes[one["fetch_id"]]) for one in said} == {("new", "ok"), ("failed", "too_large")}
    assert {(one["report_id"], one["version_id"]) for one in failed} == {(None, None)}
