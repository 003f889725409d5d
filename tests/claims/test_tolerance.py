"""How far a printed number may be from the true one."""

from __future__ import annotations

import pytest

from reportarchive import parse_text
from reportarchive.claims.tolerance import is_plain_count, tolerance_of

TOLERANCES = [
    # a count written out is exact, a round one is round
    ("办理法律援助案件146件。", "0"),
    ("办理法律援助案件140件。", "0"),
    ("办理法律援助案件2,315件。", "0"),
    ("办理法律援助案件２３１５件。", "0"),
    ("办理法律援助案件2300件。", "100"),
    ("办理法律援助案件30000件。", "10000"),
    # one unit of the last printed digit
    ("办理法律援助案件5.24万件。", "100"),
    ("办理法律援助案件5．2万件。", "1000"),
    ("办理法律援助案件5万件。", "10000"),
    ("投入资金1.5亿元。", "10000000"),
    ("投入资金3.25元。", "0.01"),
    ("办复率98.7%。", "0.1"),
    ("办复率98.75％。", "0.01"),
    ("办复率98%。", "1"),
    ("办复率100%。", "1"),
    ("办复率较去年提升2.7个百分点。", "0.1"),
    ("办复率较去年提升3个百分点。", "1"),
    # a bound: ten per cent of itself, or its last digit where that is more
    ("办理法律援助案件530余件。", "53"),
    ("办理法律援助案件近650件。", "65"),
    ("办理法律援助案件10余件。", "10"),
    ("办理法律援助案件近20件。", "10"),
    ("办理法律援助案件约2000件。", "1000"),
    ("办理法律援助案件超3件。", "1"),
    ("办复率超98%。", "9.8"),
]


@pytest.mark.parametrize(("text", "tolerance"), TOLERANCES)
def test_a_number_is_as_exact_as_it_is_printed(text, tolerance):
    (metric,) = parse_text(text).metrics
    assert format(tolerance_of(metric).normalize(), "f") == tolerance


@pytest.mark.parametrize(
    ("text", "is_plain"),
    [("办结146件。", True), ("办结2300件。", True), ("办结1.2万件。", False), ("办结140余件。", False)],
)
def test_a_plain_count_is_written_out(text, is_plain):
    (metric,) = parse_text(text).metrics
    assert is_plain_count(metric) == is_plain
