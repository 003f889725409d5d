"""Sections as passages: what is found by a search, kept once per report however many versions hold it.

A passage is a section's own text with its role. A version that changes one section brings one new passage; a reparse
that changes no text brings none. `is_current` says whether the current version holds it.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select, text, update

from reportarchive.archive.inserts import insert_many, new_ids
from reportarchive.archive.reports.rows import COLUMNS
from reportarchive.archive.reports.stored import read_children
from reportarchive.archive.schema import division, issuer, passage, report, report_version, section
from reportarchive.archive.search.index import add_to_index, create_index, keys_of
from reportarchive.text.grams import runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import Connection

    from reportarchive.archive.reports.rows import Row

PLACES = {name: COLUMNS["section"].index(name) for name in ("seq", "role", "char_start", "own_end")}
Identity = tuple[str, str, str, int]
"""report_id, role, digest, and which of several that are alike it is."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A version whose sections are to be linked with passages; `division` and `year` are its report's."""

    version_id: int
    report_id: str
    division: str
    year: int
    text: str
    sections: Sequence[Row]


def link_passages(connection: Connection, holders: Sequence[Holder]) -> dict[tuple[int, int], int]:
    """Return (version_id, seq) -> passage_id of every section with anything to find; new passages are indexed.

    The versions are taken for the current ones of their reports, each another one.
    """
    wanted = {key: (holder, identity, said) for holder in holders for key, identity, said in _passages_of(holder)}
    reports = {holder.report_id for holder in holders}
    known = _known(connection, reports)
    missing = list(dict.fromkeys(identity for _, identity, _ in wanted.values() if identity not in known))
    fresh = dict(zip(missing, new_ids(connection, passage, len(missing)) if missing else (), strict=True))
    rows = [(number, *identity, 1) for identity, number in fresh.items()]
    insert_many(connection, passage, ("passage_id", "report_id", "role", "digest", "nth", "is_current"), rows)
    said_by = {identity: (holder, said) for holder, identity, said in wanted.values() if identity in fresh}
    add_to_index(
        connection,
        [
            (fresh[identity], keys_of(holder.division, holder.year, identity[1]), said)
            for identity, (holder, said) in said_by.items()
        ],
    )
    ids = {identity: number for identity, (number, _) in known.items()} | fresh
    held = {identity for _, identity, _ in wanted.values()}
    _note_current(connection, [number for one, (number, was) in known.items() if one in held and not was], 1)
    _note_current(connection, [number for one, (number, was) in known.items() if one not in held and was], 0)
    return {key: ids[identity] for key, (_, identity, _) in wanted.items()}


def rebuild_index(connection: Connection) -> None:
    """Make passages and index anew from all versions stored, one in memory at a time."""
    connection.execute(update(section).values(passage_id=None))
    create_index(connection)
    connection.execute(passage.delete())
    whose = (report.c.report_id, report.c.year, division.c.code, report_version.c.version_id, report_version.c.text)
    wanted = (
        select(*whose)
        .join_from(report_version, report, report.c.report_id == report_version.c.report_id)
        .join(issuer, issuer.c.issuer_id == report.c.issuer_id)
        .join(division, division.c.code == issuer.c.division_code)
    )
    order = select(report_version.c.version_id).order_by(report_version.c.report_id, report_version.c.version_no)
    for version_id in connection.execute(order).scalars().all():
        row = connection.execute(wanted.where(report_version.c.version_id == version_id)).one()
        sections = read_children(connection, "section", version_id)
        holder = Holder(version_id, row.report_id, row.code, row.year, row.text, sections)
        links = link_passages(connection, [holder])
        link = "UPDATE section SET passage_id = :passage WHERE version_id = :version AND seq = :seq"
        values = [{"passage": number, "version": key[0], "seq": key[1]} for key, number in links.items()]
        if values:
            connection.execute(text(link), values)


def _passages_of(holder: Holder) -> Iterable[tuple[tuple[int, int], Identity, str]]:
    """Yield the key, the identity and the text of every section of a version that has anything to find."""
    alike: Counter[tuple[str, str]] = Counter()
    for row in holder.sections:
        seq, role, start, end = (row[PLACES[name]] for name in ("seq", "role", "char_start", "own_end"))
        said = holder.text[_number(start) : _number(end)]
        if runs(said):
            digest = hashlib.blake2b(said.encode(), digest_size=8).hexdigest()
            alike[str(role), digest] += 1
            identity = (holder.report_id, str(role), digest, alike[str(role), digest])
            yield (holder.version_id, _number(seq)), identity, said


def _number(value: Any) -> int:
    return int(value)


def _known(connection: Connection, report_ids: Iterable[str]) -> Mapping[Identity, tuple[int, int]]:
    wanted = select(passage).where(passage.c.report_id.in_(list(report_ids)))
    return {
        (row.report_id, row.role, row.digest, row.nth): (row.passage_id, row.is_current)
        for row in connection.execute(wanted)
    }


def _note_current(connection: Connection, passage_ids: Sequence[int], is_current: int) -> None:
    if passage_ids:
        chosen = passage.c.passage_id.in_(passage_ids)
        connection.execute(update(passage).where(chosen).values(is_current=is_current))
