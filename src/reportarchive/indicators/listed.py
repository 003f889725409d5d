"""The list of indicators: which codes there are, what kind each is, and in which units it is counted.

The list is `indicators.csv` (code, names, area, kind, units, synonyms, definition, broader); by which words a number
is known to state one is the business of `metrics.cues`.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

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
    return {row["code"]: _indicator(row) for row in csv.DictReader(listed_text().splitlines())}


def listed_text() -> str:
    """Return the list as its file has it."""
    return (files("reportarchive.indicators") / "indicators.csv").read_text(encoding="utf-8")


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
