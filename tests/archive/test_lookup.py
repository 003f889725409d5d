from __future__ import annotations

import pytest

from reportarchive.errors import UnknownName
from reportarchive.model import IssuerKind, ReportKind, Scope

DEPARTMENT = {"issuer": "甲区司法局", "issuer_kind": IssuerKind.DEPARTMENT, "url": "http://gov1.example/sfj.html"}


@pytest.fixture
def filled(desk, factory):
    desk.store(factory.make_report())
    desk.store(factory.make_report(**DEPARTMENT), body="sfj")
    desk.store(factory.make_report(kind=ReportKind.NPC_REPORT, url="http://gov1.example/npc.html"), body="npc")
    earlier = {"year": 2022, "period_end": "2022-12-31", "url": "http://gov1.example/2022.html"}
    desk.store(factory.make_report(**DEPARTMENT | earlier), body="2022")
    other = {"division": "990102", "issuer": "乙区人民政府", "url": "http://gov2.example/2023.html"}
    desk.store(factory.make_report(**other), body="other", source=2)
    return desk.archive


@pytest.mark.parametrize(
    ("key", "report_id"),
    [
        ("990101-2023-annual", "990101-2023-annual"),
        ("990101-2023-npc_report", "990101-2023-npc_report"),
        ("http://gov1.example/2023.html", "990101-2023-annual"),
        ("990101/2023", "990101-2023-annual"),
        ("990102/2023", "990102-2023-annual"),
        ("990101/2022", "990101-db5a26ec2-2022-annual"),
    ],
)
def test_a_report_is_found_by_each_of_its_names(filled, key, report_id):
    assert filled.find_report(key) == report_id


@pytest.mark.parametrize(
    ("key", "message"),
    [
        ("990101/2019", "near it: 990101-2023-annual, 990101-2023-npc_report, "),
        ("990102-2023-anual", "near it: 990102-2023-annual"),
        ("990109-2023-annual", "near it: "),
        ("http://nowhere.example/", "no report 'http://nowhere.example/' in the archive$"),
        ("110107/2023", "no report '110107/2023' in the archive$"),
        ("", "no report ''"),
    ],
)
def test_an_unknown_report_is_one_line_with_those_near(filled, key, message):
    with pytest.raises(UnknownName, match=message):
        filled.find_report(key)


def test_several_reports_of_a_place_are_all_named(desk, factory):
    for name, body in (("甲区司法局", "1"), ("甲区教育局", "2")):
        changes = DEPARTMENT | {"issuer": name, "url": f"http://gov1.example/{body}"}
        desk.store(factory.make_report(**changes), body=body)
    with pytest.raises(UnknownName, match=r"names several reports: .*, "):
        desk.archive.find_report("990101/2023")


def test_a_report_comes_with_all_its_rows(filled):
    found = filled.report_rows("990101-2023-annual")
    assert "".join(section["own_text"] for section in found.sections) == found.report["text"]
    assert [section["heading"] for section in found.sections] == [
        "",
        "一、主要举措和成效",
        "（一）依法化解矛盾",
        "二、2024年工作安排",
    ]
    assert [(m["surface"], m["section_path"], m["role"]) for m in found.metrics] == [
        ("530余件", "1.1", "measures"),
        ("8.88%", "1.1", "measures"),
        ("1.2万件", "1.1", "measures"),
        ("300人次", "2", "plan"),
    ]
    assert found.metrics[0]["sentence"].startswith("全年办理")
    assert [(c["surface"], c["section_path"]) for c in found.citations] == [("《法治政府建设实施纲要》", "0")]
    assert [(n["surface"], n["reason"]) for n in found.numerals] == [("2023", "year"), ("2024", "year"), ("7", None)]
    with pytest.raises(UnknownName):
        filled.report_rows("990101-1999-annual")


@pytest.mark.parametrize(
    ("scope", "count"),
    [
        (Scope(), 5),
        (Scope(years=(2022,)), 1),
        (Scope(divisions=("990102",)), 1),
        (Scope(sources=("yang-1",), years=(2023,)), 3),
        (Scope(limit=2), 2),
        (Scope(limit=0), 0),
        (Scope(years=(1999,)), 0),
    ],
)
def test_captures_follow_the_scope(filled, scope, count):
    assert len(list(filled.captures(scope))) == count


def test_captures_come_in_batches_with_all_a_reparse_needs(filled, monkeypatch):
    monkeypatch.setattr("reportarchive.archive.reports.lookup.BATCH", 2)
    found = list(filled.captures(Scope()))
    assert [row.report_id for row in found] == sorted(row.report_id for row in found)
    assert len(found) == 5
    assert found[0].content_type == "text/html; charset=utf-8"
    assert found[0].hints == {"title": "甲区", "year": "2023"}
    assert [row.sha256 for row in filled.captures(Scope(limit=3))] == [row.sha256 for row in found[:3]]


def test_known_reports_are_those_of_the_source_and_years(filled):
    assert [row.report_id for row in filled.known_reports("yang-2")] == ["990102-2023-annual"]
    assert len(filled.known_reports("yang-1", (2023,))) == 3
    assert filled.known_reports("yang-1", (1999,)) == []
