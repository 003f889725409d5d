"""Chapter: pages to text, title and day, beside other readers of web pages."""

from __future__ import annotations

import logging
import statistics
import time
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from tests.benchmarks.suite.figures import Chapter, Figure, Table, shown
from tests.benchmarks.suite.known_pages import OWN_READINGS, KnownPage, known_pages
from tests.benchmarks.suite.peers.pages import MISSING, READERS, Read

from reportarchive.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

METHOD = (
    "Every reader gets the same decoded page and its address, and gives text, title and day of publication. The "
    "body is scored by F1 over 4-grams of its characters, without white space and after a title and number "
    "standing at its head are taken off on both sides; title and day must be exact. readability-lxml and "
    "resiliparse tell no day, and take their title from the page's title element. trafilatura, GNE and "
    "newspaper4k are made for news of all kinds of sites, ours for the pages of Chinese governments: the corpus "
    "and the zoo are invented after their content systems, by us. What is expected of the corpus is our own reading, "
    "looked through by people: its table shows how far the others are from ours, and does not count for who is ahead. "
    "The real pages were saved without a title element, from which most of the others take the title."
)
SAMPLE = 6  # pages of each kind in a quick run


class Mark(NamedTuple):
    """How right one reader was about one page; None where nobody knows."""

    body: float | None
    title: bool | None
    day: bool | None


def chapter(*, quick: bool) -> Chapter:
    """Measure all readers on all pages."""
    logging.disable(logging.ERROR)  # some complain of each page
    groups = {name: pages[:SAMPLE] if quick else pages for name, pages in known_pages().items()}
    pages = [page for group in groups.values() for page in group]
    decoded = {page: page.html for page in pages}
    marks = {page: {name: marked(page, read(name, decoded[page], page.url)) for name in READERS} for page in pages}
    rounds = [took(groups, decoded) for _ in range(1 if quick else 5)]
    ratios = {name: tuple(of_all(name, one) / of_all("reportarchive", one) for one in rounds) for name in READERS}
    peers = [name for name in READERS if name != "reportarchive"]
    free = [page for title, group in groups.items() if title != OWN_READINGS for page in group]
    ours, *others = (mean(marks[page][name].body for page in free) for name in READERS)
    return Chapter(
        "Pages to text and fields",
        METHOD,
        (
            *(Figure("html.body_ahead", (ours - max(others),)) for _ in peers[:1]),
            *(Figure(f"html.{name}", ratios[name]) for name in peers),
        ),
        tuple(
            Table(
                f"{len(group)} pages: {title}.",
                ("reader", "body F1", "worst page", "title", "day", "milliseconds a page"),
                tuple(row(name, group, marks, [one[name, title] for one in rounds]) for name in READERS),
            )
            for title, group in groups.items()
        ),
        peers=tuple(peers),
        missing=MISSING,
    )


def read(name: str, html: str, url: str) -> Read:
    """Return what a reader makes of a page; nothing where it gives up."""
    try:
        return READERS[name](html, url)
    except Exception:  # noqa: BLE001 - whatever a peer raises, it is a page not read
        return Read("", None, None)


def took(groups: Mapping[str, list[KnownPage]], decoded: Mapping[KnownPage, str]) -> dict[tuple[str, str], float]:
    """Return the seconds that each reader takes for the pages of each kind, all readers in turn at each kind."""
    total = {}
    for title, group in groups.items():
        for name in READERS:
            clock = time.process_time()
            for page in group:
                read(name, decoded[page], page.url)
            total[name, title] = time.process_time() - clock
    return total


def of_all(name: str, took: Mapping[tuple[str, str], float]) -> float:
    """Return the seconds that a reader takes for all pages."""
    return sum(seconds for (reader, _), seconds in took.items() if reader == name)


def marked(page: KnownPage, found: Read) -> Mark:
    """Return how right a reading is."""
    return Mark(
        None if page.text is None else body_score(page, found.text),
        None if page.title is None else squeezed(found.title) == squeezed(page.title),
        None if page.published_on is None else found.published_on == page.published_on,
    )


def body_score(page: KnownPage, text: str) -> float:
    """Return the F1 of a text over character 4-grams (0 to 1)."""
    wanted, found = (Counter(grams(without_head(squeezed(one), page))) for one in (page.text, text))
    return 2 * (wanted & found).total() / (wanted.total() + found.total())


def without_head(text: str, page: KnownPage) -> str:
    """Return a text without the title and document number at its head."""
    for lead in (page.title, page.doc_no, page.title, page.doc_no):
        text = text.removeprefix(squeezed(lead))
    return text


def squeezed(text: str | None) -> str:
    """Return a text folded and without white space."""
    return "".join(fold(text or "").split())


def grams(text: str) -> Iterable[str]:
    """Return the pieces of four characters of a text."""
    return (text[at : at + 4] for at in range(max(len(text) - 3, 1)))


def mean(values: Iterable[float | None]) -> float:
    """Return the mean of what is known."""
    return statistics.mean(value for value in values if value is not None)


def row(
    name: str, group: list[KnownPage], marks: Mapping[KnownPage, Mapping[str, Mark]], seconds: list[float]
) -> tuple[str, ...]:
    """Return a reader's line in the table of one kind of pages; `seconds` are those of each round."""
    own = [marks[page][name] for page in group]
    bodies = [mark.body for mark in own if mark.body is not None]
    titles, days = share(mark.title for mark in own), share(mark.day for mark in own)
    milliseconds = 1000 * statistics.median(seconds) / len(group)
    return name, f"{mean(bodies):.3f}", f"{min(bodies):.3f}", titles, days, shown(milliseconds)


def share(marks: Iterable[bool | None]) -> str:
    """Return how many of those known are right."""
    known = [mark for mark in marks if mark is not None]
    return f"{sum(known)} of {len(known)}"
