"""What is there is looked up by its key, few or many at once, and never by reading a table whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.dialects import sqlite

from reportarchive.archive import Archive
from reportarchive.archive.engine import reading, writing
from reportarchive.archive.reports import known
from reportarchive.archive.schema import division, issuer

MANY = 2 * known.AT_ONCE + 1


def test_more_keys_than_one_statement_takes_are_all_found(tmp_path: Path) -> None:
    keys = [("990101", "department", f"body-{number}") for number in range(MANY)]
    rows = [
        {"division_code": code, "kind": kind, "slug": slug, "name": slug, "issuer_id": number}
        for number, (code, kind, slug) in enumerate(keys, start=1)
    ]
    with Archive.create(f"sqlite:///{tmp_path / 'archive.db'}") as archive:
        with writing(archive.engine) as connection:
            connection.execute(division.insert(), {"code": "990101", "name": "甲区", "level": "county"})
            connection.execute(issuer.insert(), rows)
        with reading(archive.engine) as connection:
            found = known.known_issuers(connection, [*keys, ("990101", "department", "nobody")])
    assert found == {key: number for number, key in enumerate(keys, start=1)}


@pytest.mark.parametrize("count", [1, 2, known.AT_ONCE])
@pytest.mark.parametrize(("wanted", "columns"), [(known.REPORTS, known.OF_REPORT), (known.ISSUERS, known.OF_ISSUER)])
def test_sqlite_finds_each_key_in_an_index(tmp_path: Path, wanted, columns, count: int) -> None:
    sql = str(known._of_keys(wanted, columns, count).compile(dialect=sqlite.dialect()))
    with Archive.create(f"sqlite:///{tmp_path / 'archive.db'}") as archive, reading(archive.engine) as connection:
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", ("x",) * sql.count("?")).all()
    said = [row[-1] for row in rows]
    assert sum(one.startswith("SEARCH") for one in said) == count
    assert not [one for one in said if one.startswith("SCAN")]
