"""Sections as passages: what is found by a search, kept once per report however many versions hold it.

A passage is a section's own text with its role. A version that changes one section brings one new passage; a reparse
that changes no text brings none. `is_current` says whether the current version holds it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select, text, update

from reportarchive.archive.inserts import insert_many, new_ids
from reportarchive.archive.reports.rows import cuts_of
from reportarchive.archive.reports.stored import read_children
from reportarchive.archive.schema import division, issuer, passage, report, report_version, section
from reportarchive.archive.search.index import Indexed, add_to_index, create_index, keys_of

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from sqlalchemy import Connection

    from reportarchive.archive.search.cutting import Cut

Identity = tuple[str, str, str, int]
"""report_id, role, digest, and which of several that are alike it is."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A version whose sections are to be linked with passages; `division` and `year` are its report's.

    Of a first version it is known that its report has no passages yet.
    """

    version_id: int
    report_id: str
    division: str
    year: int
    cuts: Sequence[Cut]
    is_first: bool = False


def link_passages(connection: Connection, holders: Sequence[Holder]) -> dict[tuple[int, int], int]:
    """Return (version_id, seq) -> passage_id of every section with anything to find; new passages are indexed.

    The versions are taken for the current ones of their reports, each another one.
    """
    wanted = {
        (holder.version_id, one.seq): (holder, (holder.report_id, one.role, one.digest, one.nth), one)
        for holder in holders
        for one in holder.cuts
    }
    known = _known(connection, {holder.report_id for holder in holders if not holder.is_first})
    missing = list(dict.fromkeys(identity for _, identity, _ in wanted.values() if identity not in known))
    fresh = dict(zip(missing, new_ids(connection, passage, len(missing)) if missing else (), strict=True))
    rows = [(number, *identity, 1) for identity, number in fresh.items()]
    insert_many(connection, passage, ("passage_id", "report_id", "role", "digest", "nth", "is_current"), rows)
    added = {identity: (holder, one) for holder, identity, one in wanted.values() if identity in fresh}
    add_to_index(connection, [_indexed(fresh[identity], *of_whom) for identity, of_whom in added.items()])
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
        cuts = cuts_of(row.text, read_children(connection, "section", version_id))
        holder = Holder(version_id, row.report_id, row.code, row.year, cuts)
        links = link_passages(connection, [holder])
        link = "UPDATE section SET passage_id = :passage WHERE version_id = :version AND seq = :seq"
        values = [{"passage": number, "version": key[0], "seq": key[1]} for key, number in links.items()]
        if values:
            connection.execute(text(link), values)


def _indexed(passage_id: int, holder: Holder, one: Cut) -> Indexed:
    return Indexed(passage_id, keys_of(holder.division, holder.year, one.role), one.grams, one.characters)


def _known(connection: Connection, report_ids: Collection[str]) -> Mapping[Identity, tuple[int, int]]:
    if not report_ids:
        return {}
    wanted = select(passage).where(passage.c.report_id.in_(list(report_ids)))
    return {
        (row.report_id, row.role, row.digest, row.nth): (row.passage_id, row.is_current)
        for row in connection.execute(wanted)
    }


def _note_current(connection: Connection, passage_ids: Sequence[int], is_current: int) -> None:
    if passage_ids:
        chosen = passage.c.passage_id.in_(passage_ids)
        connection.execute(update(passage).where(chosen).values(is_current=is_current))
