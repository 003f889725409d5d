"""The main job end to end, against the truth the sample site was built from; and what its archive promises.

One file, since one harvested archive serves all of it.
"""

from __future__ import annotations

import json
import re
import shlex
import sqlite3
from collections import Counter
from pathlib import Path

import pytest

from reportarchive.archive import Archive, fingerprint
from reportarchive.demo import expected_reports, figures
from reportarchive.model import Scope
from reportarchive.pipeline.answer.ledger import read_ledger
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.pipeline.keep.effect import reparse_effect
from reportarchive.pipeline.keep.reparse import reparse
from reportarchive.pipeline.keep.verify import check_holdings
from reportarchive.query import Reader, run_named, to_text

TODAY = "2026-11-23"
README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")
QUESTIONS = re.findall(r"```console\n\$ (reportarchive query [^\n]+)\n(.*?)```", README, re.DOTALL)


def fingerprint_at(settings) -> str:
    with Archive.open(settings.archive_url) as archive:
        return fingerprint(archive)


def served_figures():
    """The truth of the reports that day 1 serves: one of the 24 is not yet there."""
    served = {(one.division, one.year) for one in expected_reports(1) if one.path}
    return [one for one in figures(1) if (one.division, one.year) in served]


def ledger_states(settings):
    ledger = read_ledger(settings, today=TODAY)
    code, year, state = (ledger.columns.index(name) for name in ("division_code", "year", "state"))
    return {(row[code], row[year]): row[state] for row in ledger.rows}


def test_every_report_of_the_site_and_none_of_its_look_alikes_is_stored(first_day):
    served = {(one.division, one.year, one.title, one.published_on) for one in expected_reports(1) if one.path}
    stored = set(first_day.rows("SELECT division_code, year, title, published_on FROM report_current"))
    assert stored == served
    assert len(stored) == 23
    assert first_day.tally.as_counts() == {
        "seen": 23, "new": 23, "edited": 0, "moved": 0, "reparsed": 0, "corrected": 0, "unchanged": 0,
        "refused": 106, "needs_review": 0, "repeated": 0, "vanished": 0, "held": 0, "failed": 0,
    }  # fmt: skip


def test_every_figure_of_the_truth_is_read_with_its_value_unit_bound_and_change(first_day):
    stored = Counter(
        first_day.rows(
            """
            SELECT division_code, year, surface, value_text, upper_text, unit, bound, change, is_target
            FROM metric_current
            """
        )
    )
    truth = Counter(
        (one.division, one.year, one.printed, one.value, one.upper, one.unit, one.bound, one.change, int(one.is_target))
        for one in served_figures()
    )
    missed = truth - stored
    assert sum(truth.values()) > 1000
    assert not missed, sorted(missed)[:10]


def test_indicators_agree_with_the_truth_in_most_cases_and_never_fall_below_the_floor(first_day):
    stored = Counter(first_day.rows("SELECT division_code, year, surface, indicator FROM metric_current"))
    truth = Counter((one.division, one.year, one.printed, one.indicator) for one in served_figures() if one.indicator)
    agreeing = sum((truth & stored).values())
    assert agreeing / sum(truth.values()) >= 0.98  # measured; issue by issue this floor only rises


def test_every_number_shows_its_characters(first_day):
    wrong = first_day.rows(
        """
        SELECT m.report_id, m.surface
        FROM metric_current m JOIN report_current r ON r.report_id = m.report_id
        WHERE substr(r.text, m.char_start + 1, m.char_end - m.char_start) <> m.surface
        """
    )
    assert wrong == []
    assert first_day.rows("SELECT MAX(residue_rate) FROM report_current")[0][0] <= 0.02


def test_the_ledger_tells_on_time_late_and_missing_apart(first_day):
    states = ledger_states(first_day.settings)
    assert states == {(one.division, one.year): one.state for one in expected_reports(1)}
    assert Counter(states.values()) == {"on_time": 22, "late": 1, "missing": 1}


def test_a_day_before_the_deadline_nothing_is_missing(first_day):
    ledger = read_ledger(first_day.settings, today="2026-03-31", year=2025)
    states = {row[ledger.columns.index("state")] for row in ledger.rows}
    assert "missing" not in states
    assert "not_due" in states


def test_the_second_run_writes_run_and_fetch_rows_only(days):
    tables = [
        "division", "issuer", "source", "blob", "report", "report_version", "section", "metric", "citation",
        "numeral", "issue", "indicator", "expectation", "work_item", "meta",
    ]  # fmt: skip
    for once, twice in ((days.first, days.first_again), (days.second, days.second_again)):
        assert twice.tally.written == 0
        assert twice.tally.counts["unchanged"] > 20
        for table in tables:
            assert twice.rows(f"SELECT * FROM {table}") == once.rows(f"SELECT * FROM {table}"), table
        for table in ('"fetch"', "run"):
            assert twice.rows(f"SELECT COUNT(*) FROM {table}") > once.rows(f"SELECT COUNT(*) FROM {table}")


