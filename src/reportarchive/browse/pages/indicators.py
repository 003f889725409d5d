"""The list of indicators, and one of them: what it is, who states it, through the years and between places."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from reportarchive.browse import links
from reportarchive.browse.answers import File, Page
from reportarchive.charts import MOST_LINES, chart_of, draw_lines, draw_places
from reportarchive.errors import UnknownName, UsageError
from reportarchive.indicators import load_indicators
from reportarchive.query import Result, to_csv
from reportarchive.query.stated import LISTED, largest_places, stated_in, through_years

if TYPE_CHECKING:
    from reportarchive.browse.answers import Asked
    from reportarchive.browse.site import Site
    from reportarchive.indicators import Indicator
    from reportarchive.query.pages import Row

SAVED = 99_000
"""Values that a CSV may hold; a reader hands out a few more at most."""
EVERY = "all"  # years, in an address
SVG, CSV = "image/svg+xml", "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Chosen:
    """What is looked at: an indicator in one unit, in one year, in one place and all below it."""

    indicator: Indicator
    units: list[str]
    unit: str
    years: list[Row]
    year: int | None
    division: str

    @property
    def query(self) -> dict[str, object]:
        """The query of an address that asks for the same."""
        return {"unit": self.unit, "year": EVERY if self.year is None else self.year, "division": self.division}


def indicators(site: Site, asked: Asked) -> Page:
    """Return the list of indicators by area."""
    del site, asked
    listed = sorted(load_indicators().values(), key=lambda one: one.area)
    return Page(
        "indicators.html", {"areas": [(area, list(rows)) for area, rows in groupby(listed, lambda one: one.area)]}
    )


def indicator(site: Site, asked: Asked) -> Page:
    """Return the page of an indicator.

    Raises:
        UnknownName: there is no such indicator.
    """
    chosen = _choose(site, asked)
    rows = _values(site, chosen, most=LISTED + 1)
    places = largest_places(rows[:LISTED], MOST_LINES)
    here = links.indicator(chosen.indicator.code)
    told = {
        "chosen": chosen,
        "rows": rows[:LISTED],
        "is_cut": len(rows) > LISTED,
        "lines": links.with_query(f"{here}/years.svg", unit=chosen.unit, places=",".join(places)),
        "bars": links.with_query(f"{here}/places.svg", **chosen.query),
        "csv": links.with_query(f"{here}/values.csv", **chosen.query),
        "csv_of_all": links.with_query(f"{here}/values.csv", unit=chosen.unit, division=chosen.division, year=EVERY),
    }
    return Page("indicator.html", told)


def years_chart(site: Site, asked: Asked) -> File:
    """Return the chart of some places through the years.

    Raises:
        UnknownName: there is no such indicator.
    """
    chosen = _named(asked) or _choose(site, asked)
    wanted = asked.word("places").split(",")[:MOST_LINES]
    one, unit = chosen.indicator, chosen.unit
    rows = through_years(site.ask, one.code, unit, wanted)
    return File(draw_lines(chart_of(one, unit, rows)), SVG, f"{one.code}-years.svg")


def places_chart(site: Site, asked: Asked) -> File:
    """Return the chart of the places with the largest values of a year.

    Raises:
        UnknownName: there is no such indicator.
    """
    chosen = _named(asked) or _choose(site, asked)
    one, when = chosen.indicator, str(chosen.year or "")
    drawn = draw_places(chart_of(one, chosen.unit, _values(site, chosen, most=LISTED), when))
    return File(drawn, SVG, f"{one.code}-{when or EVERY}.svg")


def values_csv(site: Site, asked: Asked) -> File:
    """Return the values as CSV, each with the place of its characters.

    Raises:
        UnknownName: there is no such indicator.
        UsageError: there are too many.
    """
    chosen = _named(asked) or _choose(site, asked)
    rows = _values(site, chosen, most=SAVED + 1)
    if len(rows) > SAVED:
        raise UsageError(f"more than {SAVED:,} values; name a year or the beginning of a division code")
    for row in rows:
        row["number"] = links.number(row["report_id"], row["version_no"], row["seq"])
    table = Result(tuple(rows[0]) if rows else ("report_id",), [tuple(row.values()) for row in rows])
    return File(to_csv(table).encode(), CSV, f"{chosen.indicator.code}.csv")


def _named(asked: Asked) -> Chosen | None:
    """Return what is looked at when the address names it, as all addresses of charts on our pages do."""
    one, unit = load_indicators().get(asked.path["code"]), asked.word("unit")
    if one is None or not unit or not (asked.word("year") or asked.word("places")):
        return None
    year = None if asked.word("year") == EVERY else asked.number("year")
    return Chosen(one, [unit], unit, [], year, asked.word("division"))


def _choose(site: Site, asked: Asked) -> Chosen:
    """Return what is looked at: unless it is said, the unit most reports use, in the newest year they use it."""
    code = asked.path["code"]
    if code not in load_indicators():
        raise UnknownName(f"no indicator {code[:80]!r} in the list")
    stated = stated_in(site.ask, code, is_whole=site.is_whole, unit=asked.word("unit"))
    year = None if asked.word("year") == EVERY else (asked.number("year") or stated.newest)
    return Chosen(load_indicators()[code], stated.units, stated.unit, stated.years, year, asked.word("division"))


def _values(site: Site, chosen: Chosen, *, most: int) -> list[Row]:
    given = {"indicator": chosen.indicator.code, "unit": chosen.unit, "year": chosen.year}
    return site.ask("indicator_values", **given, division=chosen.division, most=most)
