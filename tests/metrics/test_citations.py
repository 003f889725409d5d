"""Cited documents with their numbers, nested and unbalanced quotes, against a table."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from reportarchive import parse_text
from reportarchive.metrics import measure
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
