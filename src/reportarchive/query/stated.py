"""What reports state for an indicator, for its page and its charts: one choice of unit, year and places for both.

`ask` gives the rows of a file of `sql/pages/` of an archive, or of a file that an export has written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reportarchive.query.pages import Row

LISTED = 100
"""Values that are looked at for the places of the largest; a CSV holds all."""


class Ask(Protocol):
    """A question by its name and parameters, answered with rows."""

    def __call__(self, question: str, /, **params: object) -> list[Row]:
        """Return the rows of a question."""


@dataclass(frozen=True, slots=True)
class Stated:
    """An indicator in one unit: all units it is stated in, and how many reports of each year state it in this one."""

    indicator: str
    units: list[str]
    unit: str
    years: list[Row]

    @property
    def newest(self) -> int | None:
        """The newest year, None where no report states it."""
        return max((row["year"] for row in self.years), default=None)


def stated_in(ask: Ask, indicator: str, *, is_whole: bool, unit: str = "") -> Stated:
    """Return what is stated for an indicator: in this unit, in the one that most reports use where it is not used."""
    counted = ask("indicator_years_counted" if is_whole else "indicator_years", indicator=indicator)
    by_unit: dict[str, int] = {}
    for row in counted:
        by_unit[row["unit"]] = by_unit.get(row["unit"], 0) + row["reports"]
    units = sorted(by_unit, key=lambda one: (-by_unit[one], one))
    chosen = unit if unit in by_unit else next(iter(units), "")
    return Stated(indicator, units, chosen, [row for row in counted if row["unit"] == chosen])


def largest_places(rows: Iterable[Row], most: int) -> list[str]:
    """Return the codes of the first places of values, the largest first."""
    return list(dict.fromkeys(row["division_code"] for row in rows))[:most]


def through_years(ask: Ask, indicator: str, unit: str, places: Sequence[str]) -> list[Row]:
    """Return what the annual reports of some places state, place by place."""
    return [
        row for place in places for row in ask("indicator_of_place", indicator=indicator, unit=unit, division=place)
    ]
