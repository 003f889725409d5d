"""The registry as rows: divisions, issuers, sources, indicators, and who owes a report for which year.

A row that already says the same is not rewritten; nothing is deleted, because stored reports refer to it.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import bindparam, select

from reportarchive.archive.engine import to_json
from reportarchive.archive.inserts import insert_missing, upsert
from reportarchive.archive.registry.identity import issuer_slug
from reportarchive.archive.schema import division, expectation, indicator, issuer, meta, source

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy import Connection

    from reportarchive.model import Division, IssuerKind, Source

DIVISIONS = "divisions"
"""The name under which the digest of the divisions written last is kept."""
ISSUER_KEY = ("division_code", "kind", "slug")
OF_KEY = select(issuer.c.issuer_id).where(*(issuer.c[name] == bindparam(name) for name in ISSUER_KEY))
INDICATOR_FIELDS = ("code", "name_zh", "name_en", "area", "kind", "units", "definition", "broader")


class IndicatorRow(Protocol):
    """One indicator of the list; `units` as written there (`项|条`), `broader` empty for a top one."""

    @property
    def code(self) -> str: ...  # noqa: D102
    @property
    def name_zh(self) -> str: ...  # noqa: D102
    @property
    def name_en(self) -> str: ...  # noqa: D102
    @property
    def area(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def units(self) -> str | Iterable[str]: ...  # noqa: D102
    @property
    def definition(self) -> str: ...  # noqa: D102
    @property
    def broader(self) -> str | None: ...  # noqa: D102


def due_on(year: int) -> str:
    """Return the last day (ISO, Asia/Shanghai) on which the report of a year is on time.

    Article 24 of 厅字〔2019〕28号: published before 1 April of the year after.
    """
    return f"{year + 1:04d}-03-31"


def sync_divisions(connection: Connection, divisions: Iterable[Division]) -> None:
    """Write the divisions, unless they are those written last: thousands of rows, which hardly ever change."""
    plain = ("code", "name", "level", "parent", "first_year", "last_year", "successor")
    rows = []
    for one in divisions:
        former = to_json([earlier.name for earlier in one.former_names])
        rows.append({name: getattr(one, name) for name in plain} | {"former_names": former})
    digest = hashlib.sha256(to_json(rows).encode()).hexdigest()
    if connection.execute(select(meta.c.value).where(meta.c.name == DIVISIONS)).scalar() != digest:
        upsert(connection, division, ("code",), rows)
        upsert(connection, meta, ("name",), [{"name": DIVISIONS, "value": digest}])


def sync_indicators(connection: Connection, indicators: Iterable[IndicatorRow]) -> None:
    """Write the indicator list."""
    rows = [{name: _joined(getattr(row, name)) for name in INDICATOR_FIELDS} for row in indicators]
    upsert(connection, indicator, ("code",), rows)


def sync_sources(connection: Connection, sources: Iterable[Source], last_year: int) -> None:
    """Write the sources with their issuers, and one expectation per year from `first_year` to `last_year`.

    The registry's name of an issuer wins over the way a report wrote it before.
    """
    known = list(sources)
    keys = [_issuer_key(one.division, one.issuer_kind, one.issuer) for one in known]
    named = [key | {"name": one.issuer} for key, one in zip(keys, known, strict=True)]
    upsert(connection, issuer, ISSUER_KEY, named)
    stored = select(issuer.c.issuer_id, *(issuer.c[name] for name in ISSUER_KEY))
    ids = {tuple(row[1:]): row[0] for row in connection.execute(stored)}
    issuer_ids = [ids[tuple(key.values())] for key in keys]
    rows = [_source_row(one) | {"issuer_id": number} for one, number in zip(known, issuer_ids, strict=True)]
    upsert(connection, source, ("source_id",), rows)
    owed = [
        {"issuer_id": number, "year": year, "due_on": due_on(year)}
        for one, number in zip(known, issuer_ids, strict=True)
        if not one.index  # its issuer is not who publishes there
        for year in range(one.first_year, last_year + 1)
    ]
    upsert(connection, expectation, ("issuer_id", "year"), owed)


def issuer_id_of(connection: Connection, division_code: str, kind: IssuerKind, name: str) -> int:
    """Return the id of the issuer, made if absent; a government is found by its division alone."""
    key = _issuer_key(division_code, kind, name)
    if (known := connection.execute(OF_KEY, key).scalar()) is not None:  # as it is but once
        return int(known)
    insert_missing(connection, issuer, ISSUER_KEY, key | {"name": name})
    return int(connection.execute(OF_KEY, key).scalar_one())


def _issuer_key(division_code: str, kind: IssuerKind, name: str) -> dict[str, str]:
    return {"division_code": division_code, "kind": kind.value, "slug": issuer_slug(name, kind)}


def _source_row(known: Source) -> dict[str, object]:
    return {
        "source_id": known.id,
        "family": known.family,
        "listings": to_json(list(known.listing_urls)),
        "hosts": to_json(list(known.hosts)),
        "first_year": known.first_year,
        "min_reports": known.min_reports,
        "verified": int(known.verified),
        "paused": known.paused,
        "scheme": known.scheme,
        "is_index": int(known.index),
    }


def _joined(value: str | Iterable[str] | None) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return "|".join(value)
