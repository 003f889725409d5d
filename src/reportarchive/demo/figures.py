"""The figures of the sample reports, read from `data/figures.csv`: what a page prints and what it means.

Enters: the CSV file. Leaves: one row per printed quantity, the truth for tests of the whole. The columns
follow `docs/conventions.md`: `printed` is the surface of a metric, `value` and `upper` exact decimal strings.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from reportarchive.demo.places import check_day, read_data


@dataclass(frozen=True, slots=True)
class Figure:
    """One quantity printed in the report of a district and year.

    `key` names its place in the district's template. `claim` is empty, or says what the figure must agree
    with: `growth:K` (percent against K of the year before), `difference:K`, `previous:K` (K of the year
    before), `sum:A+B`, `ratio:A/B` (percent) within the report. One that begins with `not ` is a planted
    contradiction, which the report does not keep: also `not part:K` (larger than its whole), `not share:100`.
    """

    division: str
    year: int
    key: str
    indicator: str
    printed: str
    value: str
    upper: str | None
    unit: str
    bound: str
    change: str | None
    is_target: bool
    claim: str


@cache
def _rows() -> tuple[tuple[int, Figure], ...]:
    rows = csv.DictReader(read_data("figures.csv").splitlines())
    return tuple((int(row["day"]), _figure(row)) for row in rows)


def _figure(row: dict[str, str]) -> Figure:
    return Figure(
        division=row["division"],
        year=int(row["year"]),
        key=row["key"],
        indicator=row["indicator"],
        printed=row["printed"],
        value=row["value"],
        upper=row["upper"] or None,
        unit=row["unit"],
        bound=row["bound"],
        change=row["change"] or None,
        is_target=row["is_target"] == "1",
        claim=row["claim"],
    )


@cache
def figures(day: int = 1) -> tuple[Figure, ...]:
    """Return the figures in force on a day, in the order of the file; a later row replaces an earlier one.

    Rows of a slot that is not served that day are included; `expected_reports` says which are.
    """
    in_force: dict[tuple[str, int, str], Figure] = {}
    for since, figure in _rows():
        if since <= check_day(day):
            in_force[figure.division, figure.year, figure.key] = figure
    return tuple(in_force.values())


@cache
def printed_figures(division: str, year: int, day: int) -> dict[str, str]:
    """Return the printed forms of one report by their key in the template."""
    return {row.key: row.printed for row in figures(day) if (row.division, row.year) == (division, year)}
