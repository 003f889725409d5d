"""How far a printed number may be from the true one.

By one unit of its last printed digit, for it may be rounded or cut off: 98.7% by 0.1, 5.24万件 by 100 件, a round
2300件 by 100. A plain count (146件) is exact. With 余, 近, 超 or 约 it may be off by ten per cent of itself or its last
figure that is not 0, whichever is more: 10余件 by 10.
"""

from __future__ import annotations

import re
from decimal import Decimal

from reportarchive.model import Bound, Metric
from reportarchive.text.folding import fold
from reportarchive.text.numerals import MAGNITUDES, TENS

POINTS = ("个百分点", "百分点")
PERCENT = "%"
SHARES = (PERCENT, *POINTS)
_DECIMALS = re.compile(r"\.([0-9]+)([百千万亿]*)")
_WITH_MAGNITUDE = re.compile(r"[万亿]")
_LOOSE = Decimal("0.1")


def tolerance_of(metric: Metric) -> Decimal:
    """Return by how much the true value may differ from the printed one, in the unit of the value."""
    step = _last_digit(metric)
    return step if metric.bound is Bound.EXACT else max(abs(Decimal(metric.value)) * _LOOSE, step)


def is_plain_count(metric: Metric) -> bool:
    """Tell whether the number is written out to the last one: no bound, no 万 or 亿."""
    return metric.bound is Bound.EXACT and not _WITH_MAGNITUDE.search(metric.surface)


def _last_digit(metric: Metric) -> Decimal:
    """Return one unit of the last printed digit; 0 for a count that is not round."""
    surface = fold(metric.surface).replace(" ", "")
    if printed := _DECIMALS.search(surface):
        step = Decimal(1).scaleb(-len(printed[1]))
        for order in printed[2]:
            step *= TENS.get(order) or MAGNITUDES[order]
        return step
    if metric.unit in SHARES:
        return Decimal(1)
    zeros = len(metric.value) - len(metric.value.rstrip("0")) if "." not in metric.value else 0
    if zeros > 1 or (zeros and metric.bound is not Bound.EXACT):
        return Decimal(10) ** zeros
    return Decimal(0) if is_plain_count(metric) else Decimal(1)
