"""Who publishes where, as values: divisions, issuers' sources, and the families of content systems."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from reportarchive.model.report import IssuerKind


@dataclass(frozen=True, slots=True)
class Division:
    """One division of GB/T 2260: a six-digit code as text, its full name, and the code above it."""

    code: str
    name: str
    level: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One issuer's listing pages, as a `[[source]]` block writes them (fields: docs/sources.md)."""

    id: str
    division: str
    issuer: str
    issuer_kind: IssuerKind
    family: str
    listings: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    first_year: int = 2015
    min_reports: int = 0
    verified: bool = False
    paused: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """How one content system lays out listing pages; see `registry/data/families/*.toml`.

    `page_name` gives the file of page n (n >= 2) with `{n}` and `{before}` (= n - 1); empty when pages are
    followed by their next link. `page_count` is a regular expression whose first group is the number of
    pages. `rows`, `links` and `dates` are CSS selectors; an empty `rows` means every link of the page.
    """

    id: str
    name: str
    page_name: str = ""
    page_count: str = ""
    rows: str = ""
    links: str = "a[href]"
    dates: str = ""
    article: str = ""
    extra: dict[str, str] = field(default_factory=dict)