def test_the_second_day_brings_an_edit_a_move_a_deletion_and_a_late_report(days):
    counts = days.second.tally.as_counts()
    assert {name: counts[name] for name in ("new", "edited", "moved", "vanished", "unchanged", "failed")} == {
        "new": 1, "edited": 1, "moved": 1, "vanished": 1, "unchanged": 20, "failed": 0,
    }  # fmt: skip
    versions = dict(days.second.rows("SELECT report_id, COUNT(*) FROM report_version GROUP BY report_id"))
    assert {report for report, count in versions.items() if count > 1} == {"990101-2025-annual"}
    urls, now = (dict(one.rows("SELECT report_id, url FROM report_current")) for one in (days.first, days.second))
    assert {report for report in urls if now[report] != urls[report]} == {"990105-2024-annual"}
    assert set(now) - set(urls) == {"990106-2025-annual"}


def test_what_vanished_is_withdrawn_and_keeps_its_data(days):
    states = ledger_states(days.second.settings)
    assert states["990107", 2023] == "withdrawn"
    assert states["990106", 2025] == "late"
    counted = "SELECT COUNT(*) FROM metric_current WHERE report_id = '990107-2023-annual'"
    assert days.second.rows(counted) == days.first.rows(counted)
    assert days.first.rows(counted)[0][0] > 20


def test_an_edit_keeps_the_earlier_version(days):
    said = days.second.rows(
        """
        SELECT v.version_no, v.reason, m.surface
        FROM report_version v JOIN metric m ON m.version_id = v.version_id
        WHERE v.report_id = '990101-2025-annual' AND m.indicator = 'proposals.handled' ORDER BY v.version_no
        """
    )
    assert said == [(1, "first", "216件"), (2, "source", "218件")]


# What differs from one harvest of the same site to another: times, row ids, ports, and the parser's name.
PASSING = re.compile(r"recorded_|fetch|version_id|body_sha256|parser_version")


def test_what_the_edit_changed_is_told_by_three_views(days, golden):
    told = {}
    with Reader.open(days.second.settings.archive_url) as reader:
        for view in ("version_history", "section_diff", "metric_diff"):
            result = reader.run(f"SELECT * FROM {view} WHERE version_no > 1 OR report_id = '990101-2025-annual'")
            rows = [dict(zip(result.columns, row, strict=True)) for row in sorted(result.rows, key=repr)]
            told[view] = [{name: row[name] for name in row if not PASSING.search(name)} for row in rows]
    golden(Path(__file__).parent / "edit_of_day_2.json", json.dumps(told, ensure_ascii=False, indent=1) + "\n")


@pytest.mark.parametrize(
    ("scope", "count"),
    [({"years": (2024,)}, 8), ({"divisions": ("990101",)}, 3), ({"sources": ("demo-chengxi",)}, 2), ({"limit": 4}, 4)],
)
def test_a_scope_bounds_what_is_harvested(harvest_on, scope, count):
    assert harvest_on(1, Scope(**scope)).tally.counts["new"] == count


def test_every_page_is_asked_once_and_robots_before_it(first_day):
    asked = Counter(first_day.requests)
    hosts = {host for host, _ in first_day.requests}
    assert len(hosts) == 3
    assert {path: count for (_, path), count in asked.items() if path == "/robots.txt"} == {"/robots.txt": 1}
    assert [key for key, count in asked.items() if count > 1] == []
    for host in hosts:
        assert next(path for one, path in first_day.requests if one == host) == "/robots.txt"


def test_a_harvested_archive_verifies(first_day):
    checked = check_holdings(first_day.settings)
    assert checked.findings == ()
    assert checked.reports == 23
    assert checked.objects > 40


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
        connection.execute("UPDATE report_version SET output_sha256 = 'as that parser gave it'")
    changed = fingerprint_at(harvested.settings)
    with open_holdings(harvested.settings) as holdings:
        effect = reparse_effect(holdings, Scope())
    assert dict(effect.counts) == {("proposals.handled", "changed"): 1}
    assert effect.examples["proposals.handled", "changed"] == ["990101-2023-annual: 187件 value_text 1 -> 187"]
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
    objects = sorted(Path(harvested.settings.raw_location).rglob("*.zst"))
    flipped = bytearray(objects[0].read_bytes())
    flipped[len(flipped) // 2] ^= 1
    objects[0].chmod(0o644)
    objects[0].write_bytes(bytes(flipped))
    objects[1].unlink()
    orphan = objects[2].parent.parent / "00" / ("0" * 64 + ".zst")
    orphan.parent.mkdir(exist_ok=True)
    orphan.write_bytes(objects[2].read_bytes())
    checked = check_holdings(harvested.settings)
    assert sum(finding.startswith("object:") for finding in checked.findings) == len(checked.findings) == 2
    assert checked.orphans == ("0" * 64,)


def test_there_are_five_questions():
    assert len(QUESTIONS) == 5


@pytest.mark.parametrize(("command", "answer"), QUESTIONS, ids=[command[:60] for command, _ in QUESTIONS])
def test_the_answer_is_the_one_printed(first_day, command, answer):
    _, _, what, *options = shlex.split(command)
    params = dict(option.split("=", 1) for option in options if option != "--param")
    with Reader.open(first_day.settings.archive_url) as reader:
        result = run_named(reader, what, params) if what.isidentifier() else reader.run(what)
    assert to_text(result, "table") == answer
