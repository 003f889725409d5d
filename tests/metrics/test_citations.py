"""Cited documents with their numbers, nested and unbalanced quotes, against a table."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from reportarchive import parse_text
from reportarchive.metrics import measure
from reportarchive.metrics.citations import kind_of
from reportarchive.model import IssueCode, Reason

CASES = tomllib.loads((Path(__file__).parent.parent / "cases" / "citations.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_citations_of_a_text_and_no_others(case: dict[str, Any]) -> None:
    found = measure(case["text"])
    assert [f"{one.title}|{one.doc_no or ''}" for one in found.citations] == case["citations"]
    assert [case["text"][one.start : one.end] for one in found.citations] == [
        f"《{one.title}》" for one in found.citations
    ]
    unbalanced = [one for one in found.issues if one.code is IssueCode.QUOTE_UNBALANCED]
    assert len(unbalanced) == case.get("unbalanced", 0)


def test_numbers_in_a_citation_and_its_document_number_are_explained() -> None:
    found = measure("印发《20条措施（2023年版）》（京政发〔2021〕23号），惠及12家。")
    assert [(one.surface, one.reason) for one in found.numerals] == [
        ("20", Reason.TITLE), ("2023", Reason.TITLE), ("2021", Reason.DOCNO), ("23", Reason.DOCNO),
    ]  # fmt: skip
    assert [metric.surface for metric in found.metrics] == ["12家"]


def test_a_citation_knows_its_section() -> None:
    report = parse_text(
        "落实《甲办法》。\n一、主要工作\n（一）制度建设。出台《乙办法》。\n二、不足\n《丙办法》执行不够。"
    )
    assert [(one.title, one.section) for one in report.citations] == [
        ("甲办法", (0,)), ("乙办法", (1, 1)), ("丙办法", (2,)),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("中华人民共和国行政处罚法", "law"), ("民法典", "law"), ("宪法", "law"), ("社区矫正法", "law"),
        ("信访工作条例", "regulation"), ("行政执法证件管理办法", "regulation"), ("市场监管办法", "regulation"),
        ("法治政府建设与责任落实督察工作规定", "regulation"), ("地区生产总值核算办法", "regulation"),
        ("法治政府建设实施纲要（2021—2025年）", "plan"), ("关于加强行政执法监督的意见", "plan"),
        ("提升行政执法质量三年行动计划（2023—2025年）", "plan"),
        ("石景山区首接负责制实施细则", "local"), ("北京市街道办事处条例", "local"),
        ("河南省行政规范性文件管理办法", "local"), ("某市某区重大行政决策目录", "local"),
        ("城市房地产管理法", "law"), ("香港特别行政区基本法", "law"),
        ("习近平法治思想学习问答", "other"), ("法治日报", "other"),
        # Words of a place inside a national title name none.
        ("国务院关于加强市县政府依法行政的决定", "plan"),
        ("村庄和集镇规划建设管理条例", "regulation"),
        ("关于加强和改进乡镇政府工作的意见", "plan"),
        ("关于加强县域商业体系建设的意见", "plan"),
        ("市县法治政府建设示范指标体系", "other"),
        ("自由贸易试验区条例", "regulation"),
        ("中国（上海）自由贸易试验区条例", "regulation"),
        ("行政处罚法(修订)(2021年)", "law"),
        ("朝阳区城市更新条例", "local"),
    ],
)  # fmt: skip
def test_the_kind_of_a_document_is_read_from_its_title(title: str, kind: str) -> None:
    assert kind_of(title) == kind


def test_citations_of_one_document_are_linked() -> None:
    found = measure(
        "落实《中华人民共和国行政处罚法》，修订后的《行政处罚法》施行。贯彻《法治政府建设实施纲要（2021—2025年）》（以下简称《纲要》），"
        "《纲要》要求明确，《法治政府建设实施纲要(2021-2025年)》印发。另发《工作纲要》。"
    )
    assert [one.document for one in found.citations] == [
        "行政处罚法", "行政处罚法", "法治政府建设实施纲要", "法治政府建设实施纲要", "法治政府建设实施纲要",
        "法治政府建设实施纲要", "工作纲要",
    ]  # fmt: skip
    assert [one.kind for one in found.citations[2:4]] == ["plan", "plan"]
