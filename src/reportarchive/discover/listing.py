"""A decoded listing, HTML or data -> its rows: address, whole title and date of each, and how it goes on.

Refuses nothing: a page without links is a listing without candidates. Titles and dates are evidence for
later stages, never believed alone.
"""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bs4 import Tag
from bs4.element import NavigableString

from reportarchive.discover import feeds
from reportarchive.discover.clicks import with_links
from reportarchive.discover.links import absolute_url, base_of
from reportarchive.discover.pagefeeds import as_asked, with_feed
from reportarchive.discover.paging import last_page_number, next_link
from reportarchive.discover.scripts import read_script
from reportarchive.discover.twins import without_twins
from reportarchive.markup.select import parse
from reportarchive.model import Candidate, Listing
from reportarchive.text.dates import read_date

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportarchive.model import Family

MAX_CANDIDATES = 5000
MAX_LINKS = 20_000
MAX_CLIMB = 8  # a row is never far above its link; pages of endless nesting are
MAX_TITLE = 500
SHORTEST_ROW = 14
"""Characters of the shortest title taken for a row by itself: 2023年法治政府建设报告 has 13, menus have fewer."""
SHORTEST_DATED = 7
_CUT = re.compile(r"(?:…|\.{2,}|。{3,})\s*$")
MAX_FRAME_CLIMB = 32
_FRAMES = frozenset(("nav", "header", "footer"))
_ROW_TAGS = frozenset(("li", "tr", "dd", "dt", "p", "div", "article", "section"))
_INVISIBLE = re.compile("[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def read_listing(page: str, *, url: str, family: Family) -> Listing:
    """Return the rows of a listing in order, each page once, and how it goes on.

    `url` is the address the page came from. What the page is (HTML, JSON, records of a dataproxy) is seen in it, and
    not taken from the family. `pages` is None when it does not say how many there are.
    """
    return without_twins(_read(page, url=url, family=family), url=url)


def _read(page: str, *, url: str, family: Family) -> Listing:
    if feeds.is_json(page):
        rows = feeds.read_json(page, url=url)
        return replace(rows, feed=as_asked(rows.feed.url, family)) if rows.feed else rows
    records = feeds.has_records(page) and feeds.read_records(
        page, url=url, read_rows=lambda html: _read_html(html, url=url, family=family).candidates
    )
    if records and "/dataproxy.jsp" in url:
        return records
    listing = _read_html(page, url=url, family=family)
    if records:
        # The rows of the script are shown by the browser where the page has a hole.
        inside = {one.url for one in records.candidates}
        links = (*records.candidates, *(one for one in listing.candidates if one.url not in inside))
        return replace(records, candidates=links, rows=records.rows | listing.rows)
    return with_feed(listing, page, url=url, family=family)


def repeats(first: Listing, page: Listing) -> bool:
    """Tell whether a later page shows no row that an earlier one did not show.

    Furniture stands on every page; a single row that has moved on between two requests is no repeat.
    """
    return page.rows <= first.rows


def _read_html(page: str, *, url: str, family: Family) -> Listing:
    soup = with_links(parse(_quiet(page)))
    base = base_of(soup, url)
    found: dict[str, Candidate] = {}
    rows: set[str] = set()
    for row, link in _links(soup, family):
        target = absolute_url(str(link.get("href") or ""), base=base)
        title = _title_of(link)
        if target is None or not title or _is_paging(title):
            continue
        candidate = Candidate(target, title, _date_of(row, link, family))
        kept = found.get(target)
        if kept is None or (len(title), candidate.listed_on or "") > (len(kept.title), kept.listed_on or ""):
            found[target] = candidate
        if _is_row(candidate, link, url=url, family=family):
            rows.add(target)
        if len(found) >= MAX_CANDIDATES:
            break
    pages, script = read_script(page)
    pages = pages or last_page_number(soup, base)
    following = next_link(soup, base=base, url=url)
    return Listing(tuple(found.values()), pages, following, frozenset(rows), script=script)


def _is_row(candidate: Candidate, link: Tag, *, url: str, family: Family) -> bool:
    """Tell whether a link is a row of a list: dated, in the family's rows, an article by address, or a whole title.

    A long title is no row at the foot of a page, and none that leads to another site: registrations (京公网安备…) and
    names of governments are as long, and an empty list would seem full of them.
    """
    length = len(candidate.title)
    # The clock of a page stands beside the last word of its menu.
    if family.rows or (candidate.listed_on is not None and length >= SHORTEST_DATED):
        return True
    path = urlsplit(candidate.url).path
    if family.article and re.search(family.article, path):
        return True
    is_near = _site_of(candidate.url) == _site_of(url) and path != "/"
    frames = (around.name in _FRAMES for around in islice(link.parents, MAX_FRAME_CLIMB))
    return length >= SHORTEST_ROW and is_near and not any(frames)


def _site_of(url: str) -> list[str]:
    """Return the part of a host's name that the hosts of one body share: example.gov.cn of www.example.gov.cn."""
    return (urlsplit(url).hostname or "").split(".")[-3:]


def _quiet(page: str) -> str:
    """Return the page without what makes the parser warn: NUL, XML declarations, a text like a file name."""
    return re.sub(r"<\?xml\b[^>]{0,200}>", "", page.replace("\x00", "")) + "\n"


def _links(soup: Tag, family: Family) -> Iterator[tuple[Tag | None, Tag]]:
    """Yield each link with its row; without a row selector the row is found around the link."""
    links = family.links or "a[href]"
    if not family.rows:
        for link in soup.select(links, limit=MAX_LINKS):
            yield _row_of(link), link
        return
    for row in soup.select(family.rows, limit=MAX_LINKS):
        inside = [row] if row.name == "a" and row.has_attr("href") else row.select(links, limit=MAX_LINKS)
        for link in inside:
            yield row, link


def _row_of(link: Tag) -> Tag | None:
    """Return the largest element around a link that holds no other link: its row of the list."""
    row = None
    for around in islice(link.parents, MAX_CLIMB):
        if around.name in ("body", "html", "[document]", "ul", "ol", "table", "tbody"):
            break
        if len(around.find_all("a", href=True, limit=2)) > 1:
            break
        if around.name in _ROW_TAGS or around.name == "span":
            row = around
    return row


def _title_of(link: Tag) -> str:
    """Return the link's text, or its title attribute where the text is empty or was cut short."""
    text, attribute = _tidy(link.get_text(" ")), _tidy(str(link.get("title") or ""))
    if not text or (_CUT.search(text) and attribute):
        text = attribute or text
    # Some systems cut without a mark; the attribute then begins with the text.
    elif len(attribute) > len(text) and attribute.startswith(text):
        text = attribute
    return text[:MAX_TITLE]


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", _INVISIBLE.sub("", text)).strip()


def _is_paging(title: str) -> bool:
    return bool(re.fullmatch(r"[\d\s<>«»‹›.]+|首页|上一?页|下一?页|[尾末]页|更多|more|>+", title, re.IGNORECASE))


def _date_of(row: Tag | None, link: Tag, family: Family) -> str | None:
    """Return the row's date: by the family's selector, beside the link, else glued to the link's text."""
    if row is not None and family.dates:
        for cell in row.select(family.dates, limit=3):
            found = read_date(_tidy(cell.get_text(" ")))
            if found:
                return found
    beside = _text_without(row, link) if row is not None else _text_after(link)
    return read_date(beside) or read_date(_text_of_end(link))


def _text_without(row: Tag, link: Tag) -> str:
    inside = set(map(id, link.descendants))
    return _tidy(" ".join(text for text in row.find_all(string=True) if id(text) not in inside))[:MAX_TITLE]


def _text_after(link: Tag) -> str:
    """Return the text between this link and the next one (rows divided by <br> only)."""
    parts: list[str] = []
    for sibling in link.next_siblings:
        if isinstance(sibling, NavigableString):
            parts.append(str(sibling))
        elif isinstance(sibling, Tag):
            if sibling.name == "a" or sibling.find("a") is not None:
                break
            parts.append(sibling.get_text(" "))
        if len(parts) > 8:
            break
    return _tidy(" ".join(parts))[:MAX_TITLE]


def _text_of_end(link: Tag) -> str:
    """Return the end of the link's text, where a date glued to a title stands."""
    return _tidy(link.get_text(" "))[-24:]
