"""Which of several values is a report's, the change from year to year, how a source does, and where a request went."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reportarchive import parse_text
from reportarchive.indicators import load_indicators
from reportarchive.model import Outcome
from reportarchive.query import run_named

ACCEPTED, RATE = "review.cases_accepted", "litigation.loss_rate"
TOTALS = [
    ("受理行政复议案件146件。", [(ACCEPTED, 146.0, 1)]),
    ("受理行政复议案件146件，其中公安类46件。", [(ACCEPTED, 146.0, 2)]),
    ("受理公安类行政复议案件46件。全年受理行政复议案件146件。", [(ACCEPTED, 146.0, 2)]),
    ("受理行政复议案件由上年的246件减少到146件。", [(ACCEPTED, 146.0, 1)]),
    ("受理行政复议案件从246件减少到146件。", [(ACCEPTED, 146.0, 1)]),
    ("受理行政复议案件由2022年的246件减少到146件。", [(ACCEPTED, 146.0, 1)]),
    ("受理行政复议案件146件。受理行政复议案件146件。", [(ACCEPTED, 146.0, 1)]),
    ("行政复议受理案件\t246件\t146件\n", []),  # which column is this year's is not known
    ("行政复议受理案件\t246件\t146件\n受理行政复议案件146件。", [(ACCEPTED, 146.0, 1)]),
    ("行政诉讼败诉率8.2%。", [(RATE, 8.2, 1)]),
    ("行政诉讼败诉率由上年的8.2%降至6.8%。", [(RATE, 6.8, 1)]),
    ("一审行政诉讼败诉率8.2%。二审行政诉讼败诉率6.8%。", []),  # rates do not add up
    ("受理行政复议案件100—146件。", []),
    ("力争受理行政复议案件146件。", []),
]


@pytest.fixture
def known(desk, factory):
    """A desk whose archive knows the indicators of the parser."""
    desk.archive.sync_registry(factory.DIVISIONS, [factory.make_source(1)], load_indicators().values(), last_year=2024)
    return desk


@pytest.fixture
def publish(known, factory):
    """A function that stores a text as the report of a year."""

    def store(text, year=2023, **changes):
        read = parse_text("一、主要举措和成效\n" + text + "\n")
        url = f"http://gov1.example/{year}.html"
        document = factory.make_document(**{"year": year, "period_end": f"{year}-12-31", "url": url} | changes)
        known.store(replace(read, document=document), body=f"{year} {changes}")

    return store


@pytest.mark.parametrize(("text", "totals"), TOTALS)
def test_a_report_has_one_total_or_none(publish, reader, text, totals):
    publish(text)
    sql = f"SELECT indicator, value, values_stated FROM indicator_total WHERE indicator IN ('{ACCEPTED}', '{RATE}')"
    assert reader.run(sql).rows == totals


def test_units_have_a_total_each(publish, reader):
    publish("受理行政复议案件146件。受理行政复议案件12宗。")
    assert reader.run("SELECT unit, value FROM indicator_total ORDER BY unit").rows == [("件", 146.0), ("宗", 12.0)]


CHANGE = "SELECT value_before, value, change_absolute, change_percent FROM indicator_change"


def test_the_change_is_from_total_to_total(publish, reader):
    publish("受理行政复议案件100件，其中公安类46件。")
    publish("受理行政复议案件由上年的100件增加到125件。", 2024)
    assert reader.run(CHANGE).rows == [(100.0, 125.0, 25.0, 25.0)]
    surfaces = "SELECT surface_before, surface, report_id_before, report_id FROM indicator_change"
    assert reader.run(surfaces).rows == [("100件", "125件", "990101-2023-annual", "990101-2024-annual")]


def test_from_nothing_there_is_no_percentage(publish, reader):
    publish("受理行政复议案件0件。")
    publish("受理行政复议案件5件。", 2024)
    assert reader.run(CHANGE).rows == [(0.0, 5.0, 5.0, None)]


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("受理行政复议案件125宗。", {}),
        ("审结行政复议案件125件。", {}),
        ("受理行政复议案件125件。", {"period_end": "2024-10-31"}),
        ("力争受理行政复议案件125件。", {}),
    ],
)
def test_what_does_not_compare_is_not_compared(publish, reader, text, changes):
    publish("受理行政复议案件100件。")
    publish(text, 2024, **changes)
    assert reader.run(CHANGE).rows == []


def test_a_year_left_out_is_not_bridged(publish, reader):
    publish("受理行政复议案件100件。", 2022)
    publish("受理行政复议案件125件。", 2024)
    assert reader.run(CHANGE).rows == []


def health(reader, source="yang-1"):
    result = reader.run("SELECT * FROM source_health WHERE source_id = :source", {"source": source})
    return dict(zip(result.columns, result.rows[0], strict=True))


@pytest.fixture
def expecting(desk, factory):
    """The desk, with three reports expected of each source."""
    sources = [factory.make_source(number, min_reports=3) for number in (1, 2)]
    desk.archive.sync_registry(factory.DIVISIONS, sources, factory.INDICATORS, last_year=2024)
    return desk


def test_a_source_that_was_never_asked_has_nothing_to_tell(expecting, reader):
    row = health(reader)
    assert [row[name] for name in ("last_asked_at", "last_outcome", "last_success_at", "failure_rate")] == [None] * 4
    assert [row[name] for name in ("requests", "failures", "reports", "lacking", "numerals")] == [0, 0, 0, 3, 0]
    assert (row["days_since_new_report"], row["residue_rate"]) == (None, None)


def test_a_source_is_judged_by_what_was_asked_and_what_is_stored(expecting, reader, factory):
    desk = expecting
    desk.fetch("list", purpose="listing", requested_at="2024-05-01T00:00:00Z")
    desk.fetch("", purpose="listing", requested_at="2024-06-01T00:00:00Z", outcome=Outcome.TIMEOUT, status=None)
    desk.fetch("scan", purpose="attachment", outcome=Outcome.NEEDS_EXTRACTION)  # it came: no failure of the source
    desk.store(factory.make_report())
    row = health(reader)
    assert (row["last_asked_at"], row["last_outcome"]) == ("2024-06-01T00:00:00Z", "timeout")
    assert row["last_success_at"] == "2024-05-01T00:00:00Z"
    assert (row["requests"], row["failures"], row["failure_rate"]) == (4, 1, 0.25)
    assert (row["reports"], row["lacking"], row["newest_report_at"]) == (1, 2, factory.NOW)
    assert (row["numerals"], row["residue"]) == (7, 1)
    stored = reader.run("SELECT residue_rate FROM report_current").rows[0][0]
    assert row["residue_rate"] == pytest.approx(stored)
    (days,) = reader.run("SELECT CAST(julianday(date()) - julianday('2025-01-10') AS INTEGER)").rows[0]
    assert row["days_since_new_report"] == days


@pytest.mark.parametrize(
    ("asked", "host"),
    [
        ("http://gov1.example/2023.html", "gov1.example"),
        ("https://www.gov1.example:8443/a?b=http://c", "www.gov1.example:8443"),
        ("http://127.0.0.1:80/", "127.0.0.1:80"),
        ("https://[::1]:8080/x", "[::1]:8080"),
        ("https://gov1.example", "gov1.example"),
    ],
)
def test_a_request_tells_its_host(desk, reader, asked, host):
    desk.fetch(url=asked)
    assert reader.run("SELECT host FROM request_ledger").rows == [(host,)]


def test_residue_shows_the_words_around_it(desk, reader, factory):
    desk.store(factory.make_report())
    result = reader.run("SELECT surface, context, section_path, role FROM numeral_residue")
    assert result.rows == [("7", "作安排\n力争培训执法人员300人次。组建7支队伍。\n", "2", "plan")]


def test_broken_sources_say_what_is_wrong(expecting, reader, factory):
    desk = expecting
    desk.store(factory.make_report())
    desk.fetch("", purpose="listing", requested_at="2024-06-01T00:00:00Z", outcome=Outcome.TIMEOUT, status=None)
    result = run_named(reader, "broken_sources")
    assert [row[result.columns.index("trouble")] for row in result.rows] == ["failing", "never asked"]
    desk.fetch("list", purpose="listing", requested_at="2024-07-01T00:00:00Z")
    desk.fetch("list", purpose="listing", source=2, requested_at="2024-07-01T00:00:00Z")
    result = run_named(reader, "broken_sources")
    assert {row[result.columns.index("trouble")] for row in result.rows} == {"lacking reports"}
    assert run_named(reader, "broken_sources", {"lacking": "0"}).rows == []
