"""What a report claims of its own numbers, and what keeps a claim from being assessed; verdicts on two years are
tried in `tests/query/test_claims.py`.
"""

from __future__ import annotations

import pytest

from reportarchive import parse_text
from reportarchive.claims import Kind, claims_of, totals_of


def claims(text, kind, *, year=2024, is_annual=True):
    """Return (claiming surface, claim) of a text read as a section of measures."""
    read = parse_text("一、主要举措和成效\n" + text + "\n")
    totals = totals_of(read.text, read.metrics, year=year)
    found = claims_of(read.text, read.metrics, totals, year=year, is_annual=is_annual)
    return [(read.metrics[claim.seq - 1].surface, claim) for claim in found if claim.kind is kind]


GROWTHS = [
    # text, the amount claimed, how it is meant, what is in its way, nothing between the two
    ("办理法律援助案件703件，较去年增长14.9%。", 14.9, "relative", None, True),
    ("办理法律援助案件703件，较2023年增长14.9%。", 14.9, "relative", None, True),
    ("办理法律援助案件703件，同比下降14.9%。", -14.9, "relative", None, True),
    ("办理法律援助案件703件，较去年增加91件。", 91.0, "absolute", None, True),
    ("出庭应诉率91.3%，较去年提升2.7个百分点。", 2.7, "absolute", None, True),
    ("出庭应诉率91.3%，较去年提升2.7%。", 2.7, "either", None, True),
    ("办理法律援助案件703件，涉企案件同比增长24.9%。", 24.9, "relative", None, False),
    ("办理法律援助案件703件，较2019年增长14.9%。", 14.9, "relative", "not against the year before", False),
    ("办理法律援助案件703件，环比增长14.9%。", 14.9, "relative", "not against the year before", False),
    ("办理法律援助案件703件，较去年增长10%—15%。", 10.0, "relative", "a range", True),
    ("较去年增长14.9%。", 14.9, None, "what is measured is not known", False),
]


@pytest.mark.parametrize(("text", "claimed", "reading", "obstacle", "is_plain"), GROWTHS)
def test_a_growth_says_what_it_claims_and_what_is_in_its_way(text, claimed, reading, obstacle, is_plain):
    ((_, claim),) = claims(text, Kind.GROWTH)
    assert (claim.claimed, claim.reading, claim.obstacle) == (claimed, reading, obstacle)
    assert claim.holds is None
    if obstacle is None:
        assert claim.is_plain == is_plain


def test_a_year_is_the_year_before_only_of_its_own_report():
    ((_, claim),) = claims("办理法律援助案件703件，较2023年增长14.9%。", Kind.GROWTH, year=2025)
    assert claim.obstacle == "not against the year before"


def test_only_annual_reports_are_compared():
    ((_, claim),) = claims("办理法律援助案件703件，较去年增长14.9%。", Kind.GROWTH, is_annual=False)
    assert claim.obstacle == "not an annual report"


PARTS = [
    # text, (part, at most, holds) of each
    ("审结行政复议案件132件，其中维持71件。", [("71件", 132.0, True)]),
    ("审结行政复议案件132件（其中维持171件）。", [("171件", 132.0, False)]),
    ("审结行政复议案件130余件，其中维持71件。", [("71件", 143.0, True)]),
    ("审结行政复议案件132件。其中维持171件。", []),  # in another sentence
    ("审结行政复议案件132件，其中罚款171万元。", []),  # of another kind
    ("审结行政复议案件132件，其中维持占71%。", []),
]


@pytest.mark.parametrize(("text", "parts"), PARTS)
def test_a_part_may_be_as_large_as_its_whole(text, parts):
    assert [(surface, claim.most, claim.holds) for surface, claim in claims(text, Kind.PART)] == parts


RATES = [
    ("人大代表建议办复率100%。", [(True, None)]),
    ("人大代表建议办复率100.5%。", [(False, None)]),
    ("人大代表建议办复率较去年提升2.7%。", []),
    ("办理法律援助案件703件，较去年增长124.9%。", []),
]


@pytest.mark.parametrize(("text", "rates"), RATES)
def test_a_rate_is_held_against_all(text, rates):
    assert [(claim.holds, claim.obstacle) for _, claim in claims(text, Kind.RATE)] == rates


def test_each_claim_names_quantities_of_its_own_sentence():
    text = "办理法律援助案件703件，较去年增长14.9%。审结行政复议案件132件，其中维持71件。"
    read = parse_text("一、主要举措和成效\n" + text + "\n")
    made = claims_of(read.text, read.metrics, totals_of(read.text, read.metrics, year=2024), year=2024, is_annual=True)
    assert {claim.kind for claim in made} == {Kind.GROWTH, Kind.PART}
    for claim in made:
        one, other = read.metrics[claim.seq - 1], read.metrics[claim.other_seq - 1]
        assert one.sentence_start == other.sentence_start
        assert other.end <= one.start
