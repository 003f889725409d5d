"""Candidates for the fields of a document enter; one value per field leaves, with where it came from.

A value given by a person wins over all. Otherwise each field has its order of origins; where two origins that
can be trusted disagree, the better one is taken and an issue says so.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reportarchive.extract.tables import table
from reportarchive.extract.values import Choice, Found
from reportarchive.model import Document, Issue, IssueCode, Severity
from reportarchive.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

_DECREE = re.compile(r"令第\d+号$")
# Per field the origins in order. Those behind None are last resorts: too weak to make a conflict.
_ORDER: dict[str, tuple[str | None, ...]] = {
    "title": ("given", "meta", "h1", "label", "listing", None, "title", "byline", "body"),
    "published_on": ("given", "meta", "label", "byline", "listing", None, "script", "url", "update"),
    "written_on": ("given", "label", "body"),
    "issuer": ("given", "label", "body", None, "title"),
    "publisher": ("given", "label", "meta"),
    "doc_no": ("given", "label", "body"),
    "index_no": ("given", "label"),
}


def choose_fields(found: Iterable[Found], *, url: str | None = None, charset: str | None = None) -> Choice:
    """Return the document made of the best candidates, with its origins and the conflicts.

    Within one origin the first candidate wins; callers add theirs (`listing`, `given`) in any place. Fields
    that are no text (division, kind, year) are the caller's. Candidates with empty or meaningless values
    (本网, 本站) are passed over.
    """
    values: dict[str, str] = {}
    origins: dict[str, str] = {}
    issues: list[Issue] = []
    candidates = [one for one in found if not _is_silent(one.value)]
    for field, order in _ORDER.items():
        ranked = _ranked([one for one in candidates if one.name == field], order)
        if not ranked:
            continue
        values[field], origins[field] = ranked[0].value, ranked[0].origin
        strong = order[: order.index(None)] if None in order else order
        issues.extend(_conflicts(field, [one for one in ranked if one.origin in strong]))
    organ = next((one for one in candidates if one.name == "organ"), None)
    if organ:
        for field in ("issuer", "publisher"):
            if field not in values:
                values[field], origins[field] = organ.value, organ.origin
    issues.extend(
        Issue(IssueCode.FIELD_MISSING, Severity.WARNING, f"no {field} found")
        for field in ("title", "published_on")
        if field not in values
    )
    document = Document(**values, url=url, charset=charset, origins=origins)  # type: ignore[arg-type]
    return Choice(document, tuple(issues))


def _ranked(candidates: list[Found], order: tuple[str | None, ...]) -> list[Found]:
    known = [one for one in candidates if one.origin in order]
    ranked = sorted(known, key=lambda one: order.index(one.origin))
    outvoting = _outvoting(ranked)
    return [outvoting, *(one for one in ranked if one is not outvoting)] if outvoting else ranked


def _outvoting(ranked: list[Found]) -> Found | None:
    """Return the headline that overrules a title in a meta tag: one that the title tag repeats beside the site's name.

    Templates leave the title of another page in their meta tags; readers see headline and title tag.
    """
    best = ranked[0] if ranked else None
    if best is None or best.name != "title" or best.origin != "meta":
        return None
    tags = [one.value for one in ranked if one.origin == "title" and one.detail != one.value]
    headline = next((one for one in ranked if one.origin == "h1"), None)
    if headline is None or _same("title", best.value, headline.value):
        return None
    agreed = any(_same("title", tag, headline.value) and not _same("title", tag, best.value) for tag in tags)
    return headline if agreed else None


def _conflicts(field: str, ranked: list[Found]) -> list[Issue]:
    """Return an issue when a lesser origin says something else than the chosen one."""
    if not ranked or ranked[0].origin == "given":
        return []
    best = ranked[0]
    for other in ranked[1:]:
        if not _same(field, best.value, other.value):
            message = f"{field}: {best.origin} says {best.value!r}, {other.origin} says {other.value!r}"
            return [Issue(IssueCode.FIELD_CONFLICT, Severity.WARNING, message)]
    return []


def _same(field: str, one: str, other: str) -> bool:
    """Return whether two values agree: dates exactly, names when one is part of the other."""
    if field.endswith("_on"):
        return one == other
    if field == "doc_no" and (decree := _DECREE.search(one)):  # 国令第707号 is 中华人民共和国国务院令第707号
        return other.endswith(decree[0])
    mine, theirs = ("".join(fold(value).split()).strip("。.") for value in (one, other))
    return mine in theirs or theirs in mine


def _is_silent(value: str) -> bool:
    return not value.strip() or value.strip().casefold() in table("labels")["values"]["empty"]
