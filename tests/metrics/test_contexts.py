"""What stands around a quantity: target, basis and owner, against a table."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from reportarchive import parse_text
from reportarchive.metrics.context import Surroundings
from reportarchive.metrics.quantities import find_quantities
from reportarchive.metrics.stops import Stops

if TYPE_CHECKING:
    from reportarchive.metrics.context import Context

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


def _contexts(twin: str) -> list[Context]:
    quantities = list(find_quantities(twin, bytearray(len(twin) + 1)))
    return Surroundings(twin, Stops(twin)).read(quantities, plans=[False] * len(quantities))


def test_the_owner_of_a_number_is_not_looked_for_through_a_whole_list() -> None:
    contexts = _contexts("办结数" + "、1件" * 6000)
    labels = [one.label for one in contexts]
    assert labels[:2] == [(0, 3), (0, 3)]
    assert set(labels[100:]) == {None}


@pytest.mark.parametrize(("at", "targets"), [(0, 6000), (2000, 4000), (6000, 0)])
def test_a_target_counts_for_all_numbers_behind_it_in_a_long_sentence(at: int, targets: int) -> None:
    contexts = _contexts("1%" * at + "力争" + "1%" * (6000 - at) + "。" + "1%" * 3)
    assert [one.is_target for one in contexts] == [False] * at + [True] * targets + [False] * 3
