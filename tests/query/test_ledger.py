from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date

import pytest

from reportarchive.model import Outcome
from reportarchive.query import coverage

AFTER = "2024-03-31T16:00:00Z"  # 1 April, midnight, in Shanghai
BEFORE = "2024-03-31T15:59:59Z"
TODAY = date(2024, 6, 1)


def state(reader, today=TODAY, division="990101", year=2023):
    result = coverage(reader, today=today, year=year)
    rows = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
    (row,) = [row for row in rows if row["division_code"] == division]
    return row


@pytest.fixture
def filed(desk, reader, factory):
    """Store a report with these changes and return its line in the ledger."""

    def store(**changes):
        desk.store(factory.make_report(**changes))
        return state(reader)

    return store


def look(desk, at, outcome=Outcome.OK, url="http://gov1.example/list/", whole=True):
    request = desk.fetch("list", purpose="listing", url=url, requested_at=at, outcome=outcome)
    if whole and outcome is Outcome.OK:
        desk.archive.mark_whole(request)


@pytest.mark.parametrize(
    ("published_on", "expected", "days"),
    [("2024-01-15", "on_time", 0), ("2024-03-31", "on_time", 0), ("2024-04-01", "late", 1), ("2024-05-31", "late", 61)],
)
def test_the_last_good_day_is_31_march(filed, published_on, expected, days):
    row = filed(published_on=published_on)
    assert (row["state"], row["days_late"]) == (expected, days)
    assert published_on in row["evidence"]


@pytest.mark.parametrize(("today", "expected"), [("2024-03-31", "not_due"), ("2024-04-01", "due")])
def test_before_the_deadline_nothing_is_due(desk, reader, today, expected):
    assert state(reader, date.fromisoformat(today))["state"] == expected


def test_a_report_counts_from_the_day_it_was_published(desk, reader, factory):
    desk.store(factory.make_report(published_on="2024-04-20"))
    look(desk, AFTER)
    assert state(reader, date(2024, 3, 31))["state"] == "not_due"
    early = state(reader, date(2024, 4, 19))
    assert (early["state"], early["report_id"], early["url"]) == ("missing", None, None)
    assert state(reader, date(2024, 4, 20))["state"] == "late"


@pytest.mark.parametrize(
    ("looks", "expected"),
    [
        ([], "due"),
        ([(BEFORE, Outcome.OK)], "due"),
        ([(AFTER, Outcome.OK)], "missing"),
        ([(AFTER, Outcome.TIMEOUT)], "unreachable"),
        ([(AFTER, Outcome.BLOCKED_CHALLENGE)], "unreachable"),
        ([(AFTER, Outcome.OK), (AFTER, Outcome.SERVER_ERROR)], "unreachable"),
        ([(BEFORE, Outcome.OK), (AFTER, Outcome.OK)], "due"),
    ],
)
def test_missing_needs_every_listing_read_after_the_deadline(desk, reader, looks, expected):
    for at, outcome in looks:
        look(desk, at, outcome)
    assert state(reader)["state"] == expected


def test_a_later_broken_look_does_not_undo_what_was_seen(desk, reader, factory):
    look(desk, AFTER)
    desk.run_id = desk.archive.begin_run("harvest", {}, factory.NOW)
    look(desk, "2024-05-01T00:00:00Z", Outcome.UNREACHABLE)
    assert state(reader)["state"] == "missing"


def test_a_listing_of_another_source_is_no_evidence(desk, reader):
    desk.archive.mark_whole(desk.fetch("list", purpose="listing", source=2, requested_at=AFTER))
    assert state(reader)["state"] == "due"
    assert state(reader, division="990102")["state"] == "missing"


def test_a_page_without_a_report_is_unparsed(desk, reader):
    desk.fetch("page", purpose="article")
    look(desk, AFTER)
    assert state(reader)["state"] == "unparsed"


def test_an_unverified_source_is_unwatched_though_it_was_asked(desk, reader, factory):
    source = factory.make_source(1, verified=False)
    desk.archive.sync_registry(factory.DIVISIONS, [source], (), last_year=2024)
    look(desk, AFTER)
    assert state(reader)["state"] == "unwatched"


@pytest.mark.parametrize("outcome", [Outcome.NOT_FOUND, Outcome.GONE])
def test_a_vanished_page_is_withdrawn_and_its_data_stays(desk, reader, factory, outcome):
    desk.store(factory.make_report())
    desk.fetch("", outcome=outcome, status=404)
    row = state(reader)
    assert (row["state"], row["report_id"]) == ("withdrawn", "990101-2023-annual")
    assert reader.run("SELECT COUNT(*) FROM report_current").rows == [(1,)]
    desk.fetch("page")
    assert state(reader)["state"] == "on_time"


