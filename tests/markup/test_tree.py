"""No page is too deep, too broken or too odd for a tree, and none loses its text."""

from __future__ import annotations

import pytest

from reportarchive.markup import parse_tree
from reportarchive.markup.tree import flatten

DEEP = 100_000


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * DEEP + "头" + "</div>" * DEEP + "<p>尾</p>",
        "<div>" * DEEP + "头<p>尾",
        "<p>头</p><b>" * DEEP + "尾",
        "<table><tr><td>" * 30_000 + "头尾",
        "<p>头" + "<span>" * 3000 + "</span>" * 3000 + "尾</p>",
        "头<p>\x00尾",
        "头<p>\ud800尾",
        '<?xml version="1.0" encoding="gb2312"?><p>头尾</p>',
        "头<unknown-tag a=1>尾",
        "头&amp;&#20013;&bogus;尾",
    ],
    ids=["deep", "unclosed", "inline", "tables", "beyond 2048", "NUL", "surrogate", "xml", "unknown", "entities"],
)
def test_all_text_is_in_the_tree(page: str) -> None:
    text = "".join(parse_tree(page).itertext())
    assert text.startswith("头")
    assert text.endswith("尾")


@pytest.mark.parametrize("page", ["", " ", "<!-- only -->", "<!--" * 1000, "\x00"])
def test_a_page_of_nothing_gives_an_empty_tree(page: str) -> None:
    assert "".join(parse_tree(page).itertext()).strip("\ufffd ") == ""


def test_flattening_keeps_what_is_not_deep() -> None:
    page = "<div><p>一</p><p>二</p></div>"
    assert flatten(page) == page


def test_flattened_blocks_still_part_lines() -> None:
    page = "<b>" * 300 + "<p>一</p><p>二</p>"
    assert flatten(page).endswith("<br>一<br><br>二<br>")
