"""What a reparse would do to stored values, told before it is done: a parser change shows its effect first."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, NamedTuple

from reportarchive.archive import COLUMNS
from reportarchive.errors import ReportArchiveError
from reportarchive.pipeline.keep.reparse import read_anew

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from reportarchive.model import Scope
    from reportarchive.pipeline.holdings import Holdings

EXAMPLES = 3  # per indicator and kind of effect, enough to see the pattern
COMPARED = ("value_text", "upper_text", "unit", "bound", "change", "basis", "label", "indicator", "is_target")
PLACES = {name: place for place, name in enumerate(COLUMNS["metric"])}


class Value(NamedTuple):
    """One stored or new quantity: its characters, its indicator ('' for none), and what is compared."""

    surface: str
    indicator: str
    said: tuple[object, ...]


@dataclass(slots=True)
class Effect:
    """What a reparse would do: reports read, reports of which anything differs, values by indicator and kind.

    Kinds are added, removed and changed; `examples` has a few of each. A report may differ without any value being
    touched: in a heading, a citation, a date.
    """

    reports: int = 0
    differing: int = 0
    touched: int = 0
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def note(self, indicator: str, kind: str, example: str) -> None:
        """Count one value as added, removed or changed."""
        self.counts[indicator, kind] += 1
        shown = self.examples.setdefault((indicator, kind), [])
        if len(shown) < EXAMPLES:
            shown.append(example)


def reparse_effect(holdings: Holdings, scope: Scope, *, progress: Callable[[str], None] = lambda _: None) -> Effect:
    """Return what a reparse would add, remove and change; writes nothing at all.

    Raises:
        UnknownName: the scope names a source or division that the registry does not hold.
    """
    effect = Effect()
    for capture, rows in read_anew(holdings, scope):
        effect.reports += 1
        if isinstance(rows, ReportArchiveError):
            effect.problems.append(f"{capture.report_id}: {rows}")
        elif rows is not None:
            effect.differing += 1
            before = effect.counts.total()
            stored = _values(holdings.archive.stored_metrics(capture.version_id))
            _compare(effect, capture.report_id, stored, _values(rows.children["metric"]))
            effect.touched += effect.counts.total() > before
        progress("")
    return effect


def _values(rows: Sequence[Sequence[object]]) -> list[Value]:
    return [
        Value(
            str(row[PLACES["surface"]]),
            str(row[PLACES["indicator"]] or ""),
            tuple(row[PLACES[name]] for name in COMPARED),
        )
        for row in rows
    ]


def _compare(effect: Effect, report_id: str, old: Sequence[Value], new: Sequence[Value]) -> None:
    """Note the differences of one report; values are paired by their characters in text order, whatever has shifted."""
    for was, now in _paired(old, new):
        if was is None and now is not None:
            effect.note(now.indicator, "added", f"{report_id}: {now.surface}")
        elif now is None and was is not None:
            effect.note(was.indicator, "removed", f"{report_id}: {was.surface}")
        elif was is not None and now is not None and was.said != now.said:
            told = ", ".join(
                f"{name} {before!s} -> {after!s}"
                for name, before, after in zip(COMPARED, was.said, now.said, strict=True)
                if before != after
            )
            # Under the indicator it had: that is whose series would change.
            effect.note(was.indicator or now.indicator, "changed", f"{report_id}: {now.surface} {told}")


def _paired(old: Sequence[Value], new: Sequence[Value]) -> Iterator[tuple[Value | None, Value | None]]:
    surfaces = [value.surface for value in old], [value.surface for value in new]
    for _, a, b, c, d in SequenceMatcher(None, *surfaces, autojunk=False).get_opcodes():
        if surfaces[0][a:b] == surfaces[1][c:d]:
            yield from zip(old[a:b], new[c:d], strict=True)
        else:
            yield from ((value, None) for value in old[a:b])
            yield from ((None, value) for value in new[c:d])
