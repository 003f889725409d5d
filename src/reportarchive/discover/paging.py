"""How many pages a listing has and where the next one is: a family's names and script, else its links.

Off by one is the classic slip here: TRS calls its second page index_1, the others _2 (field guide 6.1). The
pipeline therefore stops at the first page that brings no new link.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from reportarchive.discover.links import absolute_url

if TYPE_CHECKING:
    from bs4 import Tag

    from reportarchive.model import Family, Listing

MOST_PAGES = 9999
_NEXT = re.compile(r"(?:下一?页|后一?页|下页|next|>|›|»|>>)", re.IGNORECASE)
_LAST = re.compile(r"[尾末]页|最后一?页|last", re.IGNORECASE)
_INDEX_FILE = re.compile(r"(?P<stem>[A-Za-z][\w-]*?)(?:_\d+)?\.(?P<ext>s?html?|jhtml)$")


def listing_page_url(listing_url: str, family: Family, n: int) -> str:
    """Return the address of page n (from 1) of a listing; page 1 is the listing itself.

    The names come from the family; a listing address that ends in a file (`list.shtml`) gives its own stem
    and extension.

    Raises:
        ValueError: n is below 1, or the family has no page names and is followed by its next links.
    """
    if n == 1:
        return listing_url
    if n < 1 or not family.page_name:
        raise ValueError(f"family {family.id} has no name for page {n}")
    path = urlsplit(listing_url).path
    named = _INDEX_FILE.fullmatch(path.rpartition("/")[2])
    stem = named["stem"] if named else family.extra.get("stem", "index")
    ext = named["ext"] if named else family.extra.get("ext", "html")
    return urljoin(listing_url, family.page_name.format(n=n, before=n - 1, stem=stem, ext=ext))


def next_page_url(listing: Listing, *, listing_url: str, family: Family, n: int) -> str | None:
    """Return the address of the page after page n, or None when the listing ends with it.

    With the family's page names a listing that does not say its number of pages goes on for as long as the
    caller finds new links; without them it goes on as long as there is a next link.
    """
    if listing.pages is not None and n >= listing.pages:
        return None
    if family.page_name and (listing.pages is not None or listing.next_url is not None):
        return listing_page_url(listing_url, family, n + 1)
    return listing.next_url


def pages_by_script(page: str, family: Family) -> int | None:
    """Return the number of pages by the family's regular expression, or None."""
    match = re.search(family.page_count, page) if family.page_count else None
    return _sane(match[1]) if match else None


def last_page_number(soup: Tag, base: str) -> int | None:
    """Return the page number in the address of the last-page link when it is certain, else None."""
    for link in soup.find_all("a", href=True):
        if _LAST.fullmatch(link.get_text(strip=True)):
            target = absolute_url(str(link["href"]), base=base)
            query = re.search(r"[?&](?:page|pageNum|pageno|p)=(\d{1,4})(?:&|$)", target or "", re.IGNORECASE)
            return _sane(query[1]) if query else None
    return None


def next_link(soup: Tag, *, base: str, url: str) -> str | None:
    """Return the address of the next page by its link (rel, words, then page numbers), or None."""
    numbered: dict[int, str] = {}
    here = absolute_url(url, base=url)
    for link in soup.find_all("a", href=True):
        target = absolute_url(str(link["href"]), base=base)
        if target is None or target == here or urlsplit(target).netloc != urlsplit(here or url).netloc:
            continue
        words = link.get_text(strip=True)
        if (
            "next" in str(link.get("rel") or "")
            or _NEXT.fullmatch(words)
            or _NEXT.fullmatch(str(link.get("title") or ""))
        ):
            return target
        if words.isascii() and words.isdigit() and 0 < int(words[:5]) <= MOST_PAGES:
            numbered.setdefault(int(words), target)
    return numbered.get(_current(numbered) + 1) if numbered else None


def _current(numbered: dict[int, str]) -> int:
    """Return the number of the page itself: the one missing among the linked numbers."""
    least = min(numbered)
    if least > 1:
        return least - 1
    return next((number for number in range(least, max(numbered)) if number not in numbered), max(numbered))


def _sane(number: str) -> int | None:
    return int(number) if 1 <= int(number) <= MOST_PAGES else None
