"""Chapter: bytes of a page to a whole report, stage by stage, beside the bare parser, on one core and on two."""

from __future__ import annotations

import statistics
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING

from tests.benchmarks.pages import STAGES, Page, compare
from tests.benchmarks.suite.figures import Chapter, Figure, Table
from tests.benchmarks.suite.known_pages import known_pages

from reportarchive import parse_html

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.benchmarks.suite.known_pages import KnownPage

METHOD = (
    "`parse_html` from the bytes as received to sections, quantities, indicators, citations and issues. The floor "
    "is lxml making a tree of the same bytes and nothing else; trafilatura makes text and fields of them. Stages "
    "are timed by themselves, so what lies between them (choosing fields, the title, putting the report together) "
    "is in the sum only. The corpus has 28 quantities for 1,000 characters, real reports have 4 to 16. Two cores: "
    "two processes share the pages of the corpus, by the clock."
)
QUICK = 6  # pages of each kind


def chapter(*, quick: bool) -> Chapter:
    """Measure the reading of all pages that there are."""
    found = {name: [_page(one) for one in pages] for name, pages in known_pages().items() if name != "zoo"}
    groups = {name: pages[:QUICK] if quick else pages for name, pages in found.items()}
    groups["Word exports of the corpus"] = [page for page in found["corpus"] if page.is_word_export][
        : QUICK if quick else None
    ]
    rounds = {name: compare(pages, 2 if quick else 7) for name, pages in groups.items()}
    return Chapter(
        "Bytes to reports",
        METHOD,
        (
            *_figures("reading", rounds["corpus"]),
            *(_figures("reading.real", rounds["real pages"]) if "real pages" in rounds else ()),
            Figure("reading.exports_per_second", per_second(rounds["Word exports of the corpus"])),
            Figure("reading.two_cores", two_cores(groups["corpus"], rounds=1 if quick else 5)),
        ),
        (
            Table(
                "Milliseconds a page.",
                ("pages", "kilobytes", *STAGES, "whole", "bare tree", "trafilatura"),
                tuple(_row(name, groups[name], of_group) for name, of_group in rounds.items()),
            ),
        ),
        peers=("lxml", "trafilatura"),
    )


def per_second(rounds: Iterable[dict[str, float]]) -> tuple[float, ...]:
    """Return the reports a second and core of each round."""
    return tuple(1 / one["report"] for one in rounds)


def two_cores(pages: list[Page], *, rounds: int) -> tuple[float, ...]:
    """Return, per round, how many times as many reports two processes read by the clock as one does."""
    work = pages * 8
    ratios = []
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as two:
        list(two.map(_read, work, chunksize=4))  # what a process loads once
        for _ in range(rounds):
            clock = time.perf_counter()
            for page in work:
                _read(page)
            alone = time.perf_counter() - clock
            clock = time.perf_counter()
            list(two.map(_read, work, chunksize=4))
            ratios.append(alone / (time.perf_counter() - clock))
    return tuple(ratios)


def _read(page: Page) -> int:
    return len(parse_html(page.body, url=page.url, content_type=page.content_type).metrics)


def _page(known: KnownPage) -> Page:
    return Page(known.name, known.body, known.url, known.content_type)


def _figures(start: str, rounds: list[dict[str, float]]) -> Iterable[Figure]:
    yield Figure(f"{start}.per_second", per_second(rounds))
    yield Figure(f"{start}.floor", tuple(one["report"] / one["lxml"] for one in rounds))
    yield Figure(f"{start}.trafilatura", tuple(one["trafilatura"] / one["report"] for one in rounds))


def _row(name: str, pages: list[Page], rounds: list[dict[str, float]]) -> tuple[str, ...]:
    def milliseconds(what: str) -> str:
        return f"{1000 * statistics.median(one[what] for one in rounds):.2f}"

    size = sum(len(page.body) for page in pages) / len(pages) / 1000
    return (f"{len(pages)}: {name}", f"{size:.0f}", *map(milliseconds, (*STAGES, "report", "lxml", "trafilatura")))
