"""Who publishes where, as values: divisions, issuers' sources, and the families of content systems."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportarchive.model.report import IssuerKind


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name that a division bore under the code it has, in the years from `first_year` (None: ever) to `last_year`."""

    name: str
    first_year: int | None
    last_year: int


@dataclass(frozen=True, slots=True)
class Division:
    """One division of GB/T 2260: a six-digit code as text, its full name, and the code above it.

    `first_year` and `last_year` bound the years in which the code was in the table, None where that is open;
    `successor` is the code that the place went on under, when it was merged or got another code.
    """

    code: str
    name: str
    level: str
    parent: str | None = None
    first_year: int | None = None
    last_year: int | None = None
    successor: str | None = None
    former_names: tuple[FormerName, ...] = ()


@dataclass(frozen=True, slots=True)
class ListingAddress:
    """One listing page of a source, and the days (ISO, inclusive) between which the site kept it up.

    A listing that is closed is read by a backfill only; its pages stay there when a site moves its columns.
    """

    url: str
    opened: str | None = None
    closed: str | None = None

    def is_kept_up(self, day: str) -> bool:
        """Tell whether the site still added to the listing on a day."""
        return (self.opened is None or self.opened <= day) and (self.closed is None or day <= self.closed)


@dataclass(frozen=True, slots=True)
class Source:
    """One issuer's listing pages, as a `[[source]]` block writes them (fields: docs/sources.md).

    The listings of an `index` source name the listings of the divisions below its own. `scheme` is the one that all
    its addresses are asked by, empty where they are asked as written.
    """

    id: str
    division: str
    issuer: str
    issuer_kind: IssuerKind
    family: str
    listings: tuple[ListingAddress, ...] = ()
    hosts: tuple[str, ...] = ()
    first_year: int = 2015
    min_reports: int = 0
    verified: bool = False
    paused: str = ""
    scheme: str = ""
    index: bool = False

    @property
    def listing_urls(self) -> tuple[str, ...]:
        """The addresses of its listings, in order."""
        return tuple(listing.url for listing in self.listings)


@dataclass(frozen=True, slots=True)
class Family:
    """How one content system lays out listing pages; see `registry/data/families/*.toml`.

    `page_name` gives the file of page n (n >= 2) with `{n}`, `{before}` (= n - 1) and `{left}` (pages from it to the
    last one); empty when pages are followed by their next link.
    `feed` is the address of the rows that a script asks for, with the names that `feed_id` finds in the page or
    `feed_at` in the listing's path; `feed_path` is what stands before the id where a page names another address, and
    `feed_method` is post where the rows are given to forms only. `article` tells articles by their path. `rows`,
    `links` and `dates` are CSS selectors; an empty `rows` means every link of the page.
    """

    id: str
    name: str
    page_name: str = ""
    rows: str = ""
    links: str = "a[href]"
    dates: str = ""
    article: str = ""
    feed: str = ""
    feed_id: str = ""
    feed_at: str = ""
    feed_path: str = ""
    feed_method: str = "get"
    extra: dict[str, str] = field(default_factory=dict)

    @property
    def counts_down(self) -> bool:
        """Whether the files of older pages are numbered from the last page up, and so shift when a row is added."""
        return "{left}" in self.page_name
