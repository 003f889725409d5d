"""Quantities as written in the reports, against a table: what is found, and that nothing else is."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from reportarchive.metrics import measure
from reportarchive.model import Bound

if TYPE_CHECKING:
    from reportarchive.model import Metric

CASES = tomllib.loads((Path(__file__).parent.parent / "cases" / "quantities.toml").read_text("utf-8"))["case"]


def _row(metric: Metric) -> str:
    value = metric.value if metric.upper is None else f"{metric.value}..{metric.upper}"
    bound = "" if metric.bound is Bound.EXACT else f" {metric.bound}"
    change = "" if metric.change is None else f" {metric.change}"
    return f"{metric.surface} = {value} {metric.unit}{bound}{change}"


def _rows() -> list[Any]:
    return [
        pytest.param(
            case["text"],
            case["found"],
            id=case["about"],
            marks=[pytest.mark.xfail(reason=case["known"])] if "known" in case else [],
        )
        for case in CASES
    ]


@pytest.mark.parametrize(("text", "found"), _rows())
def test_quantities_of_a_text_and_no_others(text: str, found: list[str]) -> None:
    assert [_row(metric) for metric in measure(text).metrics] == found


def test_every_surface_is_the_text_as_written() -> None:
    for case in CASES:
        for metric in measure(case["text"]).metrics:
            assert case["text"][metric.start : metric.end] == metric.surface


def test_rows_say_what_they_are_about_once() -> None:
    about = [case["about"] for case in CASES]
    assert len(set(about)) == len(about)
