from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select, text

from reportarchive.archive import Origin, schema
from reportarchive.archive.engine import reading
from reportarchive.archive.reports import writer
from reportarchive.errors import ArchiveError, InputError
from reportarchive.model import Issue, IssueCode, IssuerKind, ReportKind, Severity

COUNTED = ("report", "report_version", "section", "metric", "citation", "numeral", "issue", "issuer", "expectation")


def counts(archive):
    with reading(archive.engine) as connection:
        tables = {name: schema.metadata.tables[name] for name in COUNTED}
        return {
            name: connection.execute(select(func.count()).select_from(table)).scalar_one()
            for name, table in tables.items()
        }


def versions(archive, columns="reason, recorded_to IS NULL AS is_current"):
    with reading(archive.engine) as connection:
        sql = f"SELECT {columns} FROM report_version ORDER BY report_id, version_no"
        return [tuple(row) for row in connection.execute(text(sql))]


def test_a_first_report_brings_all_its_rows(desk, factory):
    stored = desk.store(factory.make_report())
    assert (stored.report_id, stored.change) == ("990101-2023-annual", "new")
    found = counts(desk.archive)
    assert (found["section"], found["metric"], found["citation"], found["numeral"]) == (4, 4, 1, 3)
    assert versions(desk.archive) == [("first", 1)]


def test_the_same_report_again_writes_nothing_but_its_request(desk, factory):
    first = desk.store(factory.make_report())
    before = counts(desk.archive)
    second = desk.store(factory.make_report())
    assert (second.change, second.version_id) == ("unchanged", first.version_id)
    assert counts(desk.archive) == before


def test_an_edit_is_a_new_version_and_the_old_one_stays(desk, factory):
    desk.store(factory.make_report())
    edited = factory.TEXT.replace("530余件", "531件")
    stored = desk.store(factory.make_report(edited), body="edited page")
    assert stored.change == "edited"
    assert versions(desk.archive, "version_no, reason, recorded_to IS NULL, text LIKE '%531件%'") == [
        (1, "first", 0, 0),
        (2, "source", 1, 1),
    ]


def another_basis(report):
    return replace(report, metrics=(replace(report.metrics[0], basis="较去年"), *report.metrics[1:]))


def another_issue(report):
    return replace(report, issues=(Issue(IssueCode.FIELD_MISSING, Severity.WARNING, "no date"),))


def another_date(report):
    return replace(report, document=replace(report.document, written_on="2024-01-05"))


@pytest.mark.parametrize("differ", [another_basis, another_issue, another_date])
def test_other_findings_in_the_same_bytes_are_the_parsers_doing(desk, factory, differ):
    desk.store(factory.make_report())
    assert desk.store(differ(factory.make_report()), parser="2").change == "reparsed"
    assert versions(desk.archive) == [("first", 0), ("parser", 1)]


def test_a_new_parser_version_with_equal_output_writes_nothing(desk, factory):
    desk.store(factory.make_report())
    assert desk.store(factory.make_report(), parser="2").change == "unchanged"
    assert versions(desk.archive) == [("first", 1)]


def test_another_text_of_the_same_bytes_is_the_parsers_doing_too(desk, factory):
    desk.store(factory.make_report())
    assert desk.store(factory.make_report(factory.TEXT.replace("各项", "")), parser="2").change == "reparsed"


def test_another_date_on_other_bytes_by_the_same_parser_is_the_sources_doing(desk, factory):
    desk.store(factory.make_report())
    assert desk.store(another_date(factory.make_report()), body="page with a date").change == "edited"


def test_a_clock_or_line_breaks_on_the_page_are_no_new_version(desk, factory):
    desk.store(factory.make_report())
    assert desk.store(factory.make_report(), body="page of another second").change == "unchanged"
    broken = factory.TEXT.replace("现将情况", "\n  现将情况")
    assert desk.store(factory.make_report(broken), body="page broken otherwise").change == "unchanged"


def test_white_space_that_a_parser_joins_otherwise_is_a_new_version(desk, factory):
    desk.store(factory.make_report())
    broken = factory.TEXT.replace("现将情况", "\n现将情况")
    assert desk.store(factory.make_report(broken)).change == "reparsed"


def test_a_move_updates_the_url_only(desk, factory):
    first = desk.store(factory.make_report())
    moved = factory.make_report(url="http://gov1.example/new/2023.html")
    stored = desk.store(moved)
    assert (stored.change, stored.version_id) == ("moved", first.version_id)
    assert [row.url for row in desk.archive.known_reports("yang-1", (2023,))] == [moved.document.url]
    assert versions(desk.archive) == [("first", 1)]


def test_an_edit_at_a_new_address_is_a_new_version_there(desk, factory):
    desk.store(factory.make_report())
    edited = factory.make_report(factory.TEXT.replace("全年", "全年共"), url="http://gov1.example/new.html")
    assert desk.store(edited, body="edited").change == "edited"
    assert desk.archive.report_rows("990101-2023-annual").report["url"] == "http://gov1.example/new.html"


