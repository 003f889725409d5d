"""The data of `sites.toml` as values: sites with their rows, and the truth of what must be stored of them."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

DATA = Path(__file__).with_name("sites.toml")
DECOY_DATES = "2024-05-{:02d}"


@dataclass(frozen=True)
class Row:
    """One row of a listing: a title with its day, and the year of the report that it is, None for a decoy."""

    title: str
    published: str
    year: int | None = None
    kind: str = "annual"
    path_year: int | None = None

    @property
    def day(self) -> str:
        """The day in its address, without dashes."""
        return f"{self.path_year or self.published[:4]}{self.published[5:7]}{self.published[8:]}"


@dataclass(frozen=True)
class Site:
    """One site: whose it is, how it is dressed, and the rows of its listing, newest first."""

    key: str
    dress: str
    family: str
    code: str
    place: str
    issuer: str
    issuer_kind: str = "government"
    charset: str = "utf-8"
    rows_per_page: int = 6
    rows: tuple[Row, ...] = ()

    @property
    def reports(self) -> tuple[Row, ...]:
        """The rows that are reports."""
        return tuple(row for row in self.rows if row.year is not None)


@dataclass(frozen=True)
class Stored:
    """One report as the archive must hold it."""

    division: str
    issuer: str
    kind: str
    year: int
    title: str


@dataclass(frozen=True)
class Zoo:
    """All sites, and those that only an index names."""

    sites: tuple[Site, ...]
    indexed: tuple[tuple[str, str, Site], ...]  # folder, link text, site
    city: tuple[str, str]
    places: dict[str, str] = field(default_factory=dict)


@cache
def load_zoo() -> Zoo:
    """Return the zoo that the data file describes."""
    table = tomllib.loads(DATA.read_text(encoding="utf-8"))
    sites = tuple(_site(block, table["decoys"]) for block in table["site"])
    index = table["index"]
    indexed = tuple((one["folder"], one["text"], _indexed(one, table["decoys"])) for one in index["folders"])
    whole = (*sites, *(site for _, _, site in indexed))
    places = {site.code: site.place for site in whole if site.issuer_kind == "government"}
    return Zoo(sites, indexed, (index["code"], index["place"]), places)


def truth(site: Site) -> set[Stored]:
    """Return what must be stored of a site."""
    return {Stored(site.code, site.issuer, row.kind, row.year, row.title) for row in site.reports if row.year}


def _site(block: dict[str, Any], decoys: list[str]) -> Site:
    place = block["place"]
    reports = [Row(**row) for row in block["reports"]]
    fields = {name: value for name, value in block.items() if name != "reports"}
    return Site(**{"issuer": f"{place}人民政府"} | fields, rows=rows_of(place, reports, decoys))


def rows_of(place: str, reports: list[Row], decoys: list[str]) -> tuple[Row, ...]:
    """Return the rows of a listing, newest first: reports among decoys."""
    false = [Row(title.format(place=place), DECOY_DATES.format(day)) for day, title in enumerate(decoys, start=1)]
    return tuple(sorted([*reports, *false], key=lambda row: row.published, reverse=True))


def _indexed(one: dict[str, str], decoys: list[str]) -> Site:
    reports = [
        Row(f"{one['place']}人民政府{year}年法治政府建设年度情况报告", f"{year + 1}-03-2{year % 10}", year)
        for year in (2022, 2023)
    ]
    rows = rows_of(one["place"], reports, decoys)
    return Site(one["folder"], "trs", "trs", one["code"], one["place"], f"岚海市{one['place']}人民政府", rows=rows)
