"""What the parser reads against what a person read: counts per attribute, and every difference in words.

A metric is right when it overlaps a quantity not yet taken and its value and upper end are equal. Bound, change,
indicator and target are asked of the quantities whose value was found; a code where there is none counts as wrong.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

from tests.gold.reading import Case, Wanted, squeeze

from reportarchive import parse_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reportarchive.model import Metric, Report

ATTRIBUTES = ("value", "value_unit", "bound", "change", "target", "indicator", "reason", "section", "role", "citation")


@dataclass
class Tally:
    """Right, missed and false answers to one question."""

    right: int = 0
    missed: int = 0
    false: int = 0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1.0 when nothing was asked and nothing answered."""
        asked = 2 * self.right + self.missed + self.false
        return 2 * self.right / asked if asked else 1.0


@dataclass
class Score:
    """The tallies of some cases, and their differences."""

    tallies: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in ATTRIBUTES})
    differences: list[str] = field(default_factory=list)

    def note(self, name: str, case: Case, message: str) -> None:
        """Record one difference."""
        self.differences.append(f"{name:10} {case.id}: {message}")

    def mark(self, name: str, *, right: bool) -> None:
        """Count a question with one answer, right or wrong."""
        tally = self.tallies[name]
        tally.right += right
        tally.missed += not right
        tally.false += not right


def score_cases(cases: Iterable[Case]) -> Score:
    """Return the score of the parser on the cases."""
    score = Score()
    for case in cases:
        report = parse_text(case.text, title=f"{case.year}年法治政府建设情况报告" if case.year else None)
        text, where = squeeze(report.text)
        if text != squeeze(case.text)[0]:
            raise AssertionError(f"{case.id}: the text returned is not the text given")
        if case.quantities is not None:
            _score_metrics(score, case, report, where, case.quantities)
        _score_reasons(score, case, report, where)
        if case.headings is not None:
            _score_headings(score, case, report, where)
        if case.citations is not None:
            _score_citations(score, case, report)
    return score


def _score_metrics(score: Score, case: Case, report: Report, where: list[int], wanted: Sequence[Wanted]) -> None:
    values, units = score.tallies["value"], score.tallies["value_unit"]
    taken: set[int] = set()
    for metric in report.metrics:
        start, end = where[metric.start], where[metric.end]
        near = [i for i, one in enumerate(wanted) if i not in taken and start < one.end and one.start < end]
        match = next((i for i in near if _same_value(metric, wanted[i])), None)
        if match is None:
            if near or not any(start < b and a < end for a, b in case.optional):
                values.false += 1
                units.false += 1
                score.note("false", case, f"{metric.surface} = {metric.value} {metric.unit}")
            continue
        taken.add(match)
        _score_attributes(score, case, metric, wanted[match])
    for i, one in enumerate(wanted):
        if i not in taken:
            values.missed += 1
            units.missed += 1
            score.tallies["indicator"].missed += one.codes is not None and None not in one.codes
            score.note("missed", case, f"{one.surface} = {one.value} {one.unit}")


def _score_attributes(score: Score, case: Case, metric: Metric, wanted: Wanted) -> None:
    score.tallies["value"].right += 1
    same_unit = _unit(metric.unit) == _unit(wanted.unit)
    score.mark("value_unit", right=same_unit)
    if not same_unit:
        score.note("unit", case, f"{metric.surface} {metric.unit!r}, not {wanted.unit!r}")
    asked = {"bound": wanted.bound, "change": wanted.change}
    found = {"bound": metric.bound, "change": metric.change, "target": metric.is_target}
    if wanted.target is not None:
        asked["target"] = wanted.target  # type: ignore[assignment]
    for name, value in asked.items():
        score.mark(name, right=found[name] == value)
        if found[name] != value:
            score.note(name, case, f"{metric.surface} {found[name]}, not {value}")
    if wanted.codes is None:
        return
    tally = score.tallies["indicator"]
    if metric.indicator in wanted.codes:
        tally.right += metric.indicator is not None
        return
    tally.false += metric.indicator is not None
    tally.missed += None not in wanted.codes
    score.note("indicator", case, f"{metric.surface} {metric.indicator}, not {sorted(map(str, wanted.codes))}")


def _score_reasons(score: Score, case: Case, report: Report, where: list[int]) -> None:
    for start, end, reason in case.reasons:
        inside = {one.reason for one in report.numerals if where[one.start] < end and start < where[one.end]}
        metrics = [one.surface for one in report.metrics if where[one.start] < end and start < where[one.end]]
        right = not metrics and inside <= {reason}
        score.mark("reason", right=right)
        if not right:
            surface = squeeze(case.text)[0][start:end]
            score.note("reason", case, f"{surface} {metrics or sorted(map(str, inside))}, not {reason}")


def _score_headings(score: Score, case: Case, report: Report, where: list[int]) -> None:
    tally = score.tallies["section"]
    found = {where[one.start]: one for one in report.sections if one.mark or one.title}
    for wanted in case.headings or ():
        other = found.pop(wanted["start"], None)
        if other and other.level == wanted["level"] and _title(other.title) == _title(wanted["title"]):
            tally.right += 1
            if wanted.get("role"):
                score.mark("role", right=other.role == wanted["role"])
                if other.role != wanted["role"]:
                    score.note("role", case, f"{other.mark}{other.title} {other.role}, not {wanted['role']}")
        elif not wanted.get("doubtful"):
            tally.missed += 1
            tally.false += other is not None
            got = f"level {other.level} {other.title}" if other else "nothing"
            score.note("section", case, f"{wanted['mark']}{wanted['title']} level {wanted['level']}, found {got}")
    tally.false += len(found)
    for other in found.values():
        score.note("section", case, f"{other.mark}{other.title[:40]} is none")


def _score_citations(score: Score, case: Case, report: Report) -> None:
    mine = Counter(squeeze(one.title)[0] for one in report.citations)
    theirs = Counter(squeeze(title)[0] for title in case.citations or ())
    tally = score.tallies["citation"]
    tally.right += (mine & theirs).total()
    tally.missed += (theirs - mine).total()
    tally.false += (mine - theirs).total()
    for title in (theirs - mine) + (mine - theirs):
        score.note("citation", case, title)


def _same_value(metric: Metric, wanted: Wanted) -> bool:
    return _number(metric.value) == _number(wanted.value) and _number(metric.upper) == _number(wanted.upper)


def _number(value: str | None) -> Decimal | None:
    try:
        return None if value is None else Decimal(value).normalize()
    except InvalidOperation:
        return None


def _unit(unit: str) -> str:
    """Return a unit folded, without 个 before a longer one."""
    folded = squeeze(unit)[0]
    return folded[1:] if len(folded) > 1 and folded.startswith("个") else folded


def _title(title: str) -> str:
    return squeeze(title)[0].rstrip("。")
