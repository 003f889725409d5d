"""A person's corrections: made, listed, withdrawn; the report is read anew from its kept bytes each time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from reportarchive.archive import FIELDS, Correction, read_field
from reportarchive.errors import UnknownName, UsageError
from reportarchive.indicators import load_indicators
from reportarchive.pipeline.keep.reparse import origin_of, read_capture

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reportarchive.archive import Stored
    from reportarchive.pipeline.holdings import Holdings


@dataclass(frozen=True, slots=True)
class Signed:
    """Where a correction is anchored, who made it, and why; an empty quote is for a field of the whole report."""

    quote: str
    section: str
    author: str
    reason: str


def correct(holdings: Holdings, key: str, fields: Mapping[str, str], signed: Signed) -> tuple[Stored, list[Correction]]:
    """Correct fields of a stored report, all of them or none, and return what that did.

    `key` is a report_id, a URL or `110107/2023`; `fields` says what each is to become.

    Raises:
        UnknownName: there is no such report.
        UsageError: a field cannot become that, the author or reason is missing, or nothing says where.
        InputError: the quote finds no place, or several, in the report.
    """
    if not signed.author.strip() or not signed.reason.strip():
        raise UsageError("a correction needs who made it and why: --author and --reason")
    indicators = load_indicators()
    wanted = {name: read_field(name, value, indicators) for name, value in fields.items()}
    for name in wanted:
        if FIELDS[name].target == "metric" and not signed.quote:
            raise UsageError(f"{name} is of one number: quote the characters around it with --quote")
        if FIELDS[name].target == "section" and not (signed.quote or signed.section):
            raise UsageError(f"{name} is of one section: quote its heading with --quote, or name it with --section")
    report_id = holdings.archive.find_report(key)
    capture = holdings.archive.capture_of(report_id)
    report = read_capture(capture, holdings.store)
    made = [
        Correction(0, name, becomes, signed.author, signed.reason, signed.quote, signed.section)
        for name, becomes in wanted.items()
    ]
    return holdings.archive.correct(report, made, origin=origin_of(capture, is_correction=True))


def withdraw(holdings: Holdings, correction_id: int, key: str | None = None) -> Stored:
    """Withdraw a correction and return what that did to its report; a `key` given must be of that report.

    Raises:
        UnknownName: there is no such correction, or it is withdrawn already.
        UsageError: it is of another report.
    """
    known = {row["correction_id"]: row["report_id"] for row in holdings.archive.corrections()}
    if correction_id not in known:
        raise UnknownName(f"there is no correction {correction_id}; `reportarchive correct --list` lists them")
    if key is not None and holdings.archive.find_report(key) != known[correction_id]:
        raise UsageError(f"correction {correction_id} is of {known[correction_id]}; leave the report out, or name that")
    capture = holdings.archive.capture_of(known[correction_id])
    report = read_capture(capture, holdings.store)
    return holdings.archive.withdraw_correction(correction_id, report, origin=origin_of(capture, is_correction=True))


def corrections_of(holdings: Holdings, key: str | None) -> list[dict[str, Any]]:
    """Return the corrections of a report, or all of them when no key is given.

    Raises:
        UnknownName: there is no such report.
    """
    return holdings.archive.corrections(None if key is None else holdings.archive.find_report(key))
