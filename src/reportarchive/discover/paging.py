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
    from collections.abc import Sequence

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


def listing_page_url(listing_url: str, family: Family, n: int, *, pages: int | None = None) -> str:
    """Return the address of page n (from 1) of a listing of so many pages; page 1 is the listing itself.

    The names come from the family; a listing address that ends in a file (`list.shtml`) gives its own stem
    and extension. Of 13 pages that count down, the second is 12 and the last one 1.

    Raises:
        ValueError: there is no such page, or the family has no page names and is followed by its next links.
    """
    if n == 1:
        return listing_url
    left = 0 if pages is None else pages - n + 1
    if n < 1 or not family.page_name or (family.counts_down and left < 1):
        raise ValueError(f"family {family.id} has no name for page {n} of {pages or 'unknown'}")
    file = urlsplit(listing_url).path.rpartition("/")[2]
    named = _INDEX_FILE.fullmatch(file)
    stem = named["stem"] if named else family.extra.get("stem", "index")
    ext = named["ext"] if named else family.extra.get("ext", "html")
    whole = file.rpartition(".")[0] or stem
    return urljoin(listing_url, family.page_name.format(n=n, before=n - 1, left=left, file=whole, stem=stem, ext=ext))


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
    # Where files count down a link goes before their names: it knows of a page that came since the first was read.
    if family.page_name and listing.pages is not None and not (family.counts_down and listing.next_url):
        return PageRequest(listing_page_url(listing_url, family, n + 1, pages=listing.pages))
    following = listing.next_url or (_numbered_on(listing_url, n + 1) if listing.pages is not None else None)
    return PageRequest(following) if following else None


def has_shifted(shown: Sequence[Listing], family: Family) -> bool:
    """Tell whether a list of pages that count down got another page while its pages were read.

    Each page's file then holds what the one before it held, and the rows between two requests were passed over.
    """
    return family.counts_down and len({page.pages for page in shown if page.pages is not None}) > 1


def _was_last(listing: Listing, first: Listing) -> bool:
    """Tell whether a page was the last one by its own number: of the pages, or of the rows of full ones."""
    if listing.number is None:
        return False
    if first.pages is not None and listing.number >= first.pages:
        return True
    return listing.total is not None and bool(first.rows) and listing.number * len(first.rows) >= listing.total


def _numbered_on(listing_url: str, n: int) -> str | None:
    """Return the address of page n of a listing whose own address calls itself the first (column-index-1.shtml)."""
    number = _PAGE_NUMBER.search(listing_url)
    if number is None or number["number"] != "1":
        return None
    start, end = number.span("number")
    return f"{listing_url[:start]}{n}{listing_url[end:]}"


def _counts_from(listing: Listing, n: int) -> int | None:
    """Return the number by which files call the first page, 0 or 1, by what the script of page n calls that one."""
    base = listing.script.current - n + 1 if listing.script else None
    return base if base in (0, 1) else None


def _named(listing_url: str, script: PageScript, number: int) -> str:
    """Return the address of a file of the listing's folder by the names that its script says."""
    return urljoin(listing_url, f"{script.stem.rpartition('/')[2]}_{number}.{script.ext}")


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
