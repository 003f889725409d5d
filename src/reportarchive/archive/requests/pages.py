"""Pages as they were last received whole: what a request asks about with `If-None-Match`, and reads again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from reportarchive.archive.schema import fetch

if TYPE_CHECKING:
    from sqlalchemy import Connection

PAGES = ("listing", "article", "attachment")
WHOLE = ("ok", "needs_extraction")
"""Outcomes of answers that came whole; a file whose text is not to be had is not asked for twice either."""

LAST_WHOLE = (  # made once: it is asked before every request
    select(fetch.c.fetch_id, fetch.c.requested_at, fetch.c.final_url, fetch.c.headers, fetch.c.sha256)
    .where(
        *(fetch.c.url == bindparam("url"), fetch.c.outcome.in_(WHOLE)),
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
    row = connection.execute(LAST_WHOLE, {"url": url}).one_or_none()
    if row is None:
        return None
    pairs = tuple((name, value) for name, value in json.loads(row.headers))
    return KeptPage(row.fetch_id, row.requested_at, row.final_url, pairs, row.sha256)
