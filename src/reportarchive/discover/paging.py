"""How many pages a listing has and where the next one is: a family's names and script, else its links.

Off by one is the classic slip here: TRS calls its second page index_1, the others _2 (field guide 6.1). The
pipeline therefore stops at the first page that brings no new link.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urljoin, urlsplit

from reportarchive.discover.links import absolute_url
from reportarchive.discover.scripts import sane_count
from reportarchive.model import PageRequest

if TYPE_CHECKING:
    from bs4 import Tag

    from reportarchive.model import Family, Listing, PageScript

MOST_LINKED = 1899
"""The highest number of a link that is taken for a page: above it stand years."""
_NEXT = re.compile(r"(?:下一?页|后一?页|下页|next|>|›|»|>>)", re.IGNORECASE)
_LAST = re.compile(r"[尾末]页|最后一?页|last", re.IGNORECASE)
_PAGE_NUMBER = re.compile(
    r"(?:[_-]|[?&](?:page|pageNum|pageno|p)=)(?P<number>\d{1,4})(?=\.\w{2,6}$|&|$)", re.IGNORECASE
)
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


def next_page(
    listing: Listing, *, listing_url: str, family: Family, n: int, first: Listing | None = None
) -> PageRequest | None:
    """Return the request for the page after page n, or None when the listing ends with it.

    Rows handed out as data go on where they end. Page names are used where the page says how many there are; elsewhere
    it goes on as long as there is a next link. `first` is the first page that had rows: it tells how many rows a full
    page has, and its script from which number the files count, which goes before the family's own names.
    """
    # A page's own number is not believed on later pages while the family can tell: some scripts say 1 on each.
    base = _counts_from(first, 1) if first else _counts_from(listing, n) if n == 1 or not family.page_name else None
    first = first or listing
    if (listing.pages is not None and n >= listing.pages) or _was_last(listing, first):
        return None
    if listing.feed is not None:
        return listing.feed
    script = listing.script or first.script
    if listing.pages is not None and script is not None and base is not None:
        return PageRequest(_named(listing_url, script, n + base))
    if family.page_name and listing.pages is not None:
        return PageRequest(listing_page_url(listing_url, family, n + 1))
    return PageRequest(listing.next_url) if listing.next_url else None


def _was_last(listing: Listing, first: Listing) -> bool:
    """Tell whether the pages so far held all the rows there are, by the rows of a full page."""
    if listing.total is None or listing.number is None or not first.rows:
        return False
    return listing.number * len(first.rows) >= listing.total


def _counts_from(listing: Listing, n: int) -> int | None:
    """Return the number by which files call the first page, 0 or 1, by what the script of page n calls that one."""
    base = listing.script.current - n + 1 if listing.script else None
    return base if base in (0, 1) else None


def _named(listing_url: str, script: PageScript, number: int) -> str:
    """Return the address of a file of the listing's folder by the names that its script says."""
    return urljoin(listing_url, f"{script.stem.rpartition('/')[2]}_{number}.{script.ext}")


def feed_of_page(page: str, *, url: str, family: Family) -> PageRequest | None:
    """Return the request for the first rows of the feed that a page without rows of its own names in a script.

    The page's own name for the feed goes before the family's; a site that lies in a folder has its feed there.
    """
    found = re.search(family.feed_id, page) if family.feed and family.feed_id else None
    if found is None:
        return None
    before, _, after = family.feed.partition("{id}")
    named = re.search(family.feed_path, page) if family.feed_path else None
    if named:
        return PageRequest(urljoin(url, named[0] + found[1] + after))
    first = re.match(r"/[^/]+/", before)
    site, within, _ = urlsplit(url).path.partition(first[0]) if first else ("", "", "")
    return PageRequest(urljoin(url, (site if within else "") + before + found[1] + after))


def last_page_number(soup: Tag, base: str) -> int | None:
    """Return the page number in the address of the last-page link when it is certain, else None."""
    for link in soup.find_all("a", href=True):
        if _LAST.fullmatch(link.get_text(strip=True)):
            target = absolute_url(str(link["href"]), base=base)
            query = re.search(r"[?&](?:page|pageNum|pageno|p)=(\d{1,4})(?:&|$)", target or "", re.IGNORECASE)
            return sane_count(query[1]) if query else None
    return None


def next_link(soup: Tag, *, base: str, url: str) -> str | None:
    """Return the address of the next page by its link (rel, words, then page numbers), or None."""
    numbered: dict[int, str] = {}
    own: int | None = None
    here = absolute_url(url, base=url)
    for link in soup.find_all("a", href=True):
        target = absolute_url(str(link["href"]), base=base)
        if target is None or urlsplit(target).netloc != urlsplit(here or url).netloc:
            continue
        words = link.get_text(strip=True)
        number = int(words) if words.isascii() and words.isdigit() and len(words) < 5 else 0
        if target == here:
            own = own or number or None
            continue
        if (
            "next" in str(link.get("rel") or "")
            or _NEXT.fullmatch(words)
            or _NEXT.fullmatch(str(link.get("title") or ""))
        ):
            return target
        if 0 < number <= MOST_LINKED:
            numbered.setdefault(number, target)
    following = _numbered_next(numbered, own, here or url)
    return following or _towards_last(soup, base=base, url=url, next_known=None if numbered else 2)


def _numbered_next(numbered: dict[int, str], own: int | None, url: str) -> str | None:
    """Return the next page's address by the numbers that are linked: its link, or the pattern of the highest.

    `own` is the number that the page calls itself; its address goes before that when it fits the pattern, and the gap
    among the numbers is the last resort. No link leads to the pages behind the dots of `1 … 9`, and what the text
    calls 2 may be index_1.
    """
    if not numbered:
        return None
    highest = max(numbered)
    pattern = _PAGE_NUMBER.search(numbered[highest])
    before, after, ahead = "", "", 0
    if pattern:
        start, end = pattern.span("number")
        before, after = numbered[highest][:start], numbered[highest][end:]
        ahead = int(pattern["number"]) - highest
        said = re.fullmatch(rf"{re.escape(before)}(\d{{1,4}}){re.escape(after)}", url)
        own = int(said[1]) - ahead if said else own
    following = (own or _current(numbered)) + 1
    if following in numbered:
        return numbered[following]
    return f"{before}{following + ahead}{after}" if pattern and own and following < highest else None


def _towards_last(soup: Tag, *, base: str, url: str, next_known: int | None) -> str | None:
    """Return the next page's address by that of the last page, which differs in its number only, or None.

    A page that bears no number itself is the first; where no link is numbered its next is 2, since the families that
    count otherwise name their pages themselves.
    """
    last = next((link for link in soup.find_all("a", href=True) if _LAST.fullmatch(link.get_text(strip=True))), None)
    target = absolute_url(str(last["href"]), base=base) if last is not None else None
    numbered = _PAGE_NUMBER.search(target or "")
    if target is None or numbered is None or urlsplit(target).netloc != urlsplit(url).netloc:
        return None
    start, end = numbered.span("number")
    here = re.fullmatch(rf"{re.escape(target[:start])}(\d{{1,4}}){re.escape(target[end:])}", url)
    following = int(here[1]) + 1 if here else next_known
    if following is None or following > int(numbered["number"]):
        return None
    return f"{target[:start]}{following}{target[end:]}"


def _current(numbered: dict[int, str]) -> int:
    """Return the number of the page itself: the one missing among the linked numbers."""
    least = min(numbered)
    if least > 1:
        return least - 1
    return next((number for number in range(least, max(numbered)) if number not in numbered), max(numbered))
