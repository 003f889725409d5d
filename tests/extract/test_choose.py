"""Choosing: the order of origins, conflicts, and what a person gives."""

from __future__ import annotations

import pytest

from reportarchive.extract import Found, choose_fields
from reportarchive.model import IssueCode

TITLE = "某区2023年法治政府建设年度情况报告"


@pytest.mark.parametrize(
    ("name", "order"),
    [
        ("title", ["given", "meta", "h1", "label", "listing", "title", "body"]),
        ("published_on", ["given", "meta", "label", "listing", "url", "update"]),
        ("written_on", ["given", "label", "body"]),
        ("issuer", ["given", "label", "body"]),
        ("publisher", ["given", "label", "meta"]),
        ("doc_no", ["given", "label", "body"]),
        ("index_no", ["given", "label"]),
    ],
)
def test_order_of_origins(name: str, order: list[str]) -> None:
    found = [Found(name, f"值{origin}", origin) for origin in reversed(order)]
    for origin in order:
        chosen = choose_fields(found).document
        assert getattr(chosen, name) == f"值{origin}"
        assert chosen.origins[name] == origin
        found.pop()


def test_the_first_of_one_origin_wins() -> None:
    found = [Found("title", TITLE, "h1"), Found("title", "某区门户网站", "h1")]
    assert choose_fields(found).document.title == TITLE


def conflicts(*found: Found) -> list[str]:
    issues = choose_fields(found).issues
    return [issue.message for issue in issues if issue.code is IssueCode.FIELD_CONFLICT]


def test_conflicts_name_both_sides() -> None:
    (message,) = conflicts(Found("published_on", "2024-03-28", "meta"), Found("published_on", "2024-03-30", "listing"))
    assert message == "published_on: meta says '2024-03-28', listing says '2024-03-30'"


@pytest.mark.parametrize(
    "found",
    [
        [Found("title", TITLE, "meta"), Found("title", f" {TITLE}（2024-02-26）", "listing")],
        [Found("title", TITLE, "meta"), Found("title", "某区２０２３年法治政府建设年度情况报告", "h1")],
        [Found("title", TITLE, "meta"), Found("title", "别的", "title")],
        [Found("published_on", "2024-03-28", "meta"), Found("published_on", "2024-03-18", "url")],
        [Found("published_on", "2024-03-28", "meta"), Found("published_on", "2024-05-18", "update")],
        [Found("title", TITLE, "given"), Found("title", "别的", "meta")],
    ],
)
def test_no_conflict_with_the_same_the_weak_or_the_given(found: list[Found]) -> None:
    assert conflicts(*found) == []


def test_silent_values_are_passed_over() -> None:
    found = [Found("publisher", "本站", "label"), Found("publisher", "  ", "meta"), Found("publisher", "-", "given")]
    assert choose_fields(found).document.publisher is None


def test_the_publishing_organ_stands_in() -> None:
    document = choose_fields([Found("organ", "区司法局", "label")]).document
    assert (document.issuer, document.publisher) == ("区司法局", "区司法局")
    both = choose_fields([Found("organ", "区司法局", "label"), Found("issuer", "区政府", "body")]).document
    assert (both.issuer, both.publisher) == ("区政府", "区司法局")


def test_what_is_missing_is_told() -> None:
    messages = [issue.message for issue in choose_fields([]).issues]
    assert messages == ["no title found", "no published_on found"]


def test_address_and_charset_are_kept() -> None:
    document = choose_fields([], url="http://x.gov.cn/", charset="gb18030").document
    assert (document.url, document.charset, document.origins) == ("http://x.gov.cn/", "gb18030", {})
