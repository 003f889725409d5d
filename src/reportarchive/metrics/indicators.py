"""Indicators: which code of the list a quantity states, or none.

Enters: the folded twin and a quantity with its surroundings. Leaves: a code or None; None is an honest answer.
The list is `data/indicators.csv` (code, names, area, kind, units, synonyms, definition, broader). All its
phrases are found in one pass over the text; a phrase counts for a number when it stands before it in the
sentence with no number of its own between, or right behind it, and its indicator is counted in that unit.
"""

from __future__ import annotations

import csv
import re
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import ahocorasick

from reportarchive.metrics.lexicon import DATA
from reportarchive.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportarchive.metrics.context import Context
    from reportarchive.metrics.quantities import Quantity

_REACH_BACK = 40
_REACH_AHEAD = 16
_PAUSE = re.compile(r"[,﹐、:()]")
_SHARE_UNITS = frozenset({"%", "百分点", "个百分点", "倍", "成", "比例", "‰"})


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


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    codes: tuple[str, ...]


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
def _phrases() -> ahocorasick.Automaton:
    codes: defaultdict[str, list[str]] = defaultdict(list)
    for indicator in load_indicators().values():
        for phrase in indicator.synonyms:
            codes[phrase].append(indicator.code)
    automaton = ahocorasick.Automaton()
    for phrase, owners in codes.items():
        automaton.add_word(phrase, (len(phrase), tuple(owners)))
    automaton.make_automaton()
    return automaton


class IndicatorPhrases:
    """Every phrase of the indicator list in one text, ready to be asked for a quantity."""

    def __init__(self, twin: str) -> None:
        self._twin = twin
        self._hits = [_Hit(last + 1 - length, last + 1, codes) for last, (length, codes) in _phrases().iter(twin)]
        self._ends = [hit.end for hit in self._hits]

    def code_for(self, quantities: Sequence[Quantity], position: int, context: Context) -> str | None:
        """Return the code that the quantity at `position` states, or None when no phrase fits."""
        quantity = quantities[position]
        first = max(context.sentence[0], quantity.start - _REACH_BACK)
        last = min(context.sentence[1], quantity.end + _REACH_AHEAD)
        if position + 1 < len(quantities):
            last = min(last, quantities[position + 1].start)
        best: tuple[float, str] | None = None
        for hit in self._hits[bisect_left(self._ends, first) : bisect_left(self._ends, last + 1)]:
            if hit.start < first:
                continue
            weight = self._weight(hit, quantity, quantities[position - 1] if position else None)
            code = self._fitting(hit, quantity, context)
            if weight is not None and code is not None and (best is None or (weight, code) > best):
                best = (weight, code)
        return best[1] if best else None

    def _weight(self, hit: _Hit, quantity: Quantity, previous: Quantity | None) -> float | None:
        """Return how well a phrase fits the number by length and distance; None when it cannot own it."""
        length = hit.end - hit.start
        if hit.start >= quantity.end:
            between = self._twin[quantity.end : hit.start]
            return None if _PAUSE.search(between) else 2 * length - len(between) - 4
        if hit.end > quantity.start:
            return None
        between = self._twin[hit.end : quantity.start]
        pauses = len(_PAUSE.findall(between))
        crossed = previous is not None and hit.end <= previous.start
        return 2 * length - 0.5 * len(between) - 2 * pauses - (8 if crossed else 0)

    def _fitting(self, hit: _Hit, quantity: Quantity, context: Context) -> str | None:
        """Return the code of the phrase whose unit fits; a relative change may be of any indicator."""
        for code in hit.codes:
            units = load_indicators()[code].units
            if quantity.unit in units or quantity.unit.removeprefix("个") in units:
                return code
            # Points are a change of a rate; a percentage may be of anything that can grow.
            is_points = quantity.unit.endswith("百分点")
            if context.change and quantity.unit in _SHARE_UNITS and ("%" in units or not is_points):
                return code
        return None
