"""Reading anew: taken up where it stopped, by another parser from the start, each damaged page a problem of its own."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from tests.harvesting import copied

from reportarchive.archive import fingerprint
from reportarchive.archive.engine import writing
from reportarchive.model import WHOLE, Part, Scope
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.pipeline.keep import reparse as module
from reportarchive.pipeline.keep.corrections import Signed, correct, withdraw
from reportarchive.pipeline.keep.effect import reparse_effect
from reportarchive.pipeline.keep.reparse import count_reports, reparse
from reportarchive.pipeline.reading import readers

OTHER_PARSER = "UPDATE report_version SET output_sha256 = 'as another parser gave it' WHERE recorded_to IS NULL"


class Stopped(Exception):
    """The reparse was interrupted."""


@pytest.fixture
def aged(first_day, copy_of, monkeypatch: pytest.MonkeyPatch):
    """The sample site as another parser had read it, written five reports at a time."""
    monkeypatch.setattr(module, "TOGETHER", 5)
    settings = copy_of(first_day).settings
    with open_holdings(settings) as holdings:
        with writing(holdings.archive.engine) as connection:
            connection.execute(text(OTHER_PARSER))
        yield holdings


def interrupt(holdings, after: int, part: Part = WHOLE) -> None:
    told = []

    def progress(line: str) -> None:
        told.append(line)
        if len(told) > after:
            raise Stopped

    with pytest.raises(Stopped):
        reparse(holdings, Scope(), part=part, progress=progress)


def test_an_interrupted_reparse_goes_on_where_it_stood(aged) -> None:
    interrupt(aged, 12)
    told = []
    tally = reparse(aged, Scope(), progress=told.append)
    assert told[0] == "going on behind 990105-2025-annual, where the last reparse was interrupted"
    assert (tally.counts["seen"], tally.counts["reparsed"]) == (23 - 15, 23 - 15)
    again = reparse(aged, Scope())
    assert (again.counts["seen"], again.counts["unchanged"]) == (23, 23)


def test_parts_leave_nothing_out_and_are_taken_up_each_for_itself(aged) -> None:
    parts = [Part(number, 3) for number in (1, 2, 3)]
    sizes = [count_reports(aged, Scope(), part) for part in parts]
    assert sum(sizes) == 23
    assert all(sizes)
    interrupt(aged, 2, parts[0])
    told = []
    tallies = [reparse(aged, Scope(), part=part, progress=told.append) for part in parts]
    assert [tally.counts["reparsed"] for tally in tallies] == [sizes[0] - 5, *sizes[1:]]
    assert sum(line.startswith("going on behind") for line in told) == 1
    assert reparse(aged, Scope()).counts["unchanged"] == 23


def test_one_that_was_interrupted_twice_before_its_first_step_loses_nothing(aged) -> None:
    interrupt(aged, 12)
    interrupt(aged, 0)
    assert reparse(aged, Scope()).counts["seen"] == 23 - 15


@pytest.mark.parametrize(
    "change", [{"from_start": True}, {"scope": Scope(years=(2023, 2024, 2025))}], ids=["from_start", "another scope"]
)
def test_it_begins_anew_when_asked_to_or_for_another_scope(aged, change) -> None:
    interrupt(aged, 12)
    assert reparse(aged, **{"scope": Scope()} | change).counts["seen"] == 23


def test_a_limit_counts_from_the_start(aged, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "TOGETHER", 2)
    told = []

    def stop(line: str) -> None:
        told.append(line)
        if len(told) == 3:
            raise Stopped

    with pytest.raises(Stopped):
        reparse(aged, Scope(limit=5), progress=stop)
    assert reparse(aged, Scope(limit=5)).counts["seen"] == 5


def test_another_parser_begins_anew(aged, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupt(aged, 12)
    monkeypatch.setattr(module, "PARSER_VERSION", "a later one")
    assert reparse(aged, Scope()).counts["seen"] == 23


def test_processes_and_one_process_store_the_same(first_day, tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "READ_HERE", 0)
    found = []
    for cores in (1, 2):
        monkeypatch.setattr(readers, "available_cores", lambda cores=cores: cores)
        with open_holdings(copied(first_day, tmp_path / str(cores)).settings) as holdings:
            with writing(holdings.archive.engine) as connection:
                connection.execute(text(OTHER_PARSER))
            assert reparse(holdings, Scope()).counts["reparsed"] == 23
            found.append(fingerprint(holdings.archive))
    assert found[0] == found[1]


def test_an_object_that_is_gone_is_a_problem_of_its_report_alone(aged) -> None:
    capture = next(aged.archive.captures(Scope()))
    (aged.settings.home / "raw" / "sha256" / capture.sha256[:2] / f"{capture.sha256}.zst").unlink()
    effect = reparse_effect(aged, Scope())
    tally = reparse(aged, Scope())
    for problems in (effect.problems, tally.problems):
        assert [problem.partition(":")[0] for problem in problems] == [capture.report_id]
    assert (tally.counts["reparsed"], tally.counts["failed"]) == (22, 1)


def test_the_number_of_reports_follows_the_scope(aged) -> None:
    scopes = (Scope(), Scope(years=(2024,)), Scope(divisions=("990101",)), Scope(limit=4))
    assert [count_reports(aged, scope) for scope in scopes] == [23, 8, 3, 4]


def test_a_dry_run_counts_what_differs_without_touching_a_value(aged) -> None:
    before = fingerprint(aged.archive)
    effect = reparse_effect(aged, Scope())
    assert (effect.reports, effect.differing, effect.touched) == (23, 23, 0)
    assert fingerprint(aged.archive) == before


def test_shifted_text_is_no_change_of_values_and_an_inserted_number_is_one_added(aged) -> None:
    report_id = next(aged.archive.captures(Scope())).report_id
    with writing(aged.archive.engine) as connection:
        version = "(SELECT version_id FROM report_version WHERE recorded_to IS NULL AND report_id = :id)"
        spans = ("char_start", "char_end", "sentence_start", "sentence_end")
        moved = ", ".join(f"{name} = {name} + 3" for name in spans)
        connection.execute(text(f"UPDATE metric SET {moved} WHERE version_id = {version}"), {"id": report_id})
        connection.execute(text(f"DELETE FROM metric WHERE seq = 2 AND version_id = {version}"), {"id": report_id})
    effect = reparse_effect(aged, Scope())
    assert sorted(kind for _, kind in effect.counts.elements()) == ["added"]
    assert effect.touched == 1


def test_a_correction_withdrawn_after_its_page_was_read_is_not_brought_back(aged, monkeypatch) -> None:
    capture = next(aged.archive.captures(Scope()))
    correct(aged, capture.report_id, {"title": "改过的"}, Signed("", "", "王某", "见原件"))
    with writing(aged.archive.engine) as connection:
        connection.execute(text(OTHER_PARSER))
    write = module._write

    def withdraw_and_write(*given) -> None:
        monkeypatch.setattr(module, "_write", write)
        withdraw(aged, 1)
        with writing(aged.archive.engine) as connection:
            connection.execute(text(OTHER_PARSER))
        write(*given)

    monkeypatch.setattr(module, "_write", withdraw_and_write)
    reparse(aged, Scope())
    assert aged.archive.report_rows(capture.report_id).report["title"] != "改过的"


def test_a_move_noted_after_the_capture_was_read_stays(aged, monkeypatch) -> None:
    capture = next(aged.archive.captures(Scope()))
    write = module._write

    def move_and_write(*given) -> None:
        monkeypatch.setattr(module, "_write", write)
        with writing(aged.archive.engine) as connection:
            moved = text("UPDATE report SET url = 'http://new.example/' WHERE report_id = :id")
            connection.execute(moved, {"id": capture.report_id})
        write(*given)

    monkeypatch.setattr(module, "_write", move_and_write)
    reparse(aged, Scope())
    assert aged.archive.capture_of(capture.report_id).current_url == "http://new.example/"
