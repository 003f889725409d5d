"""Reports that threads bring side by side, into a real archive: which go together, and what one that fails does."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy import event

from reportarchive.archive import Archive, Incoming, Origin, check_archive, open_store, rows_of
from reportarchive.archive.reports import together
from reportarchive.archive.reports.together import MOST
from reportarchive.errors import ArchiveError, ReportArchiveError


@pytest.fixture
def bring(desk, factory):
    """A function that makes a report of a year ready to be stored."""
    fetch_id = desk.fetch("page")

    def ready(year, **changes):
        period = {"year": year, "period_start": f"{year}-01-01", "period_end": f"{year}-12-31"}
        report = factory.make_report(**(period | {"url": f"http://gov1.example/{year}.html"} | changes))
        return Incoming(rows_of(report), Origin(fetch_id, "yang-1", "1", factory.NOW))

    return ready


def told(archive, incoming):
    """Bring reports, each by a thread of its own and all at once, and return what each thread was told."""
    begin = Barrier(len(incoming))

    def store(shared, one):
        begin.wait()
        brought = shared.bring(one)
        try:
            return shared.stored(brought)
        except Exception as error:  # noqa: BLE001 - what a thread gets is what is looked at
            return error

    with open_store(archive) as shared, ThreadPoolExecutor(len(incoming)) as threads:
        return list(threads.map(partial(store, shared), incoming))


def writes(archive):
    """Return a count that grows with every commit of the archive's."""
    counted = Counter()
    event.listen(archive.engine, "commit", lambda _: counted.update(["commits"]))
    return counted


def stored_years(archive):
    return sorted(known.year for known in archive.known_reports("yang-1"))


def test_what_is_brought_is_stored_in_few_transactions(desk, bring):
    counted = writes(desk.archive)
    years = range(2000, 2000 + 2 * MOST)
    with open_store(desk.archive) as shared:
        brought = [shared.bring(bring(year)) for year in years]
        assert [shared.stored(one).report_id for one in brought] == [f"990101-{year}-annual" for year in years]
    assert counted["commits"] < MOST, "sixteen reports, at best eight a transaction"
    assert stored_years(desk.archive) == list(years)
    assert check_archive(desk.archive) == []


def test_each_thread_is_told_of_its_own(desk, bring):
    years = range(2000, 2000 + 2 * MOST)
    said = told(desk.archive, [bring(year) for year in years])
    assert [one.report_id for one in said] == [f"990101-{year}-annual" for year in years]
    assert {one.change for one in said} == {"new"}


def test_a_report_is_in_the_archive_when_its_thread_is_told(desk, bring):
    url = desk.archive.engine.url.render_as_string()
    with open_store(desk.archive) as shared, Archive.open(url) as another:
        assert shared.stored(shared.bring(bring(2020))).change == "new"
        assert stored_years(another) == [2020]


def test_who_asks_is_not_kept_waiting_for_others(desk, bring, monkeypatch):
    monkeypatch.setattr(together, "WAIT", 3600)
    with open_store(desk.archive) as shared:
        assert shared.stored(shared.bring(bring(2020))).change == "new"
        shared.bring(bring(2021))  # nobody asks for it: stored when all is closed
    assert stored_years(desk.archive) == [2020, 2021]


def test_what_nobody_asks_for_is_stored_when_its_time_is_up(desk, bring):
    with open_store(desk.archive) as shared:
        assert shared.bring(bring(2020)).stored.result(60).change == "new"


def test_one_that_cannot_be_stored_keeps_no_other_back(desk, bring):
    wrong = bring(2005, division="999999")
    said = told(desk.archive, [bring(2003), bring(2004), wrong, bring(2006)])
    assert [getattr(one, "change", None) for one in said] == ["new", "new", None, "new"]
    assert isinstance(said[2], ArchiveError)
    assert "999999" in str(said[2])
    assert stored_years(desk.archive) == [2003, 2004, 2006]


def test_an_error_of_the_program_comes_to_the_thread_that_brought_it(desk, bring):
    broken = bring(2005)
    broken.rows.children["metric"].append(object())
    said = told(desk.archive, [bring(2004), broken, bring(2006)])
    assert not isinstance(said[1], ReportArchiveError)
    assert isinstance(said[1], Exception)
    assert [said[0].change, said[2].change] == ["new", "new"]
    assert stored_years(desk.archive) == [2004, 2006]


def test_two_that_are_one_report_are_stored_one_after_the_other(desk, bring):
    said = told(desk.archive, [bring(2010), bring(2010), bring(2011)])
    assert sorted(one.change for one in said) == ["new", "new", "unchanged"]
    assert stored_years(desk.archive) == [2010, 2011]


def test_one_with_corrections_is_left_out_and_its_thread_told(desk, factory, bring):
    desk.store(factory.make_report())
    desk.correct(factory.make_report())
    said = told(desk.archive, [bring(2023), bring(2022)])
    assert said[0] is None
    assert said[1].change == "new"


def test_who_was_left_behind_by_its_run_is_refused_and_does_not_wait(desk, bring):
    with open_store(desk.archive) as shared:
        shared.bring(bring(2020))
    with pytest.raises(ArchiveError, match="990101-2021-annual is not stored: the run that read it is over"):
        shared.bring(bring(2021))
    assert stored_years(desk.archive) == [2020]
