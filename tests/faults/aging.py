"""Stored reports as an earlier parser would have left them, so that a reparse has something to do with each."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from reportarchive.archive import Origin
from reportarchive.model import Scope
from reportarchive.pipeline.clock import utc_now
from reportarchive.pipeline.reading import Hints, parse_capture

if TYPE_CHECKING:
    from reportarchive.pipeline.holdings import Holdings


def age(holdings: Holdings) -> None:
    """Give every stored report a version of an earlier parser, which knew no indicator: a reparse changes each."""
    for capture in list(holdings.archive.captures(Scope())):
        hints = Hints.from_dict(capture.hints)
        body = holdings.store.get(capture.sha256)
        report = parse_capture(body, url=capture.url, content_type=capture.content_type, hints=hints)
        before = replace(report, metrics=tuple(replace(metric, indicator=None) for metric in report.metrics))
        origin = Origin(capture.fetch_id, capture.source_id, "2026.10.0", utc_now(), is_replay=True)
        stored = holdings.archive.store(before, origin=origin)
        assert stored.change == "reparsed"
