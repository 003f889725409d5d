"""What a person found wrong in a reading, applied to the report as it is read: pure, the same in every process.

A correction is anchored to characters: the quote it was made on. Where the quote still stands once (in its section,
or else in the whole text) and still holds what was corrected, the correction applies, whatever changed around it;
where it does not, the correction is orphaned, which is an issue of the report and never a silence. Corrections go one
on top of the other, but what each was anchored to is looked for in the page as it is read, so that withdrawing one
leaves the others in force.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from reportarchive.archive.corrections.fields import FIELDS, Target, changed_document, changed_metric, changed_section
from reportarchive.model import Issue, IssueCode, Numeral, Reason, Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportarchive.model import Report, Section

State = Literal["applied", "orphaned", "withdrawn"]


@dataclass(frozen=True, slots=True)
class Correction:
    """One correction: which field becomes what, where, by whom, and why.

    `section` is where the quote stood: the path and the titles that lead there (`1.3 主要举措 / 依法行政`), since a
    section that is inserted gives its number to another. `quote` are the characters it is anchored to (empty for a
    field of the whole report), `was` what was read before.
    """

    correction_id: int
    field: str
    becomes: str | None
    author: str
    reason: str
    quote: str = ""
    section: str = ""
    was: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one correction; `note` says why it is orphaned."""

    correction_id: int
    state: State
    note: str = ""
    was: str | None = None
    section: str = ""
    quote: str = ""


class _Orphaned(Exception):
    """The place or the thing that was corrected is not there any more."""


def apply_corrections(report: Report, corrections: Sequence[Correction]) -> tuple[Report, list[Verdict]]:
    """Return the report as corrected, with an issue for each correction that changed it or found no place."""
    page, verdicts, issues = report, list[Verdict](), list[Issue]()
    for one in corrections:
        try:
            report, verdict, issue = _apply(page, report, one)
            issues += [issue] if issue else []
        except _Orphaned as why:
            verdict = Verdict(one.correction_id, "orphaned", str(why))
            message = f"correction {one.correction_id} ({one.field} of {one.quote or 'the report'!r}): {why}"
            issues.append(Issue(IssueCode.CORRECTION_ORPHANED, Severity.WARNING, message))
        verdicts.append(verdict)
    return replace(report, issues=(*report.issues, *issues)), verdicts


def _apply(page: Report, report: Report, one: Correction) -> tuple[Report, Verdict, Issue | None]:
    if one.field not in FIELDS:
        raise _Orphaned(f"{one.field!r} is no field that can be corrected")
    target = FIELDS[one.field].target
    if target is Target.REPORT:
        return _apply_to_document(page, report, one)
    if target is Target.SECTION:
        return _apply_to_section(page, report, one)
    return _apply_to_metric(page, report, one)


def _apply_to_document(page: Report, report: Report, one: Correction) -> tuple[Report, Verdict, Issue | None]:
    if one.quote and one.quote not in page.text and one.quote not in (page.document.title or ""):
        raise _Orphaned("the quote is gone")
    said = FIELDS[one.field].read(page.document)
    if not one.quote and one.was != said != one.becomes and one.correction_id:
        raise _Orphaned(f"the page says {said!r} by now, neither what was corrected nor what it was corrected to")
    was = FIELDS[one.field].read(report.document)
    changed = replace(report, document=changed_document(report.document, one.field, one.becomes))
    return changed, Verdict(one.correction_id, "applied", was=said, quote=one.quote), _told(one, was, 0, 0)


def _apply_to_section(page: Report, report: Report, one: Correction) -> tuple[Report, Verdict, Issue | None]:
    place = _section_of(page, one)
    section = report.sections[place]
    was = FIELDS[one.field].read(section)
    sections = list(report.sections)
    sections[place] = changed_section(section, one.field, one.becomes or "")
    quote = one.quote or report.text[section.start : section.heading_end]
    verdict = Verdict(one.correction_id, "applied", was=was, section=_name(page.sections, place), quote=quote)
    issue = _told(one, was, section.start, section.heading_end)
    return replace(report, sections=tuple(sections)), verdict, issue


