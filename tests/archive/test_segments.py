"""The segments of SQLite's search index: merged when a run has ended, with every answer as before."""

from __future__ import annotations

import pytest

from reportarchive.archive import check_archive
from reportarchive.archive.search.index import CHARACTERS, NAME, merge_segments

QUESTIONS = ('"¦y2005" AND "行政 政复 复议"', '"¦d990101" AND "调解"', '"¦rplan"', '"行政 政复 复议" NOT "¦y2001"')


@pytest.fixture
def filled(desk, factory):
    """An archive of 24 reports, stored one a transaction while its run is under way."""
    for year in range(2000, 2024):
        changes = {"year": year, "period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}
        desk.store(factory.make_report(url=f"http://gov1.example/{year}.html", **changes), body=f"page of {year}")
    return desk.archive


def segments(archive):
    with archive.engine.connect() as connection:
        counted = [f"SELECT COUNT(DISTINCT segid) FROM {name}_idx" for name in (NAME, CHARACTERS)]
        return [connection.exec_driver_sql(sql).scalar_one() for sql in counted]


def answers(archive):
    asked = f"SELECT rowid FROM {NAME} WHERE {NAME} MATCH ? ORDER BY rowid"
    with archive.engine.connect() as connection:
        return [connection.exec_driver_sql(asked, (question,)).scalars().all() for question in QUESTIONS]


def test_the_end_of_a_run_merges_what_it_wrote(filled, factory):
    assert min(segments(filled)) > 4
    before = answers(filled)
    assert all(before)
    filled.finish_run(1, state="done", counts={}, finished_at=factory.NOW)
    assert max(segments(filled)) <= 4
    assert answers(filled) == before
    assert check_archive(filled) == []


def test_parts_however_small_come_to_the_same(filled, monkeypatch):
    before = answers(filled)
    monkeypatch.setattr("reportarchive.archive.search.index.PART", 1)
    merge_segments(filled.engine)
    merged = segments(filled)
    assert max(merged) <= 4
    assert answers(filled) == before
    merge_segments(filled.engine)
    assert segments(filled) == merged


def test_a_run_ends_well_where_its_index_cannot_be_merged(filled, factory, monkeypatch):
    monkeypatch.setattr("reportarchive.archive.search.index.NAME", "no_index")
    filled.finish_run(1, state="done", counts={}, finished_at=factory.NOW)
    with filled.engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT state FROM run").scalar_one() == "done"
