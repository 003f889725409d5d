"""What stands around a quantity: target, basis and owner, against a table."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from reportarchive import parse_text

CASES = tomllib.loads((Path(__file__).parent.parent / "cases" / "contexts.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_context_of_a_quantity(case: dict[str, Any]) -> None:
    (metric,) = [one for one in parse_text(case["text"]).metrics if one.surface == case["surface"]]
    found = {"target": metric.is_target, "basis": metric.basis or "", "label": metric.label or ""}
    asked = {name: case[name] for name in found if name in case}
    assert asked
    assert {name: found[name] for name in asked} == asked


def test_the_sentence_is_the_one_the_quantity_stands_in() -> None:
    report = parse_text("前一句没有数。全年办结12件，满意率98%！后一句3件；再一句。\n新段5件")
    sentences = [report.text[metric.sentence_start : metric.sentence_end] for metric in report.metrics]
    assert sentences == ["全年办结12件，满意率98%！", "全年办结12件，满意率98%！", "后一句3件；", "新段5件"]
