"""Selection says what it expected and what it found."""

from __future__ import annotations

import pytest

from reportarchive.errors import ReportArchiveError
from reportarchive.markup import SelectionMismatch, many, maybe, one, parse

SOUP = parse("<ul id=a><li>一<li>二</ul><p class=x>三</p>")


def test_selection_returns_what_was_expected() -> None:
    assert one(SOUP, "p.x").get_text() == "三"
    assert maybe(SOUP, "#none") is None
    assert maybe(SOUP, "ul") is not None
    assert [tag.get_text() for tag in many(SOUP, "#a li", at_least=2)] == ["一", "二"]
    assert many(SOUP, "td", at_least=0) == []


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: one(SOUP, "#none"), "'#none': expected exactly 1, found 0"),
        (lambda: one(SOUP, "li"), "'li': expected exactly 1, found 2"),
        (lambda: maybe(SOUP, "li"), "'li': expected at most 1, found 2"),
        (lambda: many(SOUP, "li", at_least=3), "'li': expected at least 3, found 2"),
    ],
)
def test_a_mismatch_names_selector_and_counts(call: object, message: str) -> None:
    with pytest.raises(SelectionMismatch, match=message) as caught:
        call()  # type: ignore[operator]
    assert isinstance(caught.value, ReportArchiveError)


def test_bytes_are_refused() -> None:
    with pytest.raises(TypeError, match="decode"):
        parse(b"<p>x</p>")  # type: ignore[arg-type]
