"""Reports into the archive, in one transaction: for each a first version, a new version, or nothing.

Nothing is ever updated but a report's URL and the `recorded_to` of the version that a new one follows. One report or
a hundred take the same way: what is stored is looked up at once for all, and each table is written once.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import bindparam, update

from reportarchive.archive.inserts import insert_all_missing, insert_many, new_ids
from reportarchive.archive.registry.rows import due_on, issuer_id_of
from reportarchive.archive.reports.known import (
    Key,
    bodies_of,
    current_versions,
    known_divisions,
    known_issuers,
    locked,
)
from reportarchive.archive.reports.rows import COLUMNS, DERIVED, VersionRows
from reportarchive.archive.reports.stored import read_version, same_content
from reportarchive.archive.schema import expectation, metadata, report, report_version, section
from reportarchive.archive.search.passages import Holder, link_passages
from reportarchive.errors import ArchiveError
from reportarchive.model import ReportKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import Connection, RowMapping

    from reportarchive.archive.registry.identity import Identity
    from reportarchive.archive.reports.known import IssuerKey

ChangeMade = Literal["new", "edited", "reparsed", "corrected", "moved", "unchanged"]
Reason = Literal["first", "source", "parser", "correction"]
CHANGES: dict[str, ChangeMade] = {
    "first": "new",
    "source": "edited",
    "parser": "reparsed",
    "correction": "corrected",
}
VERSION = tuple(column.name for column in report_version.c)


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing a report did: `version_id` is the current version afterwards."""

    report_id: str
    version_id: int
    change: ChangeMade


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a report came from: its request, its source if any, the code that read it, and when.

    `is_replay` marks kept bytes read anew: they never replace what a later request has brought meanwhile, nor the URL.
    `is_correction` says that other output from the same bytes is a person's doing and not the parser's.
    """

    fetch_id: int
    source_id: str | None
    parser_version: str
    recorded_at: str
    is_replay: bool = False
    is_correction: bool = False


@dataclass(frozen=True, slots=True)
class Incoming:
    """A report ready to be stored, and where it came from."""

    rows: VersionRows
    origin: Origin


@dataclass(frozen=True, slots=True)
class _NewVersion:
    """A version to be written: of which report, what comes in, the row it follows (None: it is the first), and why."""

    report_id: str
    incoming: Incoming
    body_sha256: str
    before: RowMapping | None
    reason: Reason


def store_all(connection: Connection, incoming: Sequence[Incoming]) -> list[Stored]:
    """Store reports, each another one, and return what changed, in their order.

    Rows are written in one order, whatever order the reports come in: two who bring the same ones at once, each in an
    order of its own, would else wait for each other.

    Raises:
        ArchiveError: a fetch or a division is not in the archive, or two of the reports are one.
    """
    ids = [one.rows.identity.report_id for one in incoming]
    by_id = dict(sorted(zip(ids, incoming, strict=True), key=itemgetter(0)))
    if len(by_id) != len(ids):
        raise ArchiveError("not stored: a report comes twice in one transaction")
    stored = dict(zip(by_id, _store_in_order(connection, list(by_id.values())), strict=True))
    return [stored[report_id] for report_id in ids]


def _store_in_order(connection: Connection, incoming: Sequence[Incoming]) -> list[Stored]:
    """Store reports that come in the order of their report_ids."""
    bodies = bodies_of(connection, [one.origin.fetch_id for one in incoming])
    reports, new = _report_rows(connection, incoming)
    current = current_versions(connection, [row["report_id"] for row in reports if row["report_id"] not in new])
    stored: list[Stored] = []
    due: dict[int, _NewVersion] = {}
    for place, (one, row, body) in enumerate(zip(incoming, reports, bodies, strict=True)):
        report_id = str(row["report_id"])
        before = current.get(report_id)
        stored.append(Stored(report_id, before["version_id"] if before else 0, "unchanged"))
        if before is not None and one.origin.is_replay and before["fetch_id"] != one.origin.fetch_id:
            continue
        # Kept bytes know nothing of where the report has moved to meanwhile.
        if report_id not in new and not one.origin.is_replay and _update_report(connection, row, one):
            stored[place] = replace(stored[place], change="moved")
        if (reason := _reason(connection, one, before, body)) is not None:
            due[place] = _NewVersion(report_id, one, body, before, reason)
    for place, version_id in zip(due, _insert_versions(connection, list(due.values())), strict=True):
        stored[place] = Stored(stored[place].report_id, version_id, CHANGES[due[place].reason])
    return stored


def _reason(connection: Connection, one: Incoming, before: RowMapping | None, body_sha256: str) -> Reason | None:
    """Return why a new version is due, None when it is not.

    The same bytes can differ only by the parser or by a correction. Of different bytes, white space does not count;
    another text is the source's doing, and so are other findings by the very same parser (a date in the page's
    head, say).
    """
    if before is None:
        return "first"
    if body_sha256 == before["body_sha256"]:
        if one.rows.output_sha256 == before["output_sha256"]:
            return None
        return "correction" if one.origin.is_correction else "parser"
    if one.rows.text_sha256 != before["text_sha256"]:
        return "source"
    stored = read_version(connection, before["version_id"])
    if same_content(stored, one.rows):
        return None
    return "source" if one.origin.parser_version == stored.row["parser_version"] else "parser"


def _report_rows(connection: Connection, incoming: Sequence[Incoming]) -> tuple[list[Mapping[str, Any]], set[str]]:
    """Return each report's row, locked, and the report_ids of those that are new by this transaction."""
    issuers = _issuer_ids(connection, incoming)
    keys = [
        (issuer_id, one.rows.identity.kind.value, one.rows.identity.period_end)
        for one, issuer_id in zip(incoming, issuers, strict=True)
    ]
    known = locked(connection, keys)
    missing = [place for place, key in enumerate(keys) if key not in known]
    rows: list[dict[str, Any]] = []
    were_inserted = False
    if missing:
        rows = [_report_row(incoming[place], issuers[place]) for place in missing]
        were_inserted = insert_all_missing(connection, report, ("report_id",), rows) == len(rows)
        owed = [
            {"issuer_id": row["issuer_id"], "year": row["year"], "due_on": due_on(row["year"])}
            for row in rows
            if row["kind"] == ReportKind.ANNUAL.value  # a body that published one owed it
        ]
        owed.sort(key=lambda row: (row["issuer_id"], row["year"]))
        insert_all_missing(connection, expectation, ("issuer_id", "year"), owed)
        own: dict[Key, Mapping[str, Any]] = {keys[place]: row for place, row in zip(missing, rows, strict=True)}
        # What this transaction has inserted is its own already; what another one has, is to be locked and read.
        known |= own if were_inserted else locked(connection, list(own))
    for one, key in zip(incoming, keys, strict=True):
        if key not in known:
            raise ArchiveError(f"not stored: {one.rows.identity.report_id} is another report already")
    return [known[key] for key in keys], {row["report_id"] for row in rows if were_inserted}


