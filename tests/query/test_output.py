from __future__ import annotations

import csv
import io
import json

import pytest

from reportarchive.errors import UsageError
from reportarchive.query import Result, to_csv, to_text

RESULT = Result(("name", "value"), [("甲区", 530.0), ("long" * 30, None), ("two\nlines", -1.5)], truncated=True)


def test_a_table_is_aligned_by_what_the_terminal_shows():
    lines = to_text(RESULT, "table").splitlines()
    assert lines[0] == "name" + " " * 58 + "value"
    assert lines[2] == "甲区" + " " * 58 + "530"
    assert lines[3] == ("long" * 30)[:59] + "…"
    assert lines[4].split() == ["two", "lines", "-1.5"]
    assert lines[-1] == "(3 rows, more left out)"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+86", "'+86"),
        ("@x", "'@x"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("-cmd", "'-cmd"),
        ("-", "'-"),
        ("-５", "'-５"),
        ("-甲", "'-甲"),
        ("--5", "'--5"),
        ("- 5", "'- 5"),
        ("-5", "-5"),
        ("-.5", "-.5"),
        ("-5.2%", "-5.2%"),
        ("＝1+1", "＝1+1"),
        ("＋86", "＋86"),
        ("－5", "－5"),
        (" =1+1", " =1+1"),
        ("\n=1+1", "\n=1+1"),
        ("甲\n=1+1", "甲\n=1+1"),
        ("'=1+1", "'=1+1"),
        (-5, "-5"),
        ("a=1", "a=1"),
        ("甲,乙", "甲,乙"),
        (None, ""),
        ("", ""),
    ],
)
def test_csv_cells_are_no_formulas_and_numbers_stay(value, written):
    text = to_text(Result(("a", "b"), [(value, 1)]), "csv")
    assert list(csv.reader(io.StringIO(text, newline="")))[1] == [written, "1"]


@pytest.mark.parametrize("value", ["=1+1", "+86", "@x", "\tx", "\rx", "-cmd", "-", "-5", "甲\r乙"])
def test_raw_csv_cells_are_as_they_are(value):
    text = to_csv(Result(("a", "b"), [(value, 1)]), raw=True)
    assert list(csv.reader(io.StringIO(text, newline="")))[1] == [value, "1"]


def test_a_cell_is_guarded_in_any_row_and_its_neighbours_are_not():
    rows = [("甲", -1.5, "-3", None), ("乙", 2, "=1", "x\x1by"), ("丙", 0.1, " ", "")]
    found = list(csv.reader(io.StringIO(to_csv(Result(("a", "b", "c", "=d"), rows)), newline="")))
    assert found == [
        ["a", "b", "c", "'=d"],
        ["甲", "-1.5", "-3", ""],
        ["乙", "2", "'=1", "x\N{REPLACEMENT CHARACTER}y"],
        ["丙", "0.1", " ", ""],
    ]


def test_json_keeps_chinese_and_types():
    assert json.loads(to_text(RESULT, "json"))[0] == {"name": "甲区", "value": 530.0}
    assert "甲区" in to_text(RESULT, "json")


def test_an_unknown_format_names_the_others():
    with pytest.raises(UsageError, match="table, csv, json"):
        to_text(RESULT, "xml")


def test_no_control_character_reaches_a_terminal_and_json_keeps_them():
    told = "a\x1b]0;x\x07\x9b\x7f"
    result = Result((told,), [(told,)])
    for form in ("table", "csv", "json"):
        assert not [sign for sign in to_text(result, form) if (sign < " " and sign != "\n") or "\x7f" <= sign <= "\x9f"]
    assert json.loads(to_text(result, "json")) == [{told: told}]
