"""Results as Parquet, read back by a program of others."""

from __future__ import annotations

import sys
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from reportarchive.errors import UsageError
from reportarchive.query import Result, to_parquet
from reportarchive.query.parquet import as_kind


def read_back(path: Path, result: Result) -> tuple[list[str], list[tuple[object, ...]]]:
    path.write_bytes(to_parquet(result))
    with duckdb.connect() as connection:
        found = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
        return [str(kind) for _, kind, *_ in found.description], found.fetchall()


@pytest.mark.parametrize(
    ("name", "values", "kind", "back"),
    [
        ("n", [1, None, -5], "BIGINT", [1, None, -5]),
        ("n", [True, False], "BIGINT", [1, 0]),
        ("n", [2**63 - 1, -(2**63)], "BIGINT", [2**63 - 1, -(2**63)]),
        ("n", [2**63], "VARCHAR", [str(2**63)]),
        ("n", [1, 0.5, None], "DOUBLE", [1.0, 0.5, None]),
        ("n", ["=1+1", "", None], "VARCHAR", ["=1+1", "", None]),
        ("n", [1, "甲", 0.5], "VARCHAR", ["1", "甲", "0.5"]),
        ("n", [None], "VARCHAR", [None]),
        ("upper", [None], "DOUBLE", [None]),
        ("seq_before", [None], "BIGINT", [None]),
        ("year", [], "BIGINT", []),
    ],
)
def test_types_follow_the_values_or_where_there_are_none_the_name(tmp_path, name, values, kind, back):
    kinds, rows = read_back(tmp_path / "it.parquet", Result((name,), [(value,) for value in values]))
    assert (kinds, [row[0] for row in rows]) == ([kind], back)


def test_two_columns_of_one_name_are_refused():
    with pytest.raises(UsageError, match="name them with AS"):
        to_parquet(Result(("a", "a"), [(1, 2)]))


def test_without_its_library_parquet_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(UsageError, match=r"install reportarchive\[parquet\]"):
        to_parquet(Result(("a",), [(1,)]))


@pytest.mark.parametrize(
    ("kind", "held", "typed"),
    [
        ("double", [1, None, 0.5], [1.0, None, 0.5]),
        ("int64", [Decimal(3), None], [3, None]),
        ("text", [7, "甲"], ["7", "甲"]),
    ],
)
def test_values_are_made_of_their_column_s_type(kind, held, typed):
    found = as_kind(held, kind)
    assert [(type(value), value) for value in found] == [(type(value), value) for value in typed]
