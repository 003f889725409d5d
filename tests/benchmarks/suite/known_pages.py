"""Pages whose title, day and text are known: those of the corpus, of the zoo, and real ones where they lie beside."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from tests.benchmarks.suite.given import PAGES, given
from tests.zoo.entries import Fate, entries_of
from tests.zoo.frames import Frames
from tests.zoo.sites import sites

from reportarchive.markup import decode

if TYPE_CHECKING:
    from collections.abc import Iterator

TESTS = Path(__file__).resolve().parents[2]
_SAMPLES = TESTS.parent.parent / "shared" / "samples"
_WORD_EXPORT = b"MsoNormal"
OWN_READINGS = "corpus"
"""The pages of which what we read ourselves is expected, once a person had looked through it."""
BESIDE = _SAMPLES / "pages"
"""Saved pages with an index.json, if there are any beside the checkout."""


class KnownPage(NamedTuple):
    """A page as it came, and what a person knows of it: None where nobody looked."""

    name: str
    body: bytes
    content_type: str | None
    url: str
    title: str | None
    published_on: str | None
    text: str | None
    doc_no: str | None = None

    @property
    def is_word_export(self) -> bool:
        """Whether it is a word processor's export, the slowest kind: a span or two for each number."""
        return self.body.count(_WORD_EXPORT) > 20

    @property
    def html(self) -> str:
        """The page decoded."""
        return decode(self.body, content_type=self.content_type).text


def known_pages() -> dict[str, list[KnownPage]]:
    """Return the pages by where they come from."""
    found = {OWN_READINGS: list(_corpus()), "zoo": list(_zoo()), "real pages": list(_indexed(BESIDE))}
    found |= {f"pages of {folder.name}": list(_indexed(folder)) for folder in given(PAGES)}
    return {name: pages for name, pages in found.items() if pages}


def whole_reports() -> list[str]:
    """Return the texts of whole reports: those of the corpus, and real ones where they lie beside."""
    made = [page.text for page in _corpus() if page.text]
    return made + [path.read_text("utf-8") for path in sorted((_SAMPLES / "reports").glob("*.txt"))]


def _corpus() -> Iterator[KnownPage]:
    for path in sorted((TESTS / "corpus").glob("*/page.html")):
        asked = tomllib.loads(path.with_name("page.toml").read_text("utf-8"))
        made = json.loads(path.with_name("expected.json").read_text("utf-8"))
        document = made["document"]
        yield KnownPage(
            path.parent.name, path.read_bytes(), asked["content_type"], asked["url"],
            document["title"], document["published_on"], made["text"], document["doc_no"],
        )  # fmt: skip


def _zoo() -> Iterator[KnownPage]:
    addresses = {site.host: site.host for site in sites()}
    for site in sites():
        for entry in entries_of(site, 1, addresses):
            if entry.fate is Fate.REPORT and entry.status == 200 and entry.why != "big5":
                base = f"http://{site.host}"
                answer = Frames(site, base).article(entry)
                yield KnownPage(
                    entry.path, answer.body, answer.content_type, base + entry.path,
                    entry.heading.replace("|", ""), entry.on.isoformat(), "\n".join(entry.lines),
                )  # fmt: skip


def _indexed(folder: Path) -> Iterator[KnownPage]:
    index = folder / "index.json"
    for page in json.loads(index.read_text("utf-8")) if index.exists() else ():
        yield KnownPage(
            page["file"], (folder / page["file"]).read_bytes(), None, page["url"],
            page.get("title"), page.get("published_on"), page.get("body"), page.get("doc_no"),
        )  # fmt: skip
