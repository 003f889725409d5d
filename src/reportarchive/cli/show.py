"""The command that shows one report: where it is from, its outline, its text with what its numbers were read as."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from reportarchive.cli.frame import out, plain, say
from reportarchive.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportarchive.archive import ReportRows
    from reportarchive.pipeline.answer.whole import WholeReport

_HEADING, _NUMBER, _UNREAD, _NOTE = "bold", "bold green", "bold red", "dim"
_SEVERITIES = {"error": "bold red", "warning": "yellow", "info": "dim"}
_WHY = {
    "first": "the first reading",
    "source": "the page was edited",
    "parser": "the page was read by newer code",
    "correction": "a person corrected it",
}


def show(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="A report_id, a URL, or 110107/2023.")],
    section: Annotated[str | None, typer.Option("--section", help="Only this section, such as 1.3.")] = None,
) -> None:
    """Print a stored report: where it is from, its outline, its text with each number's reading behind it."""
    from reportarchive.pipeline.answer.whole import read_whole
    from reportarchive.settings import Settings

    whole = read_whole(Settings.load(), report)
    rows = whole.rows
    chosen = [row for row in rows.sections if section is None or _is_within(row["path"], section)]
    if not chosen:
        paths = ", ".join(row["path"] for row in rows.sections)
        raise UnknownName(f"report {rows.report['report_id']} has no section {section!r}; it has {paths}")
    if section is None:
        _print_head(whole)
        _print_outline(rows)
    for row in chosen:
        _print_section(rows, row)
    if section is None:
        _print_corrections(whole)
        _print_issues(rows)


def _is_within(path: str, section: str) -> bool:
    return path == section or path.startswith(f"{section}.")


def _print_head(whole: WholeReport) -> None:
    report = whole.rows.report
    out.print(plain(report["title"] or report["report_id"], style=_HEADING))
    for name, value in _head(whole):
        if value:
            out.print(plain(f"{name:<11}", style=_NOTE) + plain(value))
    say()


def _head(whole: WholeReport) -> Iterator[tuple[str, str]]:
    report, current = whole.rows.report, whole.current
    unread = sum(one["reason"] is None for one in whole.rows.numerals)
    yield "report", report["report_id"]
    yield "issuer", f"{report['issuer']} ({report['division_code']} {report['division_name']})"
    yield "year", f"{report['year']}, {report['kind']}"
    yield "published", _dated(report, "published_on")
    yield "written", _dated(report, "written_on")
    yield "number", report["doc_no"]
    yield "url", report["url"]
    yield "source", report["source_id"] or "none: brought by hand"
    yield "fetched", f"{current['fetched_at']} from {current['fetch_url']}"
    yield "bytes", f"sha256 {report['body_sha256']}"
    yield "version", f"{report['version_no']}, recorded {report['recorded_from']}: {_WHY[report['reason']]}"
    yield "read by", f"rules of {report['parser_version']}"
    yield "numbers", f"{len(whole.rows.metrics)} quantities, {unread} unexplained (rate {report['residue_rate']:.4f})"


def _dated(report: dict[str, Any], name: str) -> str:
    return f"{report[name]} ({report[f'{name}_source']})" if report[name] else ""


def _print_outline(rows: ReportRows) -> None:
    table = Table.grid(padding=(0, 2))
    for row in rows.sections:
        count = len(_within(rows.metrics, row["char_start"], row["char_end"]))
        heading = plain("  " * row["path"].count(".") + (_one_line(row["heading"]) or "(no heading)"))
        notes = (plain(note, style=_NOTE) for note in (row["role"], f"{count} numbers"))
        table.add_row(plain(row["path"]), heading, *notes)
    out.print(table)
    say()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _within(rows: list[dict[str, Any]], start: int, end: int) -> list[dict[str, Any]]:
    return [one for one in rows if start <= one["char_start"] < end]


def _print_section(rows: ReportRows, row: dict[str, Any]) -> None:
    """Print what the section itself owns, heading first, behind each number what it was read as."""
    start, end = row["char_start"], row["own_end"]
    unread = [one for one in rows.numerals if one["reason"] is None]
    marks = [(one, _NUMBER, _reading(one)) for one in _within(rows.metrics, start, end)]
    marks += [(one, _UNREAD, "unexplained") for one in _within(unread, start, end)]
    body, shown, done = plain(row["own_text"]), plain(""), 0
    body.stylize(_HEADING, 0, row["heading_end"] - start)
    for one, style, note in sorted(marks, key=lambda mark: mark[0]["char_start"]):
        body.stylize(style, one["char_start"] - start, one["char_end"] - start)
        shown += body[done : one["char_end"] - start] + plain(f"‹{note}›", style=_NOTE)
        done = one["char_end"] - start
    shown += body[done:]
    shown.rstrip()
    out.print(plain(f"[{row['path']}] {row['role']}", style=_NOTE))
    out.print(shown)
    say()


def _reading(metric: dict[str, Any]) -> str:
    """Return what a quantity was read as: value, unit, bound, change and its basis, indicator, whether planned."""
    upper = f"-{metric['upper_text']}" if metric["upper"] is not None else ""
    said = (
        f"{metric['value_text']}{upper}",
        metric["unit"],
        metric["bound"] if metric["bound"] != "exact" else None,
        metric["change"],
        metric["basis"],
        metric["indicator"],
        "target" if metric["is_target"] else None,
    )
    return " ".join(word for word in said if word)


def _print_corrections(whole: WholeReport) -> None:
    for one in whole.corrections:
        line = f"correction {one['correction_id']} ({one['state']}): {one['field']} {one['was']} → {one['becomes']}"
        place = f" at {one['quote']}" if one["quote"] else ""
        say(f"{line}{place}; {one['author']}, {one['recorded_at']}: {one['reason']}")


def _print_issues(rows: ReportRows) -> None:
    for one in rows.issues:
        severity = plain(one["severity"], style=_SEVERITIES[one["severity"]])
        out.print(severity + plain(f" {one['code']}: {one['message']}"))