@pytest.mark.parametrize("name", ["issuer", "division", "year", "kind", "issuer_kind"])
def test_a_report_that_cannot_be_filed_is_refused_whole(desk, factory, name):
    before = counts(desk.archive)
    with pytest.raises(InputError, match=name):
        desk.store(factory.make_report(**{name: None}))
    assert counts(desk.archive) == before


def test_a_span_that_does_not_show_its_surface_leaves_nothing_behind(desk, factory):
    report = factory.make_report()
    wrong = replace(report, metrics=(replace(report.metrics[0], surface="531余件"), *report.metrics[1:]))
    before = counts(desk.archive)
    with pytest.raises(InputError, match="531余件"):
        desk.store(wrong)
    assert counts(desk.archive) == before


def test_sections_that_lose_text_are_refused(desk, factory):
    report = factory.make_report()
    with pytest.raises(InputError, match="sections hold"):
        desk.store(replace(report, sections=report.sections[1:]))
    assert counts(desk.archive)["report"] == 0


def test_an_error_on_the_way_leaves_the_old_version_current(desk, factory, monkeypatch):
    first = desk.store(factory.make_report())
    before = counts(desk.archive)

    insert = writer.insert_many

    def fail(connection, table, columns, rows):
        if table.name == "numeral":
            raise OSError("the disk is full")
        insert(connection, table, columns, rows)

    monkeypatch.setattr(writer, "insert_many", fail)
    with pytest.raises(ArchiveError, match="disk is full"):
        desk.store(factory.make_report(factory.TEXT.replace("530余件", "531件")), body="edited")
    monkeypatch.undo()
    assert counts(desk.archive) == before
    assert versions(desk.archive, "version_id, recorded_to IS NULL") == [(first.version_id, 1)]


@pytest.mark.parametrize(
    ("changes", "message"),
    [({"division": "123456"}, "division 123456"), ({"text": "\0"}, "NUL"), ({"surrogate": "\ud800"}, "surrogate")],
)
def test_what_the_database_could_not_hold_is_refused_in_one_line(desk, factory, changes, message):
    bad = changes.pop("text", "") + changes.pop("surrogate", "")
    report = factory.make_report(factory.TEXT.replace("各项", "各" + bad + "项"), **changes)
    with pytest.raises((ArchiveError, InputError), match=message) as refused:
        desk.store(report)
    assert "\n" not in str(refused.value)


def test_a_request_without_kept_bytes_cannot_be_a_reports_origin(desk, factory):
    fetch_id = desk.fetch(body="")
    with pytest.raises(ArchiveError, match="kept no bytes"):
        desk.archive.store(factory.make_report(), origin=Origin(fetch_id, None, "1", factory.NOW))


DEPARTMENT = {"issuer": "甲区司法局", "issuer_kind": IssuerKind.DEPARTMENT}


@pytest.mark.parametrize(
    ("changes", "report_id"),
    [
        ({}, "990101-2023-annual"),
        ({"issuer": "样省甲区人民政府"}, "990101-2023-annual"),
        ({"kind": ReportKind.NPC_REPORT}, "990101-2023-npc_report"),
        ({"kind": ReportKind.HALF_YEAR, "period_end": "2023-06-30"}, "990101-2023-half_year"),
        ({"kind": ReportKind.HALF_YEAR, "period_end": None}, "990101-2023-half_year"),
        ({"kind": ReportKind.HALF_YEAR, "period_end": "2023-12-31"}, "990101-2023-half_year-1231"),
        ({"period_end": "2023-10-31"}, "990101-2023-annual-1031"),
        (DEPARTMENT, "990101-db5a26ec2-2023-annual"),
        (DEPARTMENT | {"issuer": "甲区 司法局"}, "990101-db5a26ec2-2023-annual"),
        (DEPARTMENT | {"issuer_kind": IssuerKind.TOWN}, "990101-tb5a26ec2-2023-annual"),
    ],
)
def test_the_report_id_is_citable_and_the_same_everywhere(desk, factory, changes, report_id):
    assert desk.store(factory.make_report(**changes)).report_id == report_id


def test_two_bodies_and_two_kinds_of_one_place_are_apart(desk, factory):
    for changes in ({}, DEPARTMENT, {"kind": ReportKind.NPC_REPORT}, {"year": 2022, "period_end": "2022-12-31"}):
        assert desk.store(factory.make_report(**changes)).change == "new"
    assert counts(desk.archive)["report"] == 4


@pytest.mark.parametrize("value", ["2024-3-1", "20240301", "2024-02-30", "", "soon"])
def test_a_date_that_is_no_iso_text_is_refused(desk, factory, value):
    with pytest.raises(InputError, match="published_on"):
        desk.store(factory.make_report(published_on=value))
