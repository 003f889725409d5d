"""One report into the archive, in one transaction: a first version, a new version, or nothing.

Nothing is ever updated but a report's URL and the `recorded_to` of the version that a new one follows.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from sqlalchemy import select, update

from reportarchive.archive.children import insert_children
from reportarchive.archive.digests import Digests, digests_of
from reportarchive.archive.engine import to_json
from reportarchive.archive.identity import Identity, read_identity
from reportarchive.archive.inserts import insert_missing, insert_row
from reportarchive.archive.registry_rows import due_on, issuer_id_of
from reportarchive.archive.schema import division, expectation, fetch, report, report_version
from reportarchive.errors import ArchiveError, InputError
from reportarchive.model import ReportKind

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from reportarchive.model import Report

ChangeMade = Literal["new", "edited", "reparsed", "moved", "unchanged"]
AS_WRITTEN = ("title", "published_on", "written_on", "doc_no", "index_no", "publisher", "charset")


@dataclass(frozen=True, slots=True)
class Stored:
    """What storing a report did: `version_id` is the current version afterwards."""

    report_id: str
    version_id: int
    change: ChangeMade


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a report came from: its request, its source if any, the code that read it, and when.

    `is_replay` marks kept bytes read anew: they never replace what a later request has brought meanwhile.
    """

    fetch_id: int
    source_id: str | None
    parser_version: str
    recorded_at: str
    is_replay: bool = False


def store_report(connection: Connection, parsed: Report, origin: Origin, digests: Digests | None = None) -> Stored:
    """Store one report and return what changed; its `digests` are taken here when they are not given.

    Raises:
        InputError: the report cannot be filed, or a span does not show its surface.
        ArchiveError: the fetch or the division is not in the archive.
    """
    identity = read_identity(parsed.document)
    if not parsed.text.strip() or "\0" in parsed.text:
        raise InputError("not stored: the report's text is empty or holds a NUL character")
    digests = digests or digests_of(parsed)
    body_sha256 = _body_of(connection, origin.fetch_id)
    row, found = _report_row(connection, identity, parsed, origin)
    current = _current_version(connection, row["report_id"])
    if current is None:
        version = _insert_version(connection, parsed, origin, digests, row["report_id"], body_sha256, 1, "first")
        return Stored(row["report_id"], version, "new")
    if origin.is_replay and current["fetch_id"] != origin.fetch_id:
        return Stored(row["report_id"], current["version_id"], "unchanged")
    reason = _reason(digests, origin, current, body_sha256)
    moved = found and _update_report(connection, row, parsed, origin)
    if reason is None:
        return Stored(row["report_id"], current["version_id"], "moved" if moved else "unchanged")
    connection.execute(
        update(report_version)
        .where(report_version.c.version_id == current["version_id"])
        .values(recorded_to=origin.recorded_at)
    )
    number = current["version_no"] + 1
    version = _insert_version(connection, parsed, origin, digests, row["report_id"], body_sha256, number, reason)
    return Stored(row["report_id"], version, "edited" if reason == "source" else "reparsed")


def _reason(digests: Digests, origin: Origin, current: RowMapping, body_sha256: str) -> str | None:
    """Return why a new version is due, None when it is not.

    The same bytes can differ only by the parser. Of different bytes, white space does not count; another
    text is the source's doing, and so are other findings by the very same parser (a date in the page's
    head, say).
    """
    if body_sha256 == current["body_sha256"]:
        return None if digests.output == current["output_sha256"] else "parser"
    if digests.text != current["text_sha256"]:
        return "source"
    if digests.content == current["content_sha256"]:
        return None
    return "source" if origin.parser_version == current["parser_version"] else "parser"


def _body_of(connection: Connection, fetch_id: int) -> str:
    sha256 = connection.execute(select(fetch.c.sha256).where(fetch.c.fetch_id == fetch_id)).scalar()
    if sha256 is None:
        raise ArchiveError(f"not stored: request {fetch_id} is not recorded or kept no bytes")
    return str(sha256)


def _report_row(connection: Connection, identity: Identity, parsed: Report, origin: Origin) -> tuple[RowMapping, bool]:
    """Return the report's row, locked, and whether it was there before."""
    held = connection.execute(select(division.c.code).where(division.c.code == identity.division)).scalar()
    if held is None:
        raise ArchiveError(f"not stored: division {identity.division} is not in the archive's registry")
    issuer_id = issuer_id_of(connection, identity.division, identity.issuer_kind, identity.issuer)
    wanted = (
        select(report)
        .where(
            report.c.issuer_id == issuer_id,
            report.c.kind == identity.kind.value,
            report.c.period_end == identity.period_end,
        )
        .with_for_update()
    )
    row = connection.execute(wanted).mappings().one_or_none()
    if row is not None:
        return row, True
    values: dict[str, Any] = {
        "report_id": identity.report_id,
        "issuer_id": issuer_id,
        "kind": identity.kind.value,
        "year": identity.year,
        "period_start": parsed.document.period_start,
        "period_end": identity.period_end,
        "source_id": origin.source_id,
        "url": parsed.document.url,
    }
    insert_missing(connection, report, ("report_id",), values)
    if identity.kind is ReportKind.ANNUAL:  # a body that published one owed it
        owed = {"issuer_id": issuer_id, "year": identity.year, "due_on": due_on(identity.year)}
        insert_missing(connection, expectation, ("issuer_id", "year"), owed)
    row = connection.execute(wanted).mappings().one_or_none()
    if row is None:
        raise ArchiveError(f"not stored: {identity.report_id} is another report already")
    return row, False


def _current_version(connection: Connection, report_id: str) -> RowMapping | None:
    wanted = select(report_version).where(
        report_version.c.report_id == report_id, report_version.c.recorded_to.is_(None)
    )
    return connection.execute(wanted).mappings().one_or_none()


def _update_report(connection: Connection, row: RowMapping, parsed: Report, origin: Origin) -> bool:
    """Note a new URL, and the source of a report that had none; return whether the URL is another one."""
    url = parsed.document.url or row["url"]
    source_id = row["source_id"] or origin.source_id
    if (url, source_id) != (row["url"], row["source_id"]):
        connection.execute(
            update(report).where(report.c.report_id == row["report_id"]).values(url=url, source_id=source_id)
        )
    return bool(url != row["url"])


def _insert_version(
    connection: Connection,
    parsed: Report,
    origin: Origin,
    digests: Digests,
    *rest: Any,
) -> int:
    report_id, body_sha256, number, reason = rest
    document = parsed.document
    values = {name: getattr(document, name) for name in AS_WRITTEN} | {
        "report_id": report_id,
        "version_no": number,
        "reason": reason,
        "fetch_id": origin.fetch_id,
        "parser_version": origin.parser_version,
        "body_sha256": body_sha256,
        "text_sha256": digests.text,
        "content_sha256": digests.content,
        "output_sha256": digests.output,
        "text": parsed.text,
        "published_on_source": document.origins.get("published_on"),
        "written_on_source": document.origins.get("written_on"),
        "origins": to_json(dict(document.origins)),
        "residue_rate": parsed.residue_rate,
        "recorded_from": origin.recorded_at,
    }
    version_id = insert_row(connection, report_version, values)
    insert_children(connection, parsed, version_id)
    return version_id
