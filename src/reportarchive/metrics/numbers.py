"""One numeral with its magnitude and 余, 多 or 几 in it: 9.5万余, 三四百, to an exact value and its bound.

Enters: the characters of one numeral as the quantity grammar found them. Leaves: a number, or None where they are none.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from reportarchive.model import Bound
from reportarchive.text.numerals import DIGITS, read_numeral

MORE_CLASS = "[余多几]"
"""Pattern of the characters in a numeral that say it is more than written."""

MORE = re.compile(MORE_CLASS)
_D = "".join(DIGITS)
_NEIGHBOURS = re.compile(rf"([{_D[2:]}])([{_D[2:]}])([十百千万亿]*)")  # 三四, 七八百: an estimate between the two
_ADJOINING = re.compile(rf"[{_D[2:]}]{{2}}")
LONGEST_NUMERAL = 20
"""Longest numeral in characters; a longer run of digits is a code, and decimals would no longer be exact."""


class Number(NamedTuple):
    """A value exact as written, the upper end of an estimate between two, and what 余, 多 or 几 in it says."""

    value: Decimal
    upper: Decimal | None
    bound: Bound


def read_number(surface: str) -> Number | None:
    """Return the value of one numeral with its magnitude; None when it is no number (十五六, a code)."""
    if surface.isdecimal() and surface.isascii():  # most numerals are nothing but figures
        return Number(Decimal(surface), None, Bound.EXACT) if len(surface) <= LONGEST_NUMERAL else None
    bare, bound = surface.replace(" ", "").replace(",", ""), Bound.EXACT
    if not bare.isascii() and MORE.search(bare):
        bare, bound = MORE.sub("", bare), Bound.OVER
    if len(bare) > LONGEST_NUMERAL:
        return None
    if not bare.isascii():
        neighbours = _NEIGHBOURS.fullmatch(bare)
        if neighbours:
            lower, upper = (read_numeral(neighbours[place] + neighbours[3]) for place in (1, 2))
            return Number(lower, upper, bound) if lower < upper else None
        if _ADJOINING.search(bare):
            return None
    try:
        return Number(read_numeral(bare), None, bound)
    except ValueError:
        return None  # the grammar lets through what is no numeral: one number is lost, and not the report
