"""Whole reports (`corpus/*/input.txt` or `page.html`) against what a person has read and found right: `expected.json`.

Beside a page stand `page.toml` (what the page is there to show, where it was asked for, the header it came with) and
`numbers.csv` (every quantity in it, as its writer put it there).
A change of meaning shows in the difference; `pytest --accept` rewrites what is expected, to be read before it is
committed. A new folder needs its input only: its first run writes the expectation and fails.
"""

from __future__ import annotations

import csv
import json
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from reportarchive import parse_html, parse_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from reportarchive.model import Report

HERE = Path(__file__).parent / "corpus"
TABLES = ["citations", "contexts", "indicators", "lines", "masks", "quantities", "sections"]
TEXTS = sorted(path.parent for path in HERE.glob("*/input.txt"))
PAGES = sorted(path.parent for path in HERE.glob("*/page.html"))


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


def _page(folder: Path) -> Report:
    asked = tomllib.loads((folder / "page.toml").read_text("utf-8"))
    return parse_html((folder / "page.html").read_bytes(), **asked)


@pytest.mark.parametrize("folder", [*TEXTS, *PAGES], ids=lambda folder: folder.name)
def test_the_whole_report_is_as_expected(folder: Path, golden: Callable[[Path, str], None]) -> None:
    report = _page(folder) if folder in PAGES else parse_text((folder / "input.txt").read_text("utf-8"))
    found = _written(report.to_dict())
    json.loads(found)
    golden(folder / "expected.json", found)


@pytest.mark.parametrize("folder", PAGES, ids=lambda folder: folder.name)
def test_every_number_of_a_page_is_whole(folder: Path) -> None:
    """`numbers.csv` was written with the page and not by the parser."""
    with (folder / "numbers.csv").open(encoding="utf-8", newline="") as file:
        written = [(row["value"], row["unit"], row["bound"]) for row in csv.DictReader(file)]
    assert len(written) >= 60
    assert [(str(one.value), one.unit, one.bound.value) for one in _page(folder).metrics] == written


def test_there_is_a_corpus() -> None:
    assert "plain-district" in {folder.name for folder in TEXTS}
    assert len(PAGES) >= 15


@pytest.mark.parametrize("table", TABLES)
def test_a_table_of_cases_tries_each_text_once(table: str) -> None:
    cases = tomllib.loads((Path(__file__).parent / "cases" / f"{table}.toml").read_text("utf-8"))["case"]
    keys = [(case["text"], case.get("surface"), case.get("year")) for case in cases]
    assert [key for key in keys if keys.count(key) > 1] == []
