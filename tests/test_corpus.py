"""Whole reports against what a person has read and found right: `corpus/*/input.txt` and `expected.json`.

A change of meaning shows in the difference; `pytest --accept` rewrites what is expected, to be read before it is
committed. A new folder needs its input only: its first run writes the expectation and fails.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reportarchive import parse_text

if TYPE_CHECKING:
    from collections.abc import Callable

TABLES = ["citations", "contexts", "indicators", "lines", "masks", "quantities", "sections"]
CORPUS = sorted(path.parent for path in (Path(__file__).parent / "corpus").glob("*/input.txt"))


def _written(fields: dict[str, object]) -> str:
    """Return a report as JSON in which each section, metric, citation, numeral and issue is one line."""
    parts = []
    for name, value in fields.items():
        if isinstance(value, list):
            lines = ",\n".join(f"  {json.dumps(one, ensure_ascii=False)}" for one in value)
            parts.append(f' "{name}": [\n{lines}\n ]')
        else:
            parts.append(f' "{name}": {json.dumps(value, ensure_ascii=False)}')
    return "{\n" + ",\n".join(parts) + "\n}\n"


@pytest.mark.parametrize("folder", CORPUS, ids=lambda folder: folder.name)
def test_the_whole_report_is_as_expected(folder: Path, golden: Callable[[Path, str], None]) -> None:
    found = _written(parse_text((folder / "input.txt").read_text("utf-8")).to_dict())
    json.loads(found)
    golden(folder / "expected.json", found)


def test_there_is_a_corpus() -> None:
    assert "plain-district" in {folder.name for folder in CORPUS}


@pytest.mark.parametrize("table", TABLES)
def test_a_table_of_cases_tries_each_text_once(table: str) -> None:
    cases = tomllib.loads((Path(__file__).parent / "cases" / f"{table}.toml").read_text("utf-8"))["case"]
    keys = [(case["text"], case.get("surface"), case.get("year")) for case in cases]
    assert [key for key in keys if keys.count(key) > 1] == []
