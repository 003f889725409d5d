"""Reports that threads bring side by side, into a real archive: which go together, and what one that fails does."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from threading import Barrier, Thread

import pytest
from sqlalchemy import event

from reportarchive.archive import Archive, Incoming, Origin, SharedStore, check_archive, rows_of
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


def told(shared, incoming):
    """Bring reports, each by a thread of its own and all at once, and return what each thread was told."""
    begin = Barrier(len(incoming))

    def store(one):
        with shared.working():
            begin.wait()
            try:
                return shared.store(one)
            except Exception as error:  # noqa: BLE001 - what a thread gets is what is looked at
                return error

    with ThreadPoolExecutor(len(incoming)) as threads:
        return list(threads.map(store, incoming))


def writes(archive):
    """Return a count that grows with every commit of the archive's."""
    counted = Counter()
    event.listen(archive.engine, "commit", lambda _: counted.update(["commits"]))
    return counted


def stored_years(archive):
    return sorted(known.year for known in archive.known_reports("yang-1"))


def test_what_threads_bring_at_once_is_stored_in_few_transactions_and_told_to_each(desk, bring):
    counted = writes(desk.archive)
    years = range(2000, 2000 + 2 * MOST)
    said = told(SharedStore(desk.archive), [bring(year) for year in years])
    assert [one.report_id for one in said] == [f"990101-{year}-annual" for year in years]
    assert {one.change for one in said} == {"new"}
    assert 2 <= counted["commits"] < MOST, "sixteen reports, eight a transaction"
    assert stored_years(desk.archive) == list(years)
    assert check_archive(desk.archive) == []


def test_a_report_is_in_the_archive_when_its_thread_is_told(desk, bring):
    shared = SharedStore(desk.archive)
    with Archive.open(desk.archive.engine.url.render_as_string()) as another:
        assert shared.store(bring(2020)).change == "new"
        assert stored_years(another) == [2020]


def test_who_works_alone_waits_for_nobody(desk, bring, monkeypatch):
    monkeypatch.setattr(together, "WAIT", 3600)
    shared = SharedStore(desk.archive)
    with shared.working():
        with shared.working():
            pass  # another one who has come and gone
        shared.store(bring(2020))
    assert stored_years(desk.archive) == [2020]


def test_who_brings_nothing_is_not_waited_for_long(desk, bring):
    shared = SharedStore(desk.archive)
    with shared.working(), shared.working():
        shared.store(bring(2020))
    assert stored_years(desk.archive) == [2020]


def test_one_that_cannot_be_stored_keeps_no_other_back(desk, bring):
    wrong = bring(2005, division="999999")
    said = told(SharedStore(desk.archive), [bring(2003), bring(2004), wrong, bring(2006)])
    assert [getattr(one, "change", None) for one in said] == ["new", "new", None, "new"]
    assert isinstance(said[2], ArchiveError)
    assert "999999" in str(said[2])
    assert stored_years(desk.archive) == [2003, 2004, 2006]


def test_an_error_of_the_program_comes_to_the_thread_that_brought_it(desk, bring):
    broken = bring(2005)
    broken.rows.children["metric"].append(object())
    said = told(SharedStore(desk.archive), [bring(2004), broken, bring(2006)])
    assert not isinstance(said[1], ReportArchiveError)
    assert isinstance(said[1], Exception)
    assert [said[0].change, said[2].change] == ["new", "new"]
    assert stored_years(desk.archive) == [2004, 2006]


def test_two_that_are_one_report_are_stored_one_after_the_other(desk, bring):
    said = told(SharedStore(desk.archive), [bring(2010), bring(2010), bring(2011)])
    assert sorted(one.change for one in said) == ["new", "new", "unchanged"]
    assert stored_years(desk.archive) == [2010, 2011]


def test_one_with_corrections_is_left_out_and_its_thread_told(desk, factory, bring):
    desk.store(factory.make_report())
    desk.correct(factory.make_report())
    said = told(SharedStore(desk.archive), [bring(2023), bring(2022)])
    assert said[0] is None
    assert said[1].change == "new"


def test_who_is_interrupted_while_storing_leaves_nobody_waiting(desk, bring):
    class Interrupted:
        def store_all(self, _):
            raise KeyboardInterrupt

    shared = SharedStore(Interrupted())
    ended = []

    def store(year):
        with shared.working():
            begin.wait()
            try:
                shared.store(bring(year))
            except KeyboardInterrupt:
                ended.append(year)

    begin = Barrier(3)
    threads = [Thread(target=store, args=(year,), daemon=True) for year in (2001, 2002, 2003)]
    with ExitStack() as joined:
        for thread in threads:
            thread.start()
            joined.callback(thread.join, 10)
    assert sorted(ended) == [2001, 2002, 2003]
