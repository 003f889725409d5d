"""Indicators: every row of the list can be found, and a table of texts with decoys."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from tests.tables import for_each

from reportarchive.indicators import load_indicators
from reportarchive.indicators.listed import listed_text
from reportarchive.metrics import measure

CASES = tomllib.loads((Path(__file__).parent.parent / "cases" / "indicators.toml").read_text("utf-8"))["case"]
INDICATORS = load_indicators()


def _code(phrase: str, unit: str) -> str | None:
    (metric,) = measure(f"全年{phrase}12{unit}。").metrics
    return metric.indicator


def _rows() -> list[Any]:
    return [
        pytest.param(
            case["text"],
            case["codes"],
            id=case["about"],
            marks=[pytest.mark.xfail(reason=case["known"])] if "known" in case else [],
        )
        for case in CASES
    ]


@pytest.mark.parametrize(("text", "codes"), _rows())
def test_indicator_of_each_quantity(text: str, codes: list[str]) -> None:
    assert [metric.indicator or "" for metric in measure(text).metrics] == codes


@for_each(INDICATORS)
def test_each_indicator_is_found_by_each_of_its_phrases(code: str) -> None:
    row = INDICATORS[code]
    assert row.units
    assert row.synonyms
    lost = [phrase for phrase in row.synonyms if code not in {_code(phrase, unit) for unit in row.units}]
    assert lost == []


@for_each(INDICATORS)
def test_each_unit_of_an_indicator_counts_it(code: str) -> None:
    row = INDICATORS[code]
    lost = [unit for unit in sorted(row.units) if code not in {_code(phrase, unit) for phrase in row.synonyms}]
    assert lost == []


@for_each(INDICATORS)
def test_no_indicator_counts_what_it_is_not_counted_in(code: str) -> None:
    row = INDICATORS[code]
    assert {_code(phrase, "海里") for phrase in row.synonyms} == {None}


def test_codes_are_unique_and_broader_codes_exist() -> None:
    lines = listed_text().splitlines()
    assert len(INDICATORS) == len(lines) - 1
    assert {row.broader for row in INDICATORS.values()} - {None} <= set(INDICATORS)
    assert all(row.kind in {"count", "rate", "amount", "change", "duration", "rank"} for row in INDICATORS.values())
