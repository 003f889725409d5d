"""The invented places, their sites and their report slots, read from `data/places.toml` and `data/slots.csv`.

Enters: the two data files. Leaves: frozen values. Refuses: nothing (the files are ours, and tests read them).
"""

from __future__ import annotations

import csv
import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from reportarchive.model import Division

SITE_KEYS = ("trs", "ucap", "gkmlpt")
DAYS = (1, 2)
SIGNED_BEFORE = timedelta(days=6)


@dataclass(frozen=True, slots=True)
class Site:
    """One web site of the sample: a content-system family on a host of its own.

    `encoding` is the Python codec of the bytes, `charset` what the pages declare; `article`, `first`,
    `later` and `pager` are the names the family gives to article files, listing pages and their paging block.
    A row's link text is cut after `title_limit` characters (its `title` holds the whole); 0 means never.
    """

    key: str
    name: str
    site_code: str
    encoding: str
    charset: str
    content_type: str
    article: str
    first: str
    later: str
    pager: str
    title_limit: int


@dataclass(frozen=True, slots=True)
class District:
    """One invented district: where it is listed and how its pages look."""

    code: str
    source_id: str
    name: str
    issuer: str
    site: str
    folder: str
    column: str
    rows_per_page: int
    label: str
    clock: str
    content_source: str
    meta: tuple[str, ...]
    editor: str
    container: str
    punctuation: str
    min_reports: int
    decoys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slot:
    """One report at one address, served from `first_day` to `last_day`; a moved report is two slots."""

    division: str
    year: int
    title: str
    published_on: date
    path: str
    first_day: int
    last_day: int
    layout: str
    digits: str
    doc_no: str

    @property
    def signed_on(self) -> date:
        """The date of signature, some days before the report is put online."""
        return self.published_on - SIGNED_BEFORE

    def served_on(self, day: int) -> bool:
        """Tell whether the page answers on that day."""
        return self.first_day <= day <= self.last_day


def read_data(name: str) -> str:
    """Return the text of a data file of this room."""
    return files("reportarchive.demo").joinpath("data", *name.split("/")).read_text(encoding="utf-8")


@cache
def _places() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(read_data("places.toml"))


@cache
def divisions() -> tuple[Division, ...]:
    """Return province, city and districts, the higher ones first."""
    return tuple(Division(**row) for row in _places()["division"])


@cache
def sites() -> dict[str, Site]:
    """Return the three sites by key."""
    return {str(row["key"]): Site(**row) for row in _places()["site"]}


@cache
def districts() -> tuple[District, ...]:
    """Return the eight districts in the order of their codes."""
    lists = ("meta", "decoys")
    rows = [row | {name: tuple(row[name]) for name in lists} for row in _places()["district"]]
    return tuple(District(**row) for row in rows)


def district(code: str) -> District:
    """Return the district of a code."""
    return next(place for place in districts() if place.code == code)


@cache
def slots() -> tuple[Slot, ...]:
    """Return every report address of both days, in the order of code, year and first day."""
    rows = csv.DictReader(read_data("slots.csv").splitlines())
    return tuple(
        Slot(
            division=row["division"],
            year=int(row["year"]),
            title=row["title"],
            published_on=date.fromisoformat(row["published_on"]),
            path=district(row["division"]).folder + row["path"],
            first_day=int(row["first_day"]),
            last_day=int(row["last_day"]),
            layout=row["layout"],
            digits=row["digits"],
            doc_no=row["doc_no"],
        )
        for row in rows
    )


def check_day(day: int) -> int:
    """Return the day when there is such a day.

    Raises:
        ValueError: the sample site knows day 1 and day 2 only.
    """
    if day not in DAYS:
        raise ValueError(f"the sample site has day 1 and day 2, not day {day}")
    return day
