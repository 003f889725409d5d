"""Strict selection: how many elements a selector must find is said at the call, and checked.

A changed site then fails with the selector, the expected and the found count, instead of passing on less.
Takes decoded text only: given bytes, a parser guesses the charset and can go wrong without a word.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bs4 import BeautifulSoup

from reportarchive.errors import ReportArchiveError

if TYPE_CHECKING:
    from bs4 import Tag


class SelectionMismatch(ReportArchiveError):
    """A selector found another number of elements than the page was expected to hold."""

    def __init__(self, selector: str, expected: str, found: int) -> None:
        super().__init__(f"selector {selector!r}: expected {expected}, found {found}; has the page changed?")
        self.selector = selector
        self.expected = expected
        self.found = found


def parse(html_text: str) -> BeautifulSoup:
    """Return the tree of a decoded page.

    Raises:
        TypeError: when bytes are given; decode them first (`markup.decode`).
    """
    if not isinstance(html_text, str):
        raise TypeError("parse takes decoded text; turn bytes into text with reportarchive.markup.decode")
    return BeautifulSoup(html_text, "lxml")


def one(soup: Tag, selector: str) -> Tag:
    """Return the only element the selector finds.

    Raises:
        SelectionMismatch: when it finds none or several.
    """
    found = soup.select(selector, limit=2)
    if len(found) != 1:
        raise SelectionMismatch(selector, "exactly 1", len(soup.select(selector)))
    return found[0]


def maybe(soup: Tag, selector: str) -> Tag | None:
    """Return the only element the selector finds, or None when there is none.

    Raises:
        SelectionMismatch: when it finds several.
    """
    found = soup.select(selector, limit=2)
    if len(found) > 1:
        raise SelectionMismatch(selector, "at most 1", len(soup.select(selector)))
    return found[0] if found else None


def many(soup: Tag, selector: str, *, at_least: int) -> list[Tag]:
    """Return the elements the selector finds, in document order.

    Raises:
        SelectionMismatch: when it finds fewer than `at_least`.
    """
    found = list(soup.select(selector))
    if len(found) < at_least:
        raise SelectionMismatch(selector, f"at least {at_least}", len(found))
    return found
