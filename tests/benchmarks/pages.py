"""How many pages a second become reports, stage by stage, beside the bare parser and beside trafilatura.

    python -m tests.benchmarks.pages [--rounds N] [FOLDER ...]

Reads the pages of `tests/corpus` (or `FOLDER/*.html`) on one core, from bytes to metrics. In each round everything that
is measured goes through all pages, one after another, so that what else the machine does falls on all of them alike;
told are medians over the rounds, and ratios of the same round with their spread. The floor is lxml alone: no program
that parses with it can be faster. trafilatura does less (no sections, no numbers) and decides its own charset.
"""

from __future__ import annotations

import argparse
import statistics
import time
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import trafilatura
from lxml import etree

from reportarchive import parse_html
from reportarchive.extract import extract_page
from reportarchive.markup import decode, parse_tree
from reportarchive.metrics import measure
from reportarchive.outline import read_outline

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reportarchive.model import Report

CORPUS = Path(__file__).parent.parent / "corpus"
WORD_EXPORT = b"MsoNormal"
STAGES = ("decode", "tree", "extract", "outline", "metrics")


@dataclass(frozen=True)
class Page:
    """A page as it came: its bytes, its address, the header of the answer."""

    name: str
    body: bytes
    url: str
    content_type: str | None

    @property
    def is_word_export(self) -> bool:
        """Whether it is a word processor's export, the slowest kind: a span or two for each number."""
        return self.body.count(WORD_EXPORT) > 20


def pages_of(folders: Iterable[Path]) -> list[Page]:
    """Return the pages of folders; those of the corpus when there are none."""
    found = [Page(path.stem, path.read_bytes(), "http://www.example.gov.cn/", None)
             for folder in folders for path in sorted(folder.glob("*.html"))]  # fmt: skip
    for path in () if found else sorted(CORPUS.glob("*/page.html")):
        asked = tomllib.loads(path.with_name("page.toml").read_text("utf-8"))
        found.append(Page(path.parent.name, path.read_bytes(), asked["url"], asked["content_type"]))
    return found


class Prepared(NamedTuple):
    """What the stages of a page begin with."""

    page: Page
    decoded: str
    text: str
    report: Report


def prepared(page: Page) -> Prepared:
    """Return a page with what its stages leave for each other."""
    report = parse_html(page.body, url=page.url, content_type=page.content_type)
    return Prepared(page, decode(page.body, content_type=page.content_type).text, report.text, report)


WORK: dict[str, Callable[[Prepared], object]] = {
    "decode": lambda one: decode(one.page.body, content_type=one.page.content_type),
    "tree": lambda one: parse_tree(one.decoded),
    "page": lambda one: extract_page(one.page.body, url=one.page.url, content_type=one.page.content_type),
    "outline": lambda one: read_outline(one.text, year=one.report.document.year),
    "metrics": lambda one: measure(one.text, one.report.sections),
    "report": lambda one: parse_html(one.page.body, url=one.page.url, content_type=one.page.content_type),
    "lxml": lambda one: etree.fromstring(one.page.body, etree.HTMLParser()),
    "trafilatura": lambda one: trafilatura.bare_extraction(one.page.body, url=one.page.url, with_metadata=True),
}


def compare(pages: list[Page], rounds: int) -> list[dict[str, float]]:
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


def told(title: str, rounds: list[dict[str, float]]) -> Iterable[str]:
    """Yield the lines about one group of pages."""

    def median(name: str) -> float:
        return statistics.median(one[name] for one in rounds)

    def ratio(over: str, under: str) -> str:
        ratios = sorted(one[over] / one[under] for one in rounds)
        return f"{statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})"

    per_second = sorted(1 / one["report"] for one in rounds)
    yield f"{title}: {statistics.median(per_second):.0f} reports a second ({per_second[0]:.0f} to {per_second[-1]:.0f})"
    stages = "  ".join(f"{name} {1000 * median(name):.2f}" for name in STAGES)
    yield f"  milliseconds a page: {1000 * median('report'):.2f}   {stages}"
    yield f"  a report takes so many times the floor ({1000 * median('lxml'):.2f} ms): {ratio('report', 'lxml')}"
    yield f"  trafilatura takes so many times a report: {ratio('trafilatura', 'report')}"
    yield f"  trafilatura takes so many times the extraction (bytes to text and fields): {ratio('trafilatura', 'page')}"


def main() -> None:
    """Print all figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path, metavar="FOLDER")
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    pages = pages_of(options.folders)
    exports = [page for page in pages if page.is_word_export]
    sizes = sorted(len(page.body) for page in pages)
    print(f"{len(pages)} pages of {sizes[0]:,} to {sizes[-1]:,} bytes; {options.rounds} rounds")
    compare(pages, 1)
    for title, group in (("all", pages), ("Word exports", exports)):
        if group:
            print("\n".join(told(title, compare(group, options.rounds))))


if __name__ == "__main__":
    main()