@pytest.mark.parametrize("outcome", [Outcome.TIMEOUT, Outcome.BLOCKED_CHALLENGE, Outcome.SERVER_ERROR])
def test_a_page_that_does_not_answer_is_not_withdrawn(desk, reader, factory, outcome):
    desk.store(factory.make_report())
    desk.fetch("", outcome=outcome, status=None)
    assert state(reader)["state"] == "on_time"


@pytest.mark.parametrize(("published_on", "origin"), [("2024-03-01", "url"), ("2024-03-01", "update"), (None, None)])
def test_a_date_that_cannot_be_trusted_is_undated(filed, published_on, origin):
    row = filed(published_on=published_on, origins={"published_on": origin} if origin else {})
    assert (row["state"], row["days_late"]) == ("undated", None)


def test_the_spoken_report_does_not_pay_the_debt(desk, reader, factory):
    desk.store(factory.make_report(kind=factory.ReportKind.NPC_REPORT))
    look(desk, AFTER)
    assert state(reader)["state"] in {"unparsed", "missing"}


@pytest.mark.parametrize("kind", ["half_year", "multi_year", "npc_report"])
@pytest.mark.parametrize("outcome", [Outcome.OK, Outcome.TIMEOUT, Outcome.BLOCKED_CHALLENGE, Outcome.NOT_FOUND])
def test_a_page_of_another_kind_says_nothing_of_the_report_owed(desk, reader, kind, outcome):
    look(desk, AFTER)
    desk.fetch("page", kind=kind, outcome=outcome, requested_at=AFTER)
    assert state(reader)["state"] == "missing"
    desk.fetch("page", kind="annual", outcome=outcome, requested_at=AFTER)
    assert state(reader)["state"] in {"unparsed", "unreachable"}


def test_one_row_per_issuer_and_year(desk, reader, factory):
    desk.store(factory.make_report())
    desk.store(factory.make_report(period_end="2023-10-31", published_on="2023-11-20"), body="partial")
    rows = coverage(reader, today=TODAY).rows
    assert len(rows) == 4
    assert state(reader)["report_id"] == "990101-2023-annual-1031"


def test_the_view_has_a_clock_of_its_own(desk, reader, factory):
    desk.archive.sync_registry(factory.DIVISIONS, [factory.make_source(1)], (), last_year=2200)
    sql = "SELECT year, state FROM coverage WHERE division_code = '990101' AND year IN (2023, 2200) ORDER BY year"
    assert reader.run(sql).rows == [(2023, "due"), (2200, "not_due")]


def test_a_body_that_published_without_a_source_is_in_the_ledger(desk, reader, factory):
    desk.store(
        factory.make_report(
            issuer="甲区司法局",
            issuer_kind=factory.IssuerKind.DEPARTMENT,
            year=2020,
            period_end="2020-12-31",
            published_on="2021-03-01",
        )
    )
    assert coverage(reader, today=TODAY, year=2020).rows[0][2] == "甲区司法局"


def test_a_visit_that_was_limited_or_killed_makes_nothing_missing(desk, reader):
    look(desk, AFTER, whole=False)
    assert state(reader)["state"] == "due"


def test_a_listed_page_that_does_not_answer_is_unreachable_and_not_missing(desk, reader):
    look(desk, AFTER)
    desk.fetch("", purpose="article", requested_at=AFTER, outcome=Outcome.BLOCKED_CHALLENGE)
    row = state(reader)
    assert (row["state"], "blocked_challenge" in row["evidence"]) == ("unreachable", True)


def steps(desk, sql):
    """Return how many steps SQLite's machine takes to answer."""
    taken = []
    with closing(sqlite3.connect(str(desk.archive.engine.url.database))) as connection:
        connection.set_progress_handler(lambda: taken.append(1), 1)
        connection.execute(sql).fetchall()
    return len(taken)


@pytest.mark.parametrize("asked", ["division_code = '990101'", "division_code < '990102'", "issuer = '甲区人民政府'"])
def test_what_was_asked_for_others_makes_a_question_no_longer(desk, factory, asked):
    sql = f"SELECT * FROM coverage WHERE {asked}"
    for source in (1, 2):
        desk.archive.mark_whole(desk.fetch("list", purpose="listing", source=source, requested_at=BEFORE))
    before = steps(desk, sql)
    for purpose in ("listing", "article") * 30:
        desk.run_id = desk.archive.begin_run("harvest", {}, factory.NOW)
        desk.fetch("list", purpose=purpose, source=2, requested_at=AFTER, outcome=Outcome.TIMEOUT)
    assert steps(desk, sql) == before


def test_the_reports_of_a_year_make_a_question_for_one_body_no_longer(desk, factory):
    sql = "SELECT * FROM coverage WHERE division_code = '990101'"
    desk.store(factory.make_report())
    before = steps(desk, sql)
    for number in range(30):
        desk.store(
            factory.make_report(
                division="990102", issuer=f"乙区第{number}局", issuer_kind=factory.IssuerKind.DEPARTMENT
            )
        )
    assert steps(desk, sql) - before < 30, "not even one step for each of them"
