"""Numbers that measure nothing: every reason of the closed list, with texts that only look alike."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest
from tests.tables import for_each

from reportarchive import parse_text
from reportarchive.metrics.lexicon import WORDS
from reportarchive.metrics.masks import find_masks
from reportarchive.model import Reason

CASES = tomllib.loads((Path(__file__).parent.parent / "cases" / "masks.toml").read_text("utf-8"))["case"]
MASKED = [case for case in CASES if "numerals" in case]
DECOYS = [case for case in CASES if "counts" in case]


@pytest.mark.parametrize("case", MASKED, ids=lambda case: f"{case['reason']}-{case['text']}")
def test_masked_numerals_carry_their_reason(case: dict[str, str]) -> None:
    report = parse_text(case["text"])
    assert [metric.surface for metric in report.metrics] == []
    assert [(one.surface, one.reason) for one in report.numerals] == [
        (surface, Reason(case["reason"])) for surface in case["numerals"]
    ]


@pytest.mark.parametrize("case", DECOYS, ids=lambda case: f"{case['reason']}-{case['text']}")
def test_look_alikes_count(case: dict[str, str]) -> None:
    assert [metric.surface for metric in parse_text(case["text"]).metrics] == case["counts"]


@pytest.mark.parametrize("reason", Reason)
def test_each_reason_has_cases_and_a_decoy(reason: Reason) -> None:
    assert Counter(case["reason"] for case in MASKED)[reason] >= 4
    assert Counter(case["reason"] for case in DECOYS)[reason] >= 1


@for_each(WORDS["slogans"]["words"])
def test_each_coinage_is_masked(word: str) -> None:
    assert [(one.start, one.end, one.reason) for one in find_masks(f"深化{word}改革")] == [
        (2, 2 + len(word), Reason.SLOGAN)
    ]


@for_each(WORDS["hotlines"]["numbers"])
def test_each_hotline_is_masked_as_a_name_and_counts_before_a_unit(number: str) -> None:
    report = parse_text(f"拨打{number}热线，接听{number}件")
    assert [(one.surface, one.reason) for one in report.numerals] == [(number, Reason.HOTLINE)]
    assert [metric.surface for metric in report.metrics] == [f"{number}件"]


@pytest.mark.parametrize("number", WORDS["day_names"]["numbers"])
def test_each_day_known_by_its_date_is_masked_and_counts_before_a_unit(number: str) -> None:
    report = parse_text(f"{number}前后宣传，受众{number}万人次")
    assert [(one.surface, one.reason) for one in report.numerals] == [(number, Reason.DATE)]
    assert [metric.surface for metric in report.metrics] == [f"{number}万人次"]


@for_each(WORDS["words"]["words"])
def test_each_word_that_only_looks_like_a_number_is_masked(word: str) -> None:
    assert [(one.start, one.end, one.reason) for one in find_masks(f"形成{word}")] == [(2, 2 + len(word), Reason.WORD)]


@pytest.mark.parametrize(
    ("twin", "spans"),
    [("A" * 100_000, []), ("通过ISO14000认证", ["14000"]), ("A" * 100_000 + "-9.1", ["9.1"])],
    ids=["letters", "version", "letters-and-version"],
)
def test_the_number_behind_letters_is_a_version(twin: str, spans: list[str]) -> None:
    assert [twin[one.start : one.end] for one in find_masks(twin)] == spans
