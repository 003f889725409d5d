"""Stored reports read anew from their kept bytes, without network: a parser change shows its effect first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from reportarchive.errors import CaptureError, InputError
from reportarchive.pipeline.clock import utc_now
from reportarchive.pipeline.holdings import PARSER_VERSION
from reportarchive.pipeline.reading import Hints, parse_capture
from reportarchive.pipeline.runs import recorded_run
from reportarchive.pipeline.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reportarchive.archive import CaptureRow
    from reportarchive.model import Report, Scope
    from reportarchive.pipeline.holdings import Holdings

EXAMPLES = 3  # per indicator and kind of effect, enough to see the pattern


@dataclass(slots=True)
class Effect:
    """What a reparse would do to stored values: counts by indicator ('' for none) and kind, with examples."""

    reports: int = 0
    touched: int = 0
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def note(self, indicator: str | None, kind: str, example: str) -> None:
        """Count one value as added, removed or changed."""
        key = (indicator or "", kind)
        self.counts[key] += 1
        shown = self.examples.setdefault(key, [])
        if len(shown) < EXAMPLES:
            shown.append(example)


def reparse(holdings: Holdings, scope: Scope, *, progress: Callable[[str], None] = lambda _: None) -> Tally:
    """Read every stored report in scope anew and store what came out different; equal output writes nothing.

    Raises:
        UnknownName: the scope names a source or division that the registry does not hold.
    """
    stored_scope = _as_stored(holdings, scope)
    with recorded_run(holdings, "reparse", scope) as run:
        tally = Tally()
        run.tallies.append(tally)
        for capture, report in _read_anew(holdings, stored_scope, tally.fail):
            tally.counts["seen"] += 1
            try:
                stored = holdings.archive.store(
                    report,
                    fetch_id=capture.fetch_id,
                    source_id=capture.source_id,
                    parser_version=PARSER_VERSION,
                    recorded_at=utc_now(),
                    is_replay=True,
                )
            except InputError as error:
                tally.fail(f"{capture.report_id}: {error}")
                continue
            tally.counts[stored.change] += 1
            progress(f"{capture.report_id}: {stored.change}")
        return tally


def reparse_effect(holdings: Holdings, scope: Scope) -> Effect:
    """Return what a reparse would add, remove and change; writes nothing at all."""
    effect = Effect()
    for capture, report in _read_anew(holdings, _as_stored(holdings, scope), effect.problems.append):
        effect.reports += 1
        before = sum(effect.counts.values())
        _compare(effect, capture.report_id, holdings.archive.report_rows(capture.report_id).metrics, report)
        effect.touched += sum(effect.counts.values()) > before
    return effect


def _as_stored(holdings: Holdings, scope: Scope) -> Scope:
    """Return the scope with each division spread to all below it, as every other command reads it.

    Raises:
        UnknownName: the scope names a source or division that the registry does not hold.
    """
    registry = holdings.registry
    for source_id in scope.sources:
        registry.source(source_id)
    wanted = {registry.division(code).code for code in scope.divisions}
    below = tuple(code for code in registry.divisions if wanted & set(registry.line_of(code)))
    return replace(scope, divisions=below)


def _read_anew(holdings: Holdings, scope: Scope, fail: Callable[[str], None]) -> Iterator[tuple[CaptureRow, Report]]:
    for capture in holdings.archive.captures(scope):
        try:
            body = holdings.store.get(capture.sha256)
        except CaptureError as error:
            fail(f"{capture.report_id}: {error}")
            continue
        hints = Hints.from_dict(capture.hints)
        report = parse_capture(body, url=capture.url, content_type=capture.content_type, hints=hints)
        # Read as it was found; filed where it was last seen, or a reparse would undo a move.
        yield capture, replace(report, document=replace(report.document, url=capture.current_url))


def _compare(effect: Effect, report_id: str, stored: list[dict[str, Any]], report: Report) -> None:
    """Note the differences of one report: a value at the same characters is changed, others come or go."""
    old = {(row["char_start"], row["char_end"]): row for row in stored}
    new = {(metric.start, metric.end): metric for metric in report.metrics}
    for metric in report.metrics:
        row = old.get((metric.start, metric.end))
        if row is None or row["surface"] != metric.surface:
            effect.note(metric.indicator, "added", f"{report_id}: {metric.surface}")
            continue
        now = (metric.value, metric.upper, metric.unit, metric.bound, metric.change, metric.indicator)
        was = tuple(row[name] for name in ("value_text", "upper_text", "unit", "bound", "change", "indicator"))
        if now != was:
            told = " ".join(f"{b} -> {a}" for a, b in zip(now, was, strict=True) if a != b)
            effect.note(metric.indicator, "changed", f"{report_id}: {metric.surface} {told}")
    for row in stored:
        metric_now = new.get((row["char_start"], row["char_end"]))
        if metric_now is None or metric_now.surface != row["surface"]:
            effect.note(str(row["indicator"] or ""), "removed", f"{report_id}: {row['surface']}")
