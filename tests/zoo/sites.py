"""`data/sites.toml` -> values: divisions, columns of hosts, index pages. Knows how a site's addresses are built."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date

DATA = Path(__file__).parent / "data"
MIRROR, OFF = "mirror", "off"  # hosts that belong to nobody: copies of pages, and a place to be led astray to


@dataclass(frozen=True, slots=True)
class Place:
    """A division of the zoo."""

    code: str
    name: str
    level: str
    parent: str


@dataclass(frozen=True)
class Site:
    """One column of one host; the keys are told at the top of `data/sites.toml`."""

    id: str
    host: str
    family: str
    look: str
    division: str
    name: str
    issuer: str
    folder: str
    article: str
    rows: int
    source: str = ""
    found_by: str = ""
    stray: bool = False
    issuer_kind: str = "government"
    charset: str = "utf-8"
    declared: str = "utf-8"
    ext: str = "html"
    paging: str = "html"
    page: str = ""
    first: str = ""
    channel: str = ""
    column: str = ""
    unit: str = ""
    opened: str = ""
    closed: str = ""
    validators: bool = False
    hosts: tuple[str, ...] = ()
    decoy_years: tuple[int, ...] | None = None
    decoys: tuple[dict[str, Any], ...] = field(default=(), repr=False)
    reports: tuple[dict[str, Any], ...] = field(default=(), repr=False)

    @property
    def source_id(self) -> str:
        """The source that this column belongs to, or the index source that leads to it."""
        return self.found_by or self.source or self.id

    @property
    def listing(self) -> str:
        """The path (with query) of its first listing page."""
        return self.first or self.folder

    def article_path(self, title: str, on: date) -> str:
        """Return the path of an article in the manner of its system; the same title and day give the same path."""
        digest = sha256(f"{self.id}{title}{on}".encode()).hexdigest()
        number = str(1_000_000 + int(digest[:8], 16) % 8_000_000)
        parts = (digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32])
        return self.article.format(folder=self.folder, file=on, n=number, hex=digest[:32], uuid="-".join(parts))


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """A link of an index page; a `decoy` leads to no division's column."""

    text: str
    to: str
    decoy: bool = False


@dataclass(frozen=True, slots=True)
class Index:
    """A page whose links lead to the columns of divisions."""

    id: str
    host: str
    family: str
    division: str
    issuer: str
    folder: str
    links: tuple[IndexEntry, ...]


@cache
def read_data(name: str) -> dict[str, Any]:
    """Return a data file of the zoo."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


@cache
def places() -> dict[str, Place]:
    """Return the zoo's divisions by code; the code tells level and division above."""
    return {code: _place(code, name) for code, name in read_data("sites.toml")["places"].items()}


@cache
def sites() -> tuple[Site, ...]:
    """Return the columns in the order of the file."""
    return tuple(_site(dict(block)) for block in read_data("sites.toml")["site"])


@cache
def indexes() -> tuple[Index, ...]:
    """Return the index pages."""
    blocks = read_data("sites.toml")["index"]
    return tuple(Index(**block | {"links": tuple(IndexEntry(**link) for link in block["links"])}) for block in blocks)


def _place(code: str, name: str) -> Place:
    if code.endswith("000"):
        return Place(code, name, "province", "")
    if code.endswith("00"):
        return Place(code, name, "prefecture", f"{code[:3]}000")
    return Place(code, name, "county", f"{code[:4]}00")


def _site(block: dict[str, Any]) -> Site:
    block = {"name": places()[block["division"]].name} | read_data("sites.toml")["family"][block["family"]] | block
    for written, name in (("from", "opened"), ("until", "closed")):
        block[name] = block.pop(written, "")
    for listed in {"reports", "decoys", "decoy_years"} & block.keys():
        block[listed] = tuple(block[listed])
    return Site(**block)
