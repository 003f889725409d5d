"""CSV made of Arrow's columns says, cell for cell, what CSV made of rows says."""

from __future__ import annotations

import csv
import io

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportarchive.query.csv_columns import csv_header, csv_of
from reportarchive.query.output import csv_lines

SIGNS = [*"a年,\"'\n\r\t=+@-.0 ·", "\x00", "\x1f", "\x7f", "\x85", "\x9f", "\xa0", "\N{REPLACEMENT CHARACTER}"]
ROW = st.tuples(
    st.none() | st.text(st.sampled_from(SIGNS), max_size=4),
    st.none() | st.floats(),
    st.none() | st.integers(-(2**63), 2**63 - 1),
    st.text(st.sampled_from(SIGNS), max_size=4),
)
KINDS = {"text": "string", "double": "float64", "whole": "int64", "more": "string"}


def batch_of(rows):
    columns = zip(*rows, strict=True)
    arrays = [pa.array(column, kind) for column, kind in zip(columns, KINDS.values(), strict=True)]
    return pa.RecordBatch.from_arrays(arrays, names=list(KINDS))


def cells(text):
    return list(csv.reader(io.StringIO(text, newline="")))


@settings(max_examples=300, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=6))
def test_columns_are_written_as_rows_are(rows):
    by_columns, by_rows = csv_of(batch_of(rows)).to_pybytes().decode(), csv_lines(rows)
    assert cells(by_columns) == cells(by_rows)
    if "\r" not in by_rows:  # rows are quoted whole for one of these
        assert by_columns == by_rows


def test_a_part_of_a_batch_is_looked_at_by_itself():
    rows = [("=1", 1.0, 1, "a"), ("b", None, None, ""), (None, 146.0, 3, "-x")]
    part = csv_of(batch_of(rows).slice(1, 2)).to_pybytes().decode()
    assert part == "b,,,\n,146.0,3,'-x\n"


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("-甲", "'-甲"),
        ("-", "'-"),
        ("-.x", "'-.x"),
        ("-1.5%", "-1.5%"),
        ("-.5", "-.5"),
        ("a=1", "a=1"),
        ("\t1", "'\t1"),
        ("\x1b[31m", "\N{REPLACEMENT CHARACTER}[31m"),
        ("a·b", "a·b"),
        ('他说"好"', '"他说""好"""'),
        ("一\n二", '"一\n二"'),
        ("一\r二", '"一\r二"'),
    ],
)
def test_cells_are_guarded_and_quoted(cell, written):
    rows = [(cell, None, 1, "between"), ("plain", None, 1, "=2")]
    assert csv_of(batch_of(rows)).to_pybytes().decode() == f"{written},,1,between\nplain,,1,'=2\n"


def test_the_header_is_a_line():
    assert csv_header(["report_id", "year"]) == b"report_id,year\n"
