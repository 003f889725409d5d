"""Claims of shares: 办复率100%.

One of more than 100 % is held against a report only where its words leave it no other sense.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from reportarchive.claims.claim import Claim, Kind
from reportarchive.claims.tolerance import PERCENT
from reportarchive.claims.wording import around, doubt_of
from reportarchive.claims.words import says, words_of
from reportarchive.indicators import load_indicators

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reportarchive.model import Metric

ALL = Decimal(100)


def rate_claims(text: str, metrics: Sequence[Metric]) -> Iterator[Claim]:
    """Yield the shares in per cent; growth and 百分点 are none."""
    for metric_seq, metric in enumerate(metrics, 1):
        listed = load_indicators().get(metric.indicator or "")
        if listed is None or listed.kind != "rate" or metric.unit != PERCENT or metric.change is not None:
            continue
        stated = max(Decimal(metric.value), Decimal(metric.upper or 0))
        holds = stated <= ALL
        obstacle = "a target" if metric.is_target else None if holds else _explanation(text, metric)
        yield Claim(
            kind=Kind.RATE,
            seq=metric_seq,
            indicator=metric.indicator,
            claimed=float(metric.upper or metric.value),
            most=float(ALL),
            obstacle=obstacle,
            holds=holds,
        )


def _explanation(text: str, metric: Metric) -> str | None:
    """Return what could explain a share of more than all."""
    if doubt := doubt_of(text, metric):
        return doubt
    before, behind = around(text, metric)
    is_of_another = before.endswith("的") or behind.startswith("的") or says(before, "rate", "may_exceed")
    if is_of_another or says(before + behind, "rate", "measures"):
        return "against a target or another time"
    for closed in words_of("rate", "closed_names"):
        before = before.replace(closed, "")
    return "perhaps of what came in, or of a plan" if says(before, "rate", "open_names") else None
