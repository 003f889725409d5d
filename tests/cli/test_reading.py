"""show, coverage and query as a person or a program reads them, on the sample site's archive."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from rich.cells import cell_len
from tests.harvesting import environment_of

from reportarchive.cli.matrix import SIGNS, print_matrix
from reportarchive.query import Result
from reportarchive.query.ledger import STATES

DATA = Path(__file__).parent / "data"
VARYING = (
    (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "(time)"),
    (r"http://127\.0\.0\.1:\d+", "http://(site)"),
    (r"sha256 [0-9a-f]{64}", "sha256 (hash)"),
    (r"rules of \S+", "rules of (version)"),
)


def steady(printed: str) -> str:
    """Return what was printed without what differs from run to run."""
    for pattern, word in VARYING:
        printed = re.sub(pattern, word, printed)
    return "".join(f"{line.rstrip()}\n" for line in printed.splitlines())


def test_a_report_reads_well(asked, golden):
    shown = asked("show", "990103/2024")
    assert shown.returncode == 0, shown.stderr
    golden(DATA / "show.txt", steady(shown.stdout))


def test_a_report_tells_its_corrections_and_its_versions(asked, copy_of_sample):
    surface = "办理人大代表建议和政协提案216件"
    made = ("--quote", surface, "--author", "王[red]某", "--reason", "附件表二")
    corrected = asked("correct", "990101/2025", "--set", "value=218", *made, of=copy_of_sample)
    assert corrected.returncode == 0, corrected.stderr
    shown = asked("show", "990101/2025", of=copy_of_sample).stdout
    assert "216件‹218 件 proposals.handled›" in shown
    assert f"correction 1 (applied): value 216 → 218 at {surface}; 王[red]某, " in shown
    assert re.search(r"^version    2, recorded \S+Z: a person corrected it$", shown, re.MULTILINE)


def test_page_text_is_never_markup_and_residue_is_marked(asked, run, tmp_path):
    page = tmp_path / "page.txt"
    body = "一、主要举措\n[bold]受理[/bold]案件41件。同意12，反对3。\n"
    page.write_text("河湾区人民政府2024年法治政府建设年度情况报告\n" + body, encoding="utf-8")
    filed = run("import", "page.txt", "--division", "110107", "--year", "2024")
    assert filed.returncode == 0, filed.stderr
    shown = run("show", "110107/2024").stdout
    assert "[bold]受理[/bold]案件41件‹41 件" in shown
    assert "source     none: brought by hand" in shown
    unexplained = json.loads(
        run("query", "SELECT surface FROM numeral WHERE reason IS NULL", "--format", "json").stdout
    )
    assert unexplained, "nothing is marked, so nothing is tried"
    for row in unexplained:
        assert f"{row['surface']}‹unexplained›" in shown
    assert f", {len(unexplained)} unexplained" in shown


def test_the_matrix_of_the_sample_site(asked, golden):
    drawn = asked("coverage", "--matrix", "--today", "2026-06-01")
    assert drawn.returncode == 0, drawn.stderr
    golden(DATA / "matrix.txt", steady(drawn.stdout))
    lines = drawn.stdout.splitlines()
    assert len({cell_len(line) for line in lines[1 : lines.index("")]}) == 1, "columns stand under one another"
    before = asked("coverage", "--matrix", "--today", "2026-03-31", "--year", "2025").stdout
    assert re.search(r"^990106 +澄溪县 +\. *$", before, re.MULTILINE)


def test_every_state_has_a_sign_of_its_own_and_only_missing_reads_as_missing(capsys):
    assert set(SIGNS) == set(STATES)
    assert len({sign for sign, _ in SIGNS.values()}) == len(STATES)
    assert {style for state, (_, style) in SIGNS.items() if state != "missing"}.isdisjoint({SIGNS["missing"][1]})
    columns = ("division_code", "division_name", "issuer", "issuer_kind", "year", "state")
    rows = [("990101", "河湾区", "河湾区人民政府", "government", 2015 + at, state) for at, state in enumerate(STATES)]
    rows.append(("990101", "河湾区", "河湾区[red]司法局", "department", 2016, "unreachable"))
    print_matrix(Result(columns, rows))
    printed = capsys.readouterr().out
    first, second = (line.split() for line in printed.splitlines()[1:3])
    assert first == ["990101", "河湾区", *(SIGNS[state][0] for state in STATES)]
    assert second == ["990101", "河湾区[red]司法局", SIGNS["unreachable"][0]]
    assert re.search(r"^X missing +1$", printed, re.MULTILINE)
    assert re.search(r"^! unreachable +2$", printed, re.MULTILINE)


def test_a_matrix_of_nothing_says_so(capsys):
    print_matrix(Result(("division_code",), []))
    assert capsys.readouterr().out == "Nobody owes a report here.\n"


ASKED = "SELECT report_id, year, residue_rate, doc_no FROM report_current ORDER BY report_id"


def test_a_query_is_written_as_parquet(asked, tmp_path):
    written = asked("query", ASKED, "--format", "parquet", "--output", "it.parquet")
    assert (written.returncode, written.stdout, written.stderr) == (0, "", "")
    with duckdb.connect() as connection:
        found = connection.execute("SELECT * FROM 'it.parquet'")
        kinds, rows = [str(kind) for _, kind, *_ in found.description], found.fetchall()
    assert kinds == ["VARCHAR", "BIGINT", "DOUBLE", "VARCHAR"]
    told = json.loads(asked("query", ASKED, "--format", "json").stdout)
    assert rows == [tuple(row.values()) for row in told]


@pytest.mark.parametrize("form", ["table", "csv", "json", "parquet"])
def test_what_is_left_out_is_told_in_every_form(asked, form):
    limited = asked("query", ASKED, "--format", form, "--output", f"it.{form}", "--max-rows", "2")
    assert limited.stderr == "only the first 2 rows are given; --max-rows N gives more\n"
    assert asked("query", ASKED, "--format", form, "--output", f"all.{form}").stderr == ""


def test_a_file_that_is_there_is_replaced_only_when_told_to(asked, tmp_path):
    (tmp_path / "it.csv").write_text("mine", encoding="utf-8")
    refused = asked("query", ASKED, "--format", "csv", "-o", "it.csv")
    assert (refused.returncode, "it.csv is there already" in refused.stderr) == (2, True)
    assert (tmp_path / "it.csv").read_text(encoding="utf-8") == "mine"
    assert asked("query", ASKED, "--format", "csv", "-o", "it.csv", "--force").returncode == 0
    printed = asked("query", ASKED, "--format", "csv").stdout
    assert (tmp_path / "it.csv").read_text(encoding="utf-8") == printed
    assert asked("query", ASKED, "--format", "csv", "-o", "-").stdout == printed


def test_cells_of_csv_are_guarded_or_raw(asked):
    sql = "SELECT '=1+1' AS a, '-5.2%' AS b, '＝1' AS c, -5 AS d"
    guarded, raw = (asked("query", sql, "--format", "csv", *more).stdout for more in ((), ("--raw",)))
    assert list(csv.reader(io.StringIO(guarded)))[1] == ["'=1+1", "-5.2%", "＝1", "-5"]
    assert list(csv.reader(io.StringIO(raw)))[1] == ["=1+1", "-5.2%", "＝1", "-5"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("query", ASKED, "--format", "parquet"), "name the file with --output"),
        (("query", ASKED, "--raw"), "give --format csv with it"),
        (("query", ASKED, "--format", "json", "-o", "no/such/it.json"), "cannot be written"),
        (("coverage", "--matrix", "--format", "csv"), "leave --format out"),
    ],
)
def test_options_that_do_not_go_together_are_refused(asked, words, told):
    refused = asked(*words)
    assert (refused.returncode, told in refused.stderr, refused.stderr.count("\n")) == (2, True, 1)


def test_parquet_does_not_go_to_a_terminal(sample, tmp_path):
    program = "from reportarchive.cli import main; main()"
    command = [sys.executable, "-c", program, "query", ASKED, "--format", "parquet", "-o", "-"]
    ours, theirs = pty.openpty()
    done = subprocess.run(
        command, cwd=tmp_path, env=environment_of(sample.settings), stdout=theirs, stderr=subprocess.PIPE, check=False
    )
    os.close(theirs)
    os.close(ours)
    assert (done.returncode, b"do not go to a terminal" in done.stderr) == (2, True)
