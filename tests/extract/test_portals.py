"""Whole pages of portals, papers, accounts and assemblies, and of a central government's documents: what is found."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from reportarchive import parse_html
from reportarchive.extract import choose_fields, extract_page
from reportarchive.text.folding import fold

CASES = Path(__file__).parent.parent / "cases"
PORTALS = tomllib.loads((CASES / "portals.toml").read_text("utf-8"))["case"]
DOCUMENTS = tomllib.loads((CASES / "documents.toml").read_text("utf-8"))["case"]
URL = "http://news.example.com.cn/a/index.html"


def squeezed(text: str | None) -> str:
    return "".join(fold(text or "").split())


@pytest.mark.parametrize("case", PORTALS, ids=lambda case: case["name"])
def test_portal(case: dict[str, Any]) -> None:
    page = extract_page(f"<html>{case['html']}".encode(), url=case.get("url", URL))
    document = choose_fields(page.fields, url=page.url).document
    assert {name: squeezed(getattr(document, name)) for name in case["want"]} == {
        name: squeezed(value) for name, value in case["want"].items()
    }
    for field, origin in case.get("from", {}).items():
        assert document.origins[field] == origin
    if "text" in case:
        assert page.text == case["text"]


@pytest.mark.parametrize("case", DOCUMENTS, ids=lambda case: case["name"])
def test_document(case: dict[str, Any]) -> None:
    report = parse_html(f"<html>{case['html']}".encode(), url=case.get("url", URL))
    assert {name: squeezed(getattr(report.document, name)) for name in case["want"]} == {
        name: squeezed(value) for name, value in case["want"].items()
    }
    for line in case.get("holds", ()):
        assert line in report.text
    for line in case.get("lacks", ()):
        assert line not in report.text


def test_every_case_has_a_name_of_its_own() -> None:
    names = [case["name"] for case in PORTALS + DOCUMENTS]
    assert len(set(names)) == len(names)
    assert all(case["want"] for case in PORTALS + DOCUMENTS)
