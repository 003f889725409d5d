"""Pages as they were last received whole: what a request asks about with `If-None-Match`, and reads again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from reportarchive.archive.prepared import Prepared
from reportarchive.archive.schema import fetch

if TYPE_CHECKING:
    from sqlalchemy import Connection

PAGES = ("listing", "article", "attachment")
WHOLE = ("ok", "needs_extraction")
"""Outcomes of answers that came whole; a file whose text is not to be had is not asked for twice either."""

LAST_WHOLE = Prepared(  # asked before every request
    select(fetch.c.fetch_id, fetch.c.requested_at, fetch.c.final_url, fetch.c.headers, fetch.c.sha256)
    .where(
        *(fetch.c.url == bindparam("url", required=False), fetch.c.outcome.in_(WHOLE)),
        *(fetch.c.sha256.is_not(None), fetch.c.purpose.in_(PAGES)),
    )
    .order_by(fetch.c.fetch_id.desc())
    .limit(1)
)


@dataclass(frozen=True, slots=True)
class KeptPage:
    """The last answer with a whole body from an address: when it was asked for, its headers, its bytes' SHA-256."""

    fetch_id: int
    requested_at: str
    final_url: str
    headers: tuple[tuple[str, str], ...]
    sha256: str


def kept_page(connection: Connection, url: str) -> KeptPage | None:
    """Return the last whole answer from an address, or None when there was none."""
    for fetch_id, requested_at, final_url, headers, sha256 in LAST_WHOLE.rows(connection, {"url": url}):
        pairs = tuple((name, value) for name, value in json.loads(headers))
        return KeptPage(fetch_id, requested_at, final_url, pairs, sha256)
    return None
