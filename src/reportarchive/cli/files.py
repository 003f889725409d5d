"""Commands on one file: import and parse."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reportarchive.cli.frame import escaped, out, say

if TYPE_CHECKING:
    from reportarchive.model import Report


class Shape(StrEnum):
    """How a parsed file is printed."""

    TEXT = "text"
    JSON = "json"


def import_report(
    what: Annotated[
        str, typer.Argument(metavar="FILE|URL", help="A saved page, text, PDF or Word file (.docx), or an address.")
    ],
    division: Annotated[str, typer.Option("--division", help="GB/T 2260 code of the place, such as 110107.")],
    year: Annotated[int, typer.Option("--year", help="The year reported on, not the year of publication.")],
    issuer: Annotated[
        str | None, typer.Option("--issuer", help="The body that signed, if it is not the government of the place.")
    ] = None,
    title: Annotated[
        str | None, typer.Option("--title", help="The title, if the file holds none or a wrong one.")
    ] = None,
) -> None:
    """Store a report that a person downloaded, or fetch one address once."""
    from reportarchive.model import IssueCode
    from reportarchive.pipeline.gather.imports import Filing, import_file, import_url
    from reportarchive.pipeline.holdings import open_holdings
    from reportarchive.settings import Settings

    filing = Filing(division, year, issuer, title)
    with open_holdings(Settings.load()) as holdings:
        if what.startswith(("http://", "https://")):
            imported = import_url(holdings, what, filing)
        else:
            imported = import_file(holdings, Path(what), filing)
    report, stored = imported.report, imported.stored
    say(f"{stored.report_id}: {stored.change}.")
    say(f"{_headings(report)} headings, {len(report.metrics)} quantities, {len(report.citations)} citations.")
    for issue in report.issues:
        if issue.code in {IssueCode.YEAR_CONFLICT, IssueCode.TITLE_NEEDS_REVIEW, IssueCode.FIELD_CONFLICT}:
            say(f"look at it: {issue.message}")
    if stored.change == "edited":
        say("It replaced what was stored for this issuer and year; the earlier version is kept.")


def parse(
    file: Annotated[Path, typer.Argument(help="A saved page, text, PDF or Word file (.docx).")],
    shape: Annotated[Shape, typer.Option("--format", help="text to read, json to process.")] = Shape.TEXT,
    title: Annotated[
        str | None, typer.Option("--title", help="The title, if the file holds none or a wrong one.")
    ] = None,
) -> None:
    """Parse one file through the pure stages and print what was read; stores nothing."""
    from reportarchive.pipeline.gather.imports import read_file
    from reportarchive.pipeline.reading import Hints, parse_capture

    body = read_file(file)
    report = parse_capture(body, url=None, content_type=None, hints=Hints(given_title=title))
    if shape is Shape.JSON:
        import json

        out.file.write(escaped(json.dumps(report.to_dict(), ensure_ascii=False, indent=1)) + "\n")
        return
    _print_report(report)


def _print_report(report: Report) -> None:
    from reportarchive.cli.frame import print_table

    document = report.document
    for name, value in (
        ("title", document.title),
        ("issuer", document.issuer),
        ("year", document.year),
        ("published", document.published_on),
    ):
        say(f"{name:<10}{value if value is not None else '(not in the file)'}")
    say()
    for section in report.sections:
        if section.title:
            say(f"{'  ' * (section.level - 1)}{section.mark}{section.title}  [{section.role}]")
    say()
    print_table(
        ("quantity", "value", "unit", "bound", "change", "indicator", "label"),
        (
            (
                one.surface,
                one.value if one.upper is None else f"{one.value}-{one.upper}",
                one.unit,
                one.bound,
                one.change,
                one.indicator,
                one.label,
            )
            for one in report.metrics
        ),
    )
    say()
    for citation in report.citations:
        say(f"《{citation.title}》 {citation.kind}" + (f" {citation.doc_no}" if citation.doc_no else ""))
    say()
    residue = sum(numeral.reason is None for numeral in report.numerals)
    say(
        f"{_headings(report)} headings, {len(report.metrics)} quantities, {len(report.citations)} citations, "
        f"{len(report.numerals)} other numerals of which {residue} unexplained, {len(report.issues)} issues."
    )


def _headings(report: Report) -> int:
    return sum(bool(section.title) for section in report.sections)
