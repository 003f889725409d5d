"""The commands as a user meets them: real files, exit statuses, one line per error."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from reportarchive.archive import Archive
from reportarchive.cli import main

REPORT = """河湾区人民政府2024年法治政府建设年度情况报告
现将2024年法治政府建设情况报告如下。
一、主要举措和成效
(一)强化监督。办结建议提案203件,较上年增长8.6%,依据《行政复议法》受理行政复议申请41件。
二、2025年工作安排
力争出庭应诉率达到95%以上。
"""


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it printed."""

    returncode: int
    stdout: str
    stderr: str


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]):
    """Run a command in an empty folder, by the same `main` that the installed script calls."""
    for name in [name for name in os.environ if name.startswith("REPORTARCHIVE_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def call(*words: str, **environment: str) -> Ended:
        with monkeypatch.context() as around:
            around.setattr(sys, "argv", ["reportarchive", *words])
            for name, value in environment.items():
                around.setenv(name, value)
            with pytest.raises(SystemExit) as ending:
                main()
        printed = capfd.readouterr()
        return Ended(int(ending.value.code or 0), printed.out, printed.err)

    return call


@pytest.fixture(scope="session")
def empty_archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an archive that holds nothing, made once."""
    home = tmp_path_factory.mktemp("empty") / "data"
    Archive.create(f"sqlite:///{home / 'archive.db'}").close()
    return home


@pytest.fixture
def report_file(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    return path


def test_parse_prints_what_was_read(run, report_file):
    printed = run("parse", str(report_file))
    assert printed.returncode == 0, printed.stderr
    for said in ("203件", "proposals.handled", "《行政复议法》", "3 headings, 4 quantities, 1 citations"):
        assert said in printed.stdout


def test_parse_prints_json_that_other_programs_read(run, report_file):
    parsed = json.loads(run("parse", str(report_file), "--format", "json").stdout)
    assert [metric["surface"] for metric in parsed["metrics"]] == ["203件", "8.6%", "41件", "95%"]
    assert [metric["is_target"] for metric in parsed["metrics"]] == [False, False, False, True]
    assert parsed["document"]["year"] == 2024


def test_a_report_is_imported_shown_and_asked_for(run, report_file):
    imported = run("import", str(report_file), "--division", "110107", "--year", "2024", "--issuer", "河湾区人民政府")
    assert imported.returncode == 0, imported.stderr
    report_id = imported.stdout.split(":")[0]
    shown = run("show", "110107/2024", "--section", "1.1")
    assert "41件 = 41 件" in shown.stdout, shown.stderr
    assert "力争" not in shown.stdout
    asked = run("query", "SELECT surface, value FROM metric_current WHERE is_target = 1", "--format", "json")
    assert json.loads(asked.stdout) == [{"surface": "95%", "value": 95.0}]
    named = run("query", "metrics", "--param", f"report={report_id}", "--format", "csv")
    assert named.returncode == 0, named.stderr
    assert "proposals.handled" in named.stdout
    again = run("import", str(report_file), "--division", "110107", "--year", "2024", "--issuer", "河湾区人民政府")
    assert again.stdout.startswith(f"{report_id}: unchanged.")
    assert run("verify").returncode == 0
    assert run("status", "--max-age", "1h").returncode == 0


BAD_CALLS = [
    (("parse", "absent.txt"), "absent.txt: no such file"),
    (("parse", "."), "is a folder"),
    (("parse", "empty.txt"), "empty.txt is empty"),
    (("parse", "binary.doc"), "not a web page or plain text"),
    (("import", "absent.txt", "--division", "110107", "--year", "2024"), "no such file"),
    (("import", "report.txt", "--division", "119999", "--year", "2024"), "no division '119999'"),
    (("import", "report.txt", "--division", "110107", "--year", "1812"), "year 1812 cannot be"),
    (("import", "report.txt", "--division", "110107", "--year", "twenty"), "--year"),
    (("import", "https://example.com/a.html", "--division", "110107", "--year", "2024"), "REPORTARCHIVE_CONTACT"),
    (("ingest", "--source", "nowhere"), "no source 'nowhere'"),
    (("plan", "--division", "石景山区"), "110107"),
    (("backfill", "--year", "2024-2019"), "year '2024-2019'"),
    (("coverage", "--today", "yesterday"), "day 'yesterday'"),
    (("status", "--max-age", "soon"), "age 'soon'"),
    (("query", "no_such_question"), "no query 'no_such_question'"),
    (("query", "metrics"), "needs --param report="),
    (("query", "SELECT 1; SELECT 2"), ""),
    (("query", "DROP TABLE report"), ""),
    (("query", "SELECT * FROM nothing_here"), "nothing_here"),
    (("show", "110107/1999"), "no report '110107/1999'"),
    (("demo", "--day", "3"), "--day"),
]


@pytest.mark.parametrize(
    ("words", "told"), BAD_CALLS, ids=lambda value: " ".join(value)[:40] if isinstance(value, tuple) else ""
)
def test_bad_input_gets_one_clear_line_and_status_2(run, report_file, empty_archive, tmp_path, words, told):
    (tmp_path / "empty.txt").touch()
    (tmp_path / "binary.doc").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    shutil.copytree(empty_archive, tmp_path / "data")
    failed = run(*words)
    assert failed.returncode == 2, failed.stdout + failed.stderr
    assert "Traceback" not in failed.stderr
    assert told in failed.stderr
    own_errors = [line for line in failed.stderr.splitlines() if line.startswith("reportarchive: ")]
    assert len(own_errors) == 1 or "Usage:" in failed.stderr
    assert "0\n" in run("query", "SELECT COUNT(*) FROM report", "--format", "csv").stdout  # never half a report


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"REPORTARCHIVE_DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none"}, "connection failed"),
        ({"REPORTARCHIVE_DATABASE_URL": "nonsense"}, "nonsense"),
        ({"REPORTARCHIVE_PAUSE_SECONDS": "soon"}, "setting pause_seconds"),
        ({"REPORTARCHIVE_RAW_URL": "s3://bucket/raw"}, "setting raw_url"),
        ({"REPORTARCHIVE_SOURCES": "broken.toml"}, "broken.toml:2"),
        ({"REPORTARCHIVE_SOURCES": "absent.toml"}, "absent.toml"),
    ],
    ids=lambda value: str(value)[:60],
)
def test_a_bad_setting_is_told_in_one_line(run, tmp_path, environment, told):
    (tmp_path / "broken.toml").write_text('[[source]]\nid = "x\n', encoding="utf-8")
    failed = run("plan", **environment)
    assert failed.returncode == 2, failed.stdout
    assert told in failed.stderr
    assert len(failed.stderr.splitlines()) == 1


def test_a_key_of_the_settings_file_that_does_not_exist_is_told(run, tmp_path):
    (tmp_path / "reportarchive.toml").write_text("pause = 3\n", encoding="utf-8")
    failed = run("plan")
    assert (failed.returncode, "setting pause" in failed.stderr) == (2, True)


def test_demo_refuses_a_real_archive_and_leaves_it_alone(run, report_file, tmp_path):
    run("import", str(report_file), "--division", "110107", "--year", "2024")
    before = run("verify", "--fingerprint").stdout
    refused = run("demo", REPORTARCHIVE_HOME="data")
    assert refused.returncode == 2
    assert "data holds a real archive" in refused.stderr
    assert run("verify", "--fingerprint").stdout == before


def test_demo_tells_what_it_stored_and_a_second_time_that_nothing_changed(run, tmp_path):
    first = run("demo")
    assert first.returncode == 0, first.stderr
    assert "Stored: 23 reports" in first.stdout
    assert (tmp_path / "demo-data" / "archive.db").is_file()
    second = run("demo")
    assert "Nothing changed: 23 reports" in second.stdout


def test_a_stale_archive_makes_status_exit_1(run):
    run("db", "upgrade")
    stale = run("status", "--max-age", "30m")
    assert (stale.returncode, "stale" in stale.stderr) == (1, True)


def test_a_closed_pipe_is_no_error(tmp_path):
    command = f"{sys.executable} -c 'from reportarchive.cli import main; main()' sources list | head -n 1"
    done = subprocess.run(command, shell=True, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S602
    assert (done.stderr, len(done.stdout.splitlines())) == ("", 1)
