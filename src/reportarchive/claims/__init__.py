"""What a report says of its own numbers: which value is its total, what it claims of growth, parts and shares. Pure.

All of it follows from the text and the quantities of one reading. Whether a growth is true takes the report of the
year before as well: that is asked by the view `claim_check`.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from reportarchive.claims.claim import Claim, Kind
from reportarchive.claims.growth import growth_claims
from reportarchive.claims.parts import part_claims
from reportarchive.claims.shares import rate_claims
from reportarchive.claims.totals import Total, totals_of
from reportarchive.claims.words import words_text
from reportarchive.indicators.listed import listed_text
from reportarchive.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportarchive.model import Metric

__all__ = ["Claim", "Kind", "Total", "claims_of", "form", "totals_of"]

FORM = "2"  # raised when code of this room finds other totals or claims in the same reading


def claims_of(
    text: str, metrics: Sequence[Metric], totals: Sequence[Total], *, year: int, is_annual: bool
) -> list[Claim]:
    """Return what a report claims, growth before parts before rates, each in text order.

    `metrics` are its quantities in text order, `totals` those of `totals_of`, `year` the one reported on.
    """
    folded = fold(text)
    return [
        *growth_claims(folded, metrics, totals, year=year, is_annual=is_annual),
        *part_claims(folded, metrics),
        *rate_claims(folded, metrics),
    ]


def form() -> str:
    """Return what decides, beside a reading itself, which totals and claims follow from it: code, words, indicators."""
    return hashlib.sha256(f"{FORM}\0{words_text()}\0{listed_text()}".encode()).hexdigest()[:16]
