"""How well a unit fits an indicator."""

from __future__ import annotations

from functools import cache

from reportarchive.indicators import load_indicators
from reportarchive.metrics.lexicon import SHARES, UNIT_KINDS


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
