"""Readers of web pages: a decoded page and its address enter, its text, title and day of publication leave.

All are given text, so that none pays for another's mistake about the charset.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

import lxml.html
from tests.benchmarks.suite.peers import module, there

from reportarchive.extract import choose_fields, extract_page

if TYPE_CHECKING:
    from collections.abc import Callable

_DAY = re.compile(r"(\d{4})\D{1,3}(\d{1,2})\D{1,3}(\d{1,2})(?!\d)")


class Read(NamedTuple):
    """What a reader makes of a page; None where it does not say."""

    text: str
    title: str | None
    published_on: str | None  # YYYY-MM-DD


def ours(html: str, url: str) -> Read:
    """Return what this package extracts, before sections and numbers are read."""
    page = extract_page(html.encode("utf-8", "replace"), url=url, content_type="text/html; charset=utf-8")
    document = choose_fields(page.fields, url=url, charset=page.charset).document
    return Read(page.text, document.title, document.published_on)


def by_trafilatura(html: str, url: str) -> Read:
    """Return what trafilatura extracts with its defaults and metadata."""
    found = module("trafilatura").bare_extraction(html, url=url, with_metadata=True)
    return Read(found.text or "", found.title, _day(found.date)) if found else Read("", None, None)


def by_gne(html: str, url: str) -> Read:
    """Return what GNE extracts with its defaults."""
    found = _gne().extract(html)
    return Read(found["content"], found["title"] or None, _day(found["publish_time"]))


def by_readability(html: str, url: str) -> Read:
    """Return the text of readability's summary, and its short title; it tells no day."""
    document = module("readability").Document(html, url=url)
    return Read(lxml.html.fromstring(document.summary()).text_content(), document.short_title(), None)


def by_newspaper(html: str, url: str) -> Read:
    """Return what newspaper extracts for Chinese."""
    article = module("newspaper").Article(url, language="zh", fetch_images=False)
    article.download(input_html=html)
    article.parse()
    day = article.publish_date
    return Read(
        article.text, article.title or None, day.strftime("%Y-%m-%d") if hasattr(day, "strftime") else _day(day)
    )


def by_resiliparse(html: str, url: str) -> Read:
    """Return the main content as resiliparse finds it, and the title element; it tells no day."""
    tree = module("resiliparse.parse.html").HTMLTree.parse(html)
    extract = module("resiliparse.extract.html2text").extract_plain_text
    return Read(extract(tree, main_content=True, alt_texts=False, links=False), tree.title or None, None)


def _day(written: object) -> str | None:
    found = _DAY.search(str(written or ""))
    return f"{found[1]}-{int(found[2]):02}-{int(found[3]):02}" if found else None


@cache
def _gne() -> Any:
    return module("gne").GeneralNewsExtractor()


_ALL: dict[str, Callable[[str, str], Read]] = {
    "reportarchive": ours,
    "trafilatura": by_trafilatura,
    "gne": by_gne,
    "readability-lxml": by_readability,
    "newspaper4k": by_newspaper,
    "resiliparse": by_resiliparse,
}
_NEEDS = {
    "trafilatura": ("trafilatura",),
    "gne": ("gne",),
    "readability-lxml": ("readability",),
    "newspaper4k": ("newspaper",),
    "resiliparse": ("resiliparse.parse.html", "resiliparse.extract.html2text"),
}
READERS, MISSING = there(_ALL, _NEEDS)
"""By the names of their distributions; and those that are not there."""
