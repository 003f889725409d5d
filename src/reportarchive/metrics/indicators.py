"""The list of indicators: which codes there are, and in which units each is counted.

The list is `data/indicators.csv` (code, names, area, kind, units, synonyms, definition, broader); by which words a
number is known to state one is the business of `cues`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from reportarchive.metrics.lexicon import DATA, SHARES, UNIT_KINDS
from reportarchive.text.folding import fold


@dataclass(frozen=True, slots=True)
class Indicator:
    """One row of the list; `broader` is the code of the indicator it is a part of."""

    code: str
    name_zh: str
    name_en: str
    area: str
    kind: str
    units: frozenset[str]
    synonyms: tuple[str, ...]
    definition: str
    broader: str | None


@cache
def load_indicators() -> dict[str, Indicator]:
    """Return the indicator list by code, in the order of the file."""
    lines = (DATA / "indicators.csv").read_text(encoding="utf-8").splitlines()
    return {row["code"]: _indicator(row) for row in csv.DictReader(lines)}


def _indicator(row: dict[str, str]) -> Indicator:
    return Indicator(
        code=row["code"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        area=row["area"],
        kind=row["kind"],
        units=frozenset(row["units"].split("|")),
        synonyms=tuple(dict.fromkeys(fold(one) for one in (row["name_zh"], *row["synonyms"].split("|")) if one)),
        definition=row["definition"],
        broader=row["broader"] or None,
    )


@cache
def fit_of_unit(code: str, unit: str, *, changes: bool) -> float | None:
    """Return how well a unit (without 个) fits an indicator: its own, one of their kind, or an amount of change.

    Points are a change of a rate; a percentage or 倍 may be the change of anything; a duration has no share.
    """
    indicator = load_indicators()[code]
    units = {one.removeprefix("个") or one for one in indicator.units}
    if unit in units:
        return 1.0
    if unit in SHARES:
        if "%" in units:
            return 0.5
        grows = (changes and unit != "百分点") or unit == "倍"
        return -2.0 if grows and indicator.kind != "duration" else None
    kinds = {UNIT_KINDS.get(one) for one in units} - {None}
    return -1.0 if UNIT_KINDS.get(unit) in kinds else None
