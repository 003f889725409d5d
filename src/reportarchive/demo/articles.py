"""The pages with text: the reports, the look-alikes beside them, and the site's news.

Enters: places, slots and `data/decoys.toml`. Leaves: `Article`s with their body HTML, each with its path.
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

from reportarchive.demo.dress import body_html
from reportarchive.demo.expected import YEARS
from reportarchive.demo.places import District, read_data, sites, slots
from reportarchive.demo.prose import report_lines

if TYPE_CHECKING:
    from reportarchive.demo.places import Site


@dataclass(frozen=True, slots=True)
class Article:
    """One page with a title and a body; `place` is None for the news of the whole site."""

    place: District | None
    title: str
    published_on: date
    path: str
    body: str
    doc_no: str = ""
    signed_on: date | None = None
    is_report: bool = False


@cache
def _decoys() -> dict[str, Any]:
    return tomllib.loads(read_data("decoys.toml"))


def report_articles(place: District, day: int) -> tuple[Article, ...]:
    """Return the reports a district shows on a day, oldest first."""
    return tuple(
        Article(
            place=place,
            title=slot.title,
            published_on=slot.published_on,
            path=slot.path,
            body=body_html(report_lines(slot, day), slot.layout),
            doc_no=slot.doc_no,
            signed_on=slot.signed_on,
            is_report=True,
        )
        for slot in slots()
        if slot.division == place.code and slot.served_on(day)
    )


@cache
def decoy_articles(place: District) -> tuple[Article, ...]:
    """Return the look-alikes in a district's listing, oldest first: none of them is a report."""
    kinds = [row for row in _decoys()["decoy"] if row["kind"] in place.decoys]
    found = [_decoy(place, row, year) for row in kinds for year in YEARS]
    return tuple(sorted(found, key=lambda article: (article.published_on, article.path)))


def _decoy(place: District, row: dict[str, Any], year: int) -> Article:
    words = {"name": place.name, "issuer": place.issuer, "year": year, "next": year + 1}
    offset = int(place.code[-1])  # neighbours do not publish on the same day
    published = date(year + int(row["years_after"]), int(row["month"]), int(row["day"])) + timedelta(days=offset)
    lines = tuple(line.format(**words) for line in row["lines"])
    return Article(
        place=place,
        title=str(row["title"]).format(**words),
        published_on=published,
        path=place.folder + article_name(sites()[place.site], published, f"{place.code}{row['kind']}{year}"),
        body=body_html(lines, "paragraphs"),
    )


@cache
def news_articles(site: Site) -> tuple[Article, ...]:
    """Return the site's news, newer than every report: what stands in the side column of each page."""
    return tuple(
        Article(
            place=None,
            title=row["title"],
            published_on=row["published_on"],
            path="/xwzx/" + article_name(site, row["published_on"], row["title"]),
            body=body_html(tuple(row["lines"]), "paragraphs"),
        )
        for row in _decoys()["news"]
    )


def article_name(site: Site, published: date, seed: str) -> str:
    """Return a file name in the family's manner, below its folder; the same seed gives the same name."""
    digest = hashlib.sha256(seed.encode()).hexdigest()
    number = 100000 + int(digest[:8], 16) % 800000
    return site.article.format(published=published, number=number, hex=digest[:32])