def _issuer_ids(connection: Connection, incoming: Sequence[Incoming]) -> list[int]:
    """Return the id of each report's issuer; one that is new is made."""
    named: dict[IssuerKey, Identity] = {}
    for one in incoming:
        named.setdefault(_issuer_key(one.rows.identity), one.rows.identity)
    found = known_issuers(connection, named)
    new = {key: identity for key, identity in sorted(named.items()) if key not in found}
    if new:  # the division of an issuer that is there, is there
        codes = {identity.division for identity in new.values()}
        held = known_divisions(connection, codes)
        if codes - held:
            raise ArchiveError(f"not stored: division {min(codes - held)} is not in the archive's registry")
    for key, identity in new.items():
        found[key] = issuer_id_of(connection, identity.division, identity.issuer_kind, identity.issuer)
    return [found[_issuer_key(one.rows.identity)] for one in incoming]


def _issuer_key(identity: Identity) -> IssuerKey:
    return identity.division, identity.issuer_kind.value, identity.slug


def _report_row(one: Incoming, issuer_id: int) -> dict[str, Any]:
    identity = one.rows.identity
    return {
        "report_id": identity.report_id,
        "issuer_id": issuer_id,
        "kind": identity.kind.value,
        "year": identity.year,
        "period_start": one.rows.period_start,
        "period_end": identity.period_end,
        "source_id": one.origin.source_id,
        "url": one.rows.url,
    }


