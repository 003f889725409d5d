"""The command that corrects what was read: made, listed, withdrawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from reportarchive.cli.frame import print_table, say
from reportarchive.errors import UsageError

if TYPE_CHECKING:
    from reportarchive.pipeline.holdings import Holdings


def correct(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="A report_id, a URL, or 110107/2023.")] = "",
    fields: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            help="What becomes what, as value=368: value, upper, unit, bound, change, indicator, is_target or reason "
            "of a number; section_title or role; title, published_on, written_on or doc_no. Empty takes away. "
            "Repeatable.",
        ),
    ] = None,
    quote: Annotated[
        str, typer.Option("--quote", help="Characters of the text that hold the number, or of the heading.")
    ] = "",
    section: Annotated[str, typer.Option("--section", help="The section they stand in, such as 1.3.")] = "",
    author: Annotated[str, typer.Option("--author", help="Who corrects.")] = "",
    reason: Annotated[str, typer.Option("--reason", help="Why, for whoever reads it in ten years.")] = "",
    show: Annotated[bool, typer.Option("--list", help="List the corrections, of REPORT or of all.")] = False,
    withdraw: Annotated[int | None, typer.Option("--withdraw", help="Withdraw the correction of this number.")] = None,
) -> None:
    """Correct what was read wrongly: a value, a title, a date, an indicator, what a number or a section is.

    A correction makes a new version, and is applied again whenever the report is read again, as long as its quote is
    still there; where it is not, the correction is listed as orphaned.
    """
    from reportarchive.pipeline.holdings import open_holdings
    from reportarchive.pipeline.keep.corrections import Signed
    from reportarchive.pipeline.keep.corrections import correct as correct_fields
    from reportarchive.settings import Settings

    with open_holdings(Settings.load(), only_reading=show) as holdings:
        if show:
            _list(holdings, report or None)
        elif withdraw is not None:
            _withdraw(holdings, withdraw, report or None)
        elif not report or not fields:
            raise UsageError("name a REPORT and what becomes what: correct 110107/2023 --set value=368 --quote …")
        else:
            signed = Signed(quote, section, author, reason)
            stored, corrections = correct_fields(holdings, report, _pairs(fields), signed)
            for made in corrections:
                said = f"{made.field} {made.was or '(none)'} -> {made.becomes or '(none)'}"
                say(f"{stored.report_id}: correction {made.correction_id}: {said}: {stored.change}.")


def _pairs(fields: list[str]) -> dict[str, str]:
    pairs = {}
    for field in fields:
        name, equals, value = field.partition("=")
        if not equals:
            raise UsageError(f"{field!r} is not understood; write field=value, as value=368")
        if name.strip() in pairs:
            raise UsageError(f"{name.strip()} is set twice")
        pairs[name.strip()] = value.strip()
    return pairs


def _withdraw(holdings: Holdings, correction_id: int, report: str | None) -> None:
    from reportarchive.pipeline.keep.corrections import withdraw

    stored = withdraw(holdings, correction_id, report)
    say(f"{stored.report_id}: correction {correction_id} withdrawn: {stored.change}.")


def _list(holdings: Holdings, report: str | None) -> None:
    from reportarchive.pipeline.keep.corrections import corrections_of

    rows = corrections_of(holdings, report)
    names = ("correction_id", "report_id", "state", "field", "was", "becomes", "quote", "author", "reason", "note")
    if rows:
        print_table(names, ([row[name] for name in names] for row in rows))
        say()
    orphaned = sum(row["state"] == "orphaned" for row in rows)
    say(f"{len(rows) or 'No'} corrections, {orphaned or 'none'} orphaned.")
