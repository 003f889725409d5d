"""A claim: a number of a report that others must agree with."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What is claimed: an amount of change against another time, a part of a whole, or a share."""

    GROWTH = "growth"
    PART = "part"
    RATE = "rate"


class Reading(StrEnum):
    """How a growth is meant: in per cent of the value before, in its own unit, or (per cent of a rate) either."""

    RELATIVE = "relative"
    ABSOLUTE = "absolute"
    EITHER = "either"


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim, as far as its report alone can tell.

    `seq` is the quantity that claims (counted from 1), `other_seq` what it is compared with in the same report: this
    year's value of a growth, the whole of a part. `claimed` is the number claimed (a fall below zero), `most` what
    it may be at most. `obstacle` says why it cannot be assessed. `holds` is the verdict; of a growth it is None, for
    that takes the year before. `is_plain` says of a growth that nothing in its sentence could explain a difference,
    so that one may be called a conflict; `wording` is then a hash of the words that say what this year's value counts.
    """

    kind: Kind
    seq: int
    indicator: str | None
    claimed: float
    other_seq: int | None = None
    tolerance: float | None = None
    other_tolerance: float | None = None
    reading: Reading | None = None
    most: float | None = None
    obstacle: str | None = None
    holds: bool | None = None
    is_plain: bool = False
    wording: str | None = None