def _update_report(connection: Connection, row: Mapping[str, Any], one: Incoming) -> bool:
    """Note a new URL, and the source of a report that had none; return whether the URL is another one."""
    url = one.rows.url or row["url"]
    source_id = row["source_id"] or one.origin.source_id
    if (url, source_id) != (row["url"], row["source_id"]):
        connection.execute(
            update(report).where(report.c.report_id == row["report_id"]).values(url=url, source_id=source_id)
        )
    return bool(url != row["url"])


def _insert_versions(connection: Connection, due: Sequence[_NewVersion]) -> Sequence[int]:
    """End the versions that others follow, insert the new ones with all their rows, and return their ids."""
    if not due:
        return ()
    ends = [{"ended": one.before["version_id"], "at": _recorded_from(one)} for one in due if one.before is not None]
    if ends:
        ended = report_version.c.version_id == bindparam("ended")
        connection.execute(update(report_version).where(ended).values(recorded_to=bindparam("at")), ends)
    ids = new_ids(connection, report_version, len(due))
    rows_of_versions = [_version_row(one, version_id) for one, version_id in zip(due, ids, strict=True)]
    versions = [tuple(row[name] for name in VERSION) for row in rows_of_versions]
    insert_many(connection, report_version, VERSION, versions)
    links = link_passages(connection, [_holder(one, version_id) for one, version_id in zip(due, ids, strict=True)])
    for table, columns in COLUMNS.items():
        rows = _child_rows(table, due, ids)
        if table == "section":
            linked = [(*row, links.get((row[0], row[1]))) for row in rows]
            insert_many(connection, section, ("version_id", *columns, "passage_id"), linked)
        else:
            insert_many(connection, metadata.tables[table], ("version_id", *columns), rows)
    for table, columns in DERIVED.items():
        derived = [
            (number, *row) for one, number in zip(due, ids, strict=True) for row in one.incoming.rows.derived[table]
        ]
        insert_many(connection, metadata.tables[table], ("version_id", *columns), derived)
    return ids


def _holder(one: _NewVersion, version_id: int) -> Holder:
    rows = one.incoming.rows
    identity = rows.identity
    return Holder(version_id, one.report_id, identity.division, identity.year, rows.cuts, is_first=one.before is None)


def _child_rows(table: str, due: Sequence[_NewVersion], ids: Sequence[int]) -> Iterator[tuple[Any, ...]]:
    for one, version_id in zip(due, ids, strict=True):
        for row in one.incoming.rows.children[table]:
            yield (version_id, *row)


def _version_row(one: _NewVersion, version_id: int) -> dict[str, Any]:
    rows, origin = one.incoming.rows, one.incoming.origin
    return {
        **rows.head,
        "version_id": version_id,
        "report_id": one.report_id,
        "version_no": 1 if one.before is None else one.before["version_no"] + 1,
        "reason": one.reason,
        "fetch_id": origin.fetch_id,
        "parser_version": origin.parser_version,
        "body_sha256": one.body_sha256,
        "text_sha256": rows.text_sha256,
        "output_sha256": rows.output_sha256,
        "text": rows.text,
        "recorded_from": _recorded_from(one),
        "recorded_to": None,
    }


def _recorded_from(one: _NewVersion) -> str:
    """Return when the version takes over; a clock that was set back never puts it before the one it follows."""
    at = one.incoming.origin.recorded_at
    return at if one.before is None else max(at, str(one.before["recorded_from"]))