def _apply_to_metric(page: Report, report: Report, one: Correction) -> tuple[Report, Verdict, Issue | None]:
    start = _place_of(page, one)
    inside = [n for n, it in enumerate(report.metrics) if start <= it.start and it.end <= start + len(one.quote)]
    if len(inside) != 1:
        surfaces = ", ".join(report.metrics[n].surface for n in inside)
        raise _Orphaned(
            f"the quote holds {len(inside)} quantities{f' ({surfaces})' if inside else ''}, not one"
            + _explained(report, start, start + len(one.quote))
        )
    metric = report.metrics[inside[0]]
    was = FIELDS[one.field].read(metric)
    section = _name(page.sections, _owner(page.sections, metric.start))
    verdict = Verdict(one.correction_id, "applied", was=was, section=section, quote=one.quote)
    return _with_metric(report, inside[0], one), verdict, _told(one, was, metric.start, metric.end)


def _explained(report: Report, start: int, end: int) -> str:
    """Return what to say of numbers in a span that are no quantities, perhaps by an earlier correction."""
    inside = [
        f"{it.surface} {f'is taken for {it.reason}' if it.reason else 'is unexplained'}"
        for it in report.numerals
        if start <= it.start and it.end <= end
    ]
    return f"; {', '.join(inside)}" if inside else ""


def _with_metric(report: Report, place: int, one: Correction) -> Report:
    """Return the report with one quantity changed, or explained as none."""
    metrics, metric = list(report.metrics), report.metrics[place]
    if one.field != "reason":
        metrics[place] = changed_metric(metric, one.field, one.becomes)
        return replace(report, metrics=tuple(metrics))
    del metrics[place]
    explained = Numeral(metric.surface, metric.start, metric.end, Reason(one.becomes or ""))
    numerals = sorted((*report.numerals, explained), key=lambda it: it.start)
    return replace(report, metrics=tuple(metrics), numerals=tuple(numerals))


def _place_of(report: Report, one: Correction) -> int:
    """Return where the quote begins: its one place in its section, or else in the whole text."""
    places = _places(report.text, one.quote)
    within = [at for at in places if _is_named(report.sections, _owner(report.sections, at), one.section)]
    for found in (within, places):
        if len(found) == 1:
            return found[0]
    if not places:
        raise _Orphaned("the quote is gone")
    raise _Orphaned(f"the quote stands in {len(places)} places; quote more around it, or name its section")


def _section_of(report: Report, one: Correction) -> int:
    """Return the place of the section whose heading holds the quote, or that has the name when nothing is quoted."""
    named = [n for n in range(len(report.sections)) if _is_named(report.sections, n, one.section)]
    if not one.quote:
        found = named
    else:
        found = [n for n, it in enumerate(report.sections) if one.quote in report.text[it.start : it.heading_end]]
        within = [n for n in found if n in named]
        found = within if len(within) == 1 else found
    if len(found) != 1:
        many = f"{len(found)} headings hold the quote; quote more of it, or name its section"
        raise _Orphaned(many if found else "no such heading stands in the text")
    return found[0]


def _places(text: str, quote: str) -> list[int]:
    places, at = [], text.find(quote)
    while at >= 0:
        places.append(at)
        at = text.find(quote, at + 1)
    return places


def _owner(sections: Sequence[Section], at: int) -> int:
    """Return the place of the section that owns the character at an offset."""
    return max(n for n, it in enumerate(sections) if it.start <= at)


def _is_named(sections: Sequence[Section], place: int, name: str) -> bool:
    """Tell whether a section is meant by its name, or by its path alone, as a person gives it."""
    return name in (_path(sections[place]), _name(sections, place))


def _name(sections: Sequence[Section], place: int) -> str:
    """Return the path of a section and the titles that lead to it."""
    path = sections[place].path
    titles = [it.title for it in sections if it.title and path[: len(it.path)] == it.path]
    return f"{_path(sections[place])} {' / '.join(titles)}".strip()


def _path(section: Section) -> str:
    return ".".join(map(str, section.path))


def _told(one: Correction, was: str | None, start: int, end: int) -> Issue | None:
    """Return the issue that tells of a correction; none when the page is read so by now."""
    if was == one.becomes:
        return None
    message = f"{one.field} {was or '(none)'} -> {one.becomes or '(none)'}, by {one.author}: {one.reason}"
    return Issue(IssueCode.CORRECTION_APPLIED, Severity.INFO, message, start, end)
