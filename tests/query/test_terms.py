from __future__ import annotations

import pytest

from reportarchive.errors import QueryRefused
from reportarchive.query.terms import for_fts5, for_tsquery, keys_of, read_terms

# what is typed -> the expressions of FTS5: of grams, of single characters (:), and what must not match (-)
TYPED = {
    "行政复议": ['("行政 政复 复议")'],
    "复": [':("复")'],
    "复议 诉讼": ['("复议" AND "诉讼")'],
    "复议 AND 诉讼": ['("复议" AND "诉讼")'],
    "复议 -诉讼": ['("复议") NOT "诉讼"'],
    "复议 NOT 诉讼": ['("复议") NOT "诉讼"'],
    "复 -诉": [':("复") NOT "诉"'],
    "复议 -诉": ['("复议")', '-:"诉"'],
    "复 -诉讼": [':("复")', '-"诉讼"'],
    "复 -诉讼 -法院": [':("复")', '-"诉讼" OR "法院"'],
    "“复议 案件”": ['("复议" AND "案件")'],
    '"复议案件"': ['("复议 议案 案件")'],
    "案件，较": ['("案件")', ':("较")'],
    "８.８８％": ['("8. .8 88 8%")'],
    "ISO": ['("is so")'],
    "复议 -“诉讼，案件”": ['("复议")'],
}


@pytest.mark.parametrize("typed", TYPED)
def test_what_is_typed_becomes_expressions(typed: str) -> None:
    found = for_fts5(read_terms(typed), ())
    assert [f"{'' if it.is_wanted else '-'}{':' * it.of_characters}{it.expression}" for it in found] == TYPED[typed]


def test_filters_narrow_both_indexes() -> None:
    (grams, characters) = for_fts5(read_terms("复议 法"), ["¦y2024"])
    assert (grams.expression, characters.expression) == ('("¦y2024" AND "复议")', '("¦y2024" AND "法")')


def test_the_same_for_postgresql() -> None:
    assert for_tsquery(read_terms("行政复议 法 -诉讼"), ["¦y2024"]) == (
        ["'¦y2024'", "'行政' <-> '政复' <-> '复议'", "'法':*"],
        ["'诉讼'"],
    )


HOSTILE = [
    '") OR 1=1 --',
    "'; DROP TABLE report; --",
    "NEAR(a b)",
    "复议*",
    "{grams}:x",
    "a:b",
    "\\'x",
    "^复议",
    "(((",
    "NOT",
]


@pytest.mark.parametrize("typed", HOSTILE)
def test_nothing_typed_is_syntax(typed: str) -> None:
    try:
        terms = read_terms(f"复议 {typed}")
    except QueryRefused:
        return
    for term in terms:
        for run in term.runs:
            assert not set(run) & set("\"'\\()¦")


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        *((typed, "nothing to look for") for typed in ("", "，。", "-诉讼")),
        ("法" * 101, "at most 100"),
        (" ".join("甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌"), "at most 20"),
    ],
)
def test_what_cannot_be_looked_for_is_said(typed: str, message: str) -> None:
    with pytest.raises(QueryRefused, match=message):
        read_terms(typed)


@pytest.mark.parametrize(
    ("division", "key"), [("110000", "¦d11"), ("110100", "¦d1101"), ("110107", "¦d110107"), ("100000", "¦d10")]
)
def test_a_division_stands_for_all_below_it(division: str, key: str) -> None:
    assert keys_of(None, division, None) == [key]
