from __future__ import annotations

import pytest

from reportarchive.archive import Trouble
from reportarchive.errors import QueryRefused, UnknownName
from reportarchive.query import load_cookbook, run_named
from reportarchive.query.cookbook import read_query

COOKBOOK = load_cookbook()
# name -> parameters that make the two reports below answer, one of them edited once, and the number of rows they give
ACCEPTED = {"indicator": "reconsideration.accepted"}
ASKED = {
    "series": (ACCEPTED, 2),
    "ranking": (ACCEPTED | {"year": "2023"}, 1),
    "latecomers": ({"year": "2024"}, 1),
    "cited": ({"top": "5"}, 1),
    "residue": ({"above": "0.1"}, 2),
    "targets": ({"division": "990101"}, 2),
    "metrics": ({"report": "990101-2023-annual"}, 4),
    "growth": (ACCEPTED, 1),
    "runs": ({}, 1),
    "source_state": ({}, 2),
    "edits": ({"year": "2024"}, 1),
    "claims": ({"verdict": "NOT_ASSESSABLE"}, 2),
    "target_results": ({}, 0),
    "promises": ({}, 3),
    "broken_sources": ({}, 2),
    "never_reported": (ACCEPTED, 0),
    "growth_years": (ACCEPTED | {"from": "2023", "to": "2024"}, 1),
    "sections": ({"role": "plan"}, 2),
    "document_years": ({"document": "实施纲要"}, 2),
    "coverage_counts": ({}, 2),
    "hosts": ({}, 1),
    "run_outcomes": ({}, 1),
    "corrections": ({}, 1),
    "history": ({"report": "990101-2024-annual"}, 2),
    "needs_extraction": ({}, 0),
    "alarms": ({"code": "went_quiet"}, 1),
}


@pytest.fixture
def filled(desk, factory):
    desk.store(factory.make_report())
    later = {
        "year": 2024, "period_end": "2024-12-31", "published_on": "2025-04-01", "url": "http://gov1.example/2024.html",
    }  # fmt: skip
    desk.store(factory.make_report(**later), body="2024")
    desk.store(factory.make_report(factory.TEXT.replace("调解纠纷1.2万件。", ""), **later), body="2024, edited")
    desk.correct(factory.make_report())
    desk.archive.note_troubles([Trouble(code, "yang-1", "so", "") for code in ("went_quiet", "fill_fell")], unjudged=())
    return desk


@pytest.mark.parametrize("name", COOKBOOK)
def test_each_query_answers(filled, reader, name):
    params, rows = ASKED[name]  # a query without a line here fails
    result = run_named(reader, name, params)
    assert len(result.rows) == rows
    assert len(set(result.columns)) == len(result.columns)


@pytest.mark.parametrize("name", COOKBOOK)
def test_each_query_runs_by_its_defaults_alone(reader, name):
    given = {p.name: "1" for p in COOKBOOK[name].parameters if p.required}
    run_named(reader, name, given)


def test_the_history_of_a_report_counts_what_differs(filled, reader):
    result = run_named(reader, "history", {"report": "990101-2024-annual"})
    rows = [dict(zip(result.columns, row, strict=True)) for row in result.rows]
    assert [(row["reason"], row["sections_differing"], row["metrics_differing"]) for row in rows] == [
        ("first", None, None), ("source", 1, 1),
    ]  # fmt: skip
    edits = run_named(reader, "edits", {"division": "990101"})
    assert [row[edits.columns.index("summary")] for row in edits.rows] == ["调解纠纷 - 1.2万件"]


def test_growth_is_per_cent_of_the_year_before(desk, reader, factory, monkeypatch):
    more = ("1060", "件", factory.Bound.EXACT, "reconsideration.accepted", False)
    monkeypatch.setitem(factory.QUANTITIES, "1060件", more)
    desk.store(factory.make_report())
    text = factory.TEXT.replace("530余件", "1060件")
    desk.store(factory.make_report(text, year=2024, period_end="2024-12-31"), body="2024")
    result = run_named(reader, "growth", ACCEPTED | {"division": "990101"})
    assert [dict(zip(result.columns, row, strict=True))["growth_percent"] for row in result.rows] == [100.0]


def test_an_unknown_query_names_the_others():
    with pytest.raises(UnknownName, match=r"it has .*series"):
        run_named(None, "nothing")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"year": "twenty"}, "a whole number, not 'twenty'"),
        ({"yaer": "2023"}, "no parameter 'yaer'; it takes indicator, year, unit"),
        ({"year": ""}, "a whole number"),
    ],
)
def test_parameters_are_checked_before_the_query_runs(given, message):
    with pytest.raises(QueryRefused, match=message):
        COOKBOOK["ranking"].bind(given)


def test_a_parameter_without_a_default_must_be_given():
    with pytest.raises(QueryRefused, match="needs --param report="):
        COOKBOOK["metrics"].bind({})


GOOD = '-- title: T\n-- description: D\n--   more of it\n-- :day date "2024-03-31" the day\nSELECT :day'


def test_a_header_is_read():
    query = read_query("q", GOOD)
    assert (query.title, query.description) == ("T", "D more of it")
    assert query.bind({}) == {"day": "2024-03-31"}
    assert query.bind({"day": "null"}) == {"day": None}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("-- title: T\n", "", "lacks title"),
        ("-- description: D\n", "", "lacks description"),
        ("SELECT :day", "SELECT 1", "different parameters"),
        ("SELECT :day", "SELECT :day, :year", "different parameters"),
        ('"2024-03-31"', "tomorrow", "a date as YYYY-MM-DD"),
    ],
)
def test_a_header_that_does_not_fit_is_refused(old, new, message):
    with pytest.raises(QueryRefused, match=message):
        read_query("q", GOOD.replace(old, new))
