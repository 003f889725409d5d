"""Runs and their requests as rows: what was asked, when, and how it ended.

Takes payloads whose bytes are already kept (object first, row second); writes `run`, `fetch` and `blob`.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import select, update

from reportarchive.archive.engine import to_json
from reportarchive.archive.inserts import insert_missing, insert_row
from reportarchive.archive.schema import blob, fetch, run
from reportarchive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from reportarchive.model import Outcome, Payload

RECEIVED = (
    *("source_id", "purpose", "url", "final_url", "status", "headers", "redirects"),
    *("requested_at", "seconds", "sha256", "hints"),
)
"""What was asked and received, which nothing changes afterwards; how it was judged may change."""
PURPOSES = frozenset({"listing", "article", "attachment", "robots", "redirect", "retry", "import"})


def begin_run(connection: Connection, kind: str, scope: Mapping[str, object], started_at: str) -> int:
    """Insert a running run and return its id."""
    values = {"kind": kind, "scope": to_json(dict(scope)), "state": "running", "counts": "{}"}
    return insert_row(connection, run, values | {"started_at": started_at})


def finish_run(connection: Connection, run_id: int, *, state: str, counts: Mapping[str, int], finished_at: str) -> None:
    """Note how a run ended.

    Raises:
        ArchiveError: there is no such run.
    """
    values = {"state": state, "counts": to_json(dict(counts)), "finished_at": finished_at}
    result = connection.execute(update(run).where(run.c.run_id == run_id).values(values))
    if result.rowcount != 1:
        raise ArchiveError(f"there is no run {run_id}")


def interrupted_at(connection: Connection, kind: str, scope: Mapping[str, object]) -> str | None:
    """Return the position of the last run of this kind and scope, None when it ended or there was none."""
    same = (run.c.kind == kind, run.c.scope == to_json(dict(scope)))
    return connection.execute(select(run.c.position).where(*same).order_by(run.c.run_id.desc()).limit(1)).scalar()


def note_position(connection: Connection, run_id: int, position: str | None) -> None:
    """Note how far a run has come, once what was done up to there is stored."""
    connection.execute(update(run).where(run.c.run_id == run_id).values(position=position))


def record_fetch(
    connection: Connection,
    payload: Payload,
    keys: Mapping[str, int | str | None],
    hints: Mapping[str, object],
) -> int:
    """Insert one request (and its blob, once) and return its id.

    `keys` are run_id, source_id, purpose, sha256 and size. `hints` is what was known of the page before it
    was read, enough for a reparse to give the same answer; its `year` is kept as a number too where an annual report
    is meant, which is owed: that a report on half of it was asked for says nothing about that one.

    Raises:
        ArchiveError: the purpose is not one of `PURPOSES`.
    """
    if keys["purpose"] not in PURPOSES:
        raise ArchiveError(f"a request is for one of {', '.join(sorted(PURPOSES))}, not {keys['purpose']}")
    if keys["sha256"] is not None:
        size = keys["size"] if keys["size"] is not None else len(payload.body)
        row = {"sha256": keys["sha256"], "size": size, "media_type": _media_type(payload)}
        insert_missing(connection, blob, ("sha256",), row)
    year = str(hints.get("year", "")) if hints.get("kind", "annual") == "annual" else ""
    values = {
        "run_id": keys["run_id"],
        "source_id": keys["source_id"],
        "purpose": keys["purpose"],
        "url": payload.url,
        "final_url": payload.final_url,
        "outcome": payload.outcome.value,
        "status": payload.status,
        "headers": to_json([list(header) for header in payload.headers]),
        "redirects": to_json(list(payload.redirects)),
        "requested_at": payload.requested_at,
        "seconds": payload.seconds,
        "evidence": payload.evidence,
        "sha256": keys["sha256"],
        "hints": to_json(dict(hints)),
        "hint_year": int(year) if year.isascii() and year.isdigit() else None,
        "is_whole": 0,
    }
    return insert_row(connection, fetch, values | {"row_sha256": received_hash(values)})


def received_hash(row: Mapping[str, object]) -> str:
    """Return the SHA-256 (hex) of what a request row says was asked and received."""
    return hashlib.sha256(to_json([row[name] for name in RECEIVED]).encode()).hexdigest()


def judge_fetch(connection: Connection, fetch_id: int, outcome: Outcome, evidence: str) -> None:
    """Note what reading an answer showed of it: a page without what it should hold is none that arrived well."""
    said = {"outcome": outcome.value, "evidence": evidence}
    connection.execute(update(fetch).where(fetch.c.fetch_id == fetch_id).values(said))


def mark_whole(connection: Connection, fetch_id: int) -> None:
    """Note on a listing request that the visit it began saw everything the source shows.

    Only a whole visit makes an absent report missing; one that was limited, cut off or killed says nothing.
    """
    connection.execute(update(fetch).where(fetch.c.fetch_id == fetch_id).values(is_whole=1))


def _media_type(payload: Payload) -> str | None:
    declared = payload.content_type
    return declared.partition(";")[0].strip().lower() or None if declared else None
