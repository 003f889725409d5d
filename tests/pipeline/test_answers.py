"""What every view and every cookbook query answers on the sample site after day 2, kept as golden files.

A file holds the columns, the first rows, and how many rows there are with the SHA-256 of all of them. What differs
from one harvest to the next is left out: numbers given in the order of writing, times, ports, and hashes of pages
that hold them. Parity (`test_parity`) says that PostgreSQL answers the same.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest
from tests.harvesting import backfill_planned, copied
from tests.pipeline.test_parity import GIVEN, NUMBERS, TIMES, TODAY, WRITTEN_TIME

from reportarchive.query import Reader, Result, coverage, load_cookbook, run_named
from reportarchive.sqlfiles import sql_files

ANSWERS = Path(__file__).parent / "answers"
SHOWN = 30
LONGEST = 160  # characters of a text that are shown whole
PORT = re.compile(r"(127\.0\.0\.1):\d+")
CHANGING = NUMBERS | TIMES | {"parser_version", "body_sha256", "sha256", "size", "bytes", "days_since_new_report"}


@pytest.fixture(scope="module")
def reader(days):
    with Reader.open(days.second.settings.archive_url) as opened:
        yield opened


@pytest.fixture(scope="module")
def backfilled(days, tmp_path_factory):
    """The same archive after a backfill that was planned: the harvests of the days are no work items."""
    copy = copied(days.second, tmp_path_factory.mktemp("backfilled") / "home")
    with backfill_planned(copy.settings, 2), Reader.open(copy.settings.archive_url) as opened:
        yield opened


def lines(result: Result, *, in_order: bool) -> str:
    """Return an answer as lines of JSON."""
    kept = [place for place, name in enumerate(result.columns) if name not in CHANGING]
    rows = [json.dumps([_steady(row[place]) for place in kept], ensure_ascii=False) for row in result.rows]
    if not in_order:
        rows.sort()
    digest = hashlib.sha256("\n".join(rows).encode()).hexdigest()
    head = json.dumps([result.columns[place] for place in kept])
    shown = [json.dumps([_short(value) for value in json.loads(row)], ensure_ascii=False) for row in rows[:SHOWN]]
    return "\n".join([head, *shown, f"{len(rows)} rows, {digest}", ""])


def _steady(value: Any) -> Any:
    return PORT.sub(r"\1", WRITTEN_TIME.sub("(time)", value)) if isinstance(value, str) else value


def _short(value: Any) -> Any:
    if isinstance(value, str) and len(value) > LONGEST:
        return f"{value[: LONGEST // 2]}… ({len(value)} characters)"
    return value


@pytest.mark.parametrize("name", sorted(sql_files("views")))
def test_every_view_answers_as_kept(request, golden, name: str) -> None:
    reader = request.getfixturevalue("backfilled" if name == "work_ledger" else "reader")
    result = coverage(reader, today=TODAY) if name == "coverage" else reader.run(f"SELECT * FROM {name}")
    golden(ANSWERS / f"view-{name}.txt", lines(result, in_order=False))


@pytest.mark.parametrize("name", sorted(load_cookbook()))
def test_every_cookbook_query_answers_as_kept(reader, golden, name: str) -> None:
    golden(ANSWERS / f"query-{name}.txt", lines(run_named(reader, name, GIVEN.get(name)), in_order=True))


def test_no_answer_is_kept_of_what_is_not_there_any_more() -> None:
    kept = {path.stem for path in ANSWERS.iterdir()}
    assert kept == {f"view-{name}" for name in sql_files("views")} | {f"query-{name}" for name in load_cookbook()}


def test_the_planted_contradictions_are_found_and_nobody_else_is_accused(days) -> None:
    for day in (days.first, days.second):
        with Reader.open(day.settings.archive_url) as reader:
            found = run_named(reader, "claims")
            rows = [dict(zip(found.columns, row, strict=True)) for row in found.rows]
            assert [(row["report_id"], row["claim"], row["surface"], row["base_surface"]) for row in rows] == [
                ("990103-2024-annual", "part", "51件", "48件"),
                ("990105-2024-annual", "rate", "109.2%", None),
                ("990107-2025-annual", "growth", "14.5%", "１９１７件"),
            ]
            for row in rows:
                for report, start, end, surface in (
                    (row["report_id"], row["char_start"], row["char_end"], row["surface"]),
                    (row["base_report_id"], row["base_char_start"], row["base_char_end"], row["base_surface"]),
                ):
                    if surface is not None:
                        sql = "SELECT text FROM report_current WHERE report_id = :id"
                        text = reader.run(sql, {"id": report}).rows[0][0]
                        assert text[start:end] == surface
            passed = dict(reader.run("SELECT claim, COUNT(*) FROM claim_check WHERE verdict = 'PASS' GROUP BY 1").rows)
            assert passed["growth"] >= 27
            assert passed["part"] >= 30
            assert passed["rate"] >= 150
