"""Bytes of pages enter, the seconds of each stage of their reading leave, beside the bare parser and trafilatura."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree
from tests.benchmarks.suite.known_pages import KnownPage
from tests.benchmarks.suite.peers import module, there

from reportarchive import parse_html
from reportarchive.extract import extract_page
from reportarchive.markup import decode, parse_tree
from reportarchive.metrics import measure
from reportarchive.model import Report
from reportarchive.outline import read_outline

if TYPE_CHECKING:
    from collections.abc import Sequence

STAGES = ("decode", "tree", "extract", "outline", "metrics")


class Prepared(NamedTuple):
    """What the stages of a page begin with."""

    page: KnownPage
    decoded: str
    text: str
    report: Report


def read(page: KnownPage) -> Report:
    """Return the report of a page, from its bytes."""
    return parse_html(page.body, url=page.url, content_type=page.content_type)


def prepared(page: KnownPage) -> Prepared:
    """Return a page with what its stages leave for each other."""
    report = read(page)
    return Prepared(page, decode(page.body, content_type=page.content_type).text, report.text, report)


def _by_trafilatura(one: Prepared) -> object:
    return module("trafilatura").bare_extraction(one.page.body, url=one.page.url, with_metadata=True)


_ALL: dict[str, Callable[[Prepared], object]] = {
    "decode": lambda one: decode(one.page.body, content_type=one.page.content_type),
    "tree": lambda one: parse_tree(one.decoded),
    "page": lambda one: extract_page(one.page.body, url=one.page.url, content_type=one.page.content_type),
    "outline": lambda one: read_outline(one.text, year=one.report.document.year),
    "metrics": lambda one: measure(one.text, one.report.sections),
    "report": lambda one: read(one.page),
    "lxml": lambda one: etree.fromstring(one.page.body, etree.HTMLParser()),
    "trafilatura": _by_trafilatura,
}
WORK, MISSING = there(_ALL, {"trafilatura": ("trafilatura",)})
"""What is timed, by its name; and who is not there."""


def compare(pages: Sequence[KnownPage], rounds: int) -> list[dict[str, float]]:
    """Return per round the seconds of processor time a page takes on average; what others do is not counted.

    Each goes through all pages before the next begins: as it is used, with the processor's caches full of its own.
    """
    ready = [prepared(page) for page in pages]
    result = []
    for _ in range(rounds):
        took = {}
        for name, work in WORK.items():
            clock = time.process_time()
            for one in ready:
                work(one)
            took[name] = (time.process_time() - clock) / len(ready)
        took["extract"] = took["page"] - took["decode"] - took["tree"]
        result.append(took)
    return result
