"""Places, prose and page frames -> every page of the three sites as they stand on a day; pure.

Enters: a day and the base address of each site. Leaves: status, content type and bytes by path. The same
day and addresses give the same bytes. A path that is not here answers 404 (`not_found`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportarchive.demo.articles import Article, decoy_articles, news_articles, report_articles
from reportarchive.demo.frames import article_html, home_html, listing_html, static_frame
from reportarchive.demo.places import SITE_KEYS, check_day, districts, sites

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from reportarchive.demo.places import District, Site


@dataclass(frozen=True, slots=True)
class Page:
    """One answer of a site."""

    status: int
    content_type: str
    body: bytes


def build_site(day: int, bases: Mapping[str, str]) -> dict[str, dict[str, Page]]:
    """Return path -> page for each site key, as it stands on a day.

    `bases` gives each site's address without an end slash (some links are absolute).

    Raises:
        ValueError: there is no such day.
    """
    check_day(day)
    return {key: dict(_pages(sites()[key], day, bases[key])) for key in SITE_KEYS}


def not_found(site: Site) -> Page:
    """Return the page a site answers for an unknown path."""
    return Page(404, site.content_type, static_frame("not_found.html", site).encode(site.encoding))


def listing_pages(place: District, day: int) -> list[list[Article]]:
    """Return the rows of a district's listing pages, newest first, as served on a day."""
    articles = report_articles(place, day) + decoy_articles(place)
    rows = sorted(articles, key=lambda article: (article.published_on, article.path), reverse=True)
    size = place.rows_per_page
    return [rows[start : start + size] for start in range(0, len(rows), size)]


def _pages(site: Site, day: int, base: str) -> Iterator[tuple[str, Page]]:
    members = [place for place in districts() if place.site == site.key]
    yield "/", _html(site, home_html(site, members))
    yield "/robots.txt", Page(200, "text/plain", static_frame("robots.txt", site).encode("ascii"))
    yield "/css/style.css", Page(200, "text/css", static_frame("style.css", site).encode("utf-8"))
    yield "/admin/login.html", _html(site, static_frame("login.html", site))
    news = news_articles(site)
    for article in news:
        yield article.path, _html(site, article_html(site, article, (), news))
    for place in members:
        decoys = decoy_articles(place)
        for article in report_articles(place, day) + decoys:
            yield article.path, _html(site, article_html(site, article, decoys, news))
        yield from _listings(site, place, day, base)


def _listings(site: Site, place: District, day: int, base: str) -> Iterator[tuple[str, Page]]:
    pages = listing_pages(place, day)
    for number, rows in enumerate(pages, start=1):
        page = _html(site, listing_html(site, place, rows, number, pages=len(pages), base=base))
        if number == 1:
            yield place.folder, page
            yield place.folder + site.first, page
        else:
            yield place.folder + site.later.format(n=number, before=number - 1), page


def _html(site: Site, text: str) -> Page:
    return Page(200, site.content_type, text.encode(site.encoding))
