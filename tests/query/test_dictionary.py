"""The data dictionary is the header of each view: it names every column of the view, and none that is not there."""

from __future__ import annotations

import re

import pytest

from reportarchive.sqlfiles import sql_files

NAME = re.compile(r"[a-z][a-z0-9_]*")


def told(text: str) -> list[str]:
    """Return the columns a header names: `name, name   what they are;  name  what it is`, three blanks deep."""
    head = text.split("CREATE VIEW", 1)[0]
    block = re.split(r"\n-- [a-z]+:", head.split("-- columns:\n", 1)[1])[0].splitlines()
    joined = re.sub(r",\n-- +", ", ", "\n".join(line for line in block if re.match(r"--   \S", line)))
    names: list[str] = []
    for line in joined.splitlines():
        for part in re.split(r";\s{2,}", line.removeprefix("--   ")):
            listed = re.split(r"\s{2,}", part.strip())[0]
            names += [name for name in re.split(r",\s*", listed) if NAME.fullmatch(name)]
    return names


@pytest.mark.parametrize("name", sorted(sql_files("views")))
def test_a_header_names_every_column_once_and_none_else(reader, name):
    columns = reader.run(f"SELECT * FROM {name} LIMIT 0").columns
    assert sorted(told(sql_files("views")[name])) == sorted(columns)


def test_a_column_that_is_left_out_or_made_up_is_noticed():
    text = sql_files("views")["run_ledger"]
    assert set(told(text)) == {"run_id", "kind", "state", "started_at", "finished_at", "counts", "scope"}
    assert "state" not in told(text.replace(";  state  running", ", running"))
    assert "made_up" in told(text.replace("--   counts, scope", "--   counts, scope, made_up"))
