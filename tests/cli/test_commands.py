"""The commands as a user meets them: real files, exit statuses, one line per error."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from reportarchive import __version__
from reportarchive.archive import Archive
from reportarchive.settings import Settings

REPORT = """河湾区人民政府2024年法治政府建设年度情况报告
现将2024年法治政府建设情况报告如下。
一、主要举措和成效
(一)强化监督。办结建议提案203件,较上年增长8.6%,依据《行政复议法》受理行政复议申请41件。
二、2025年工作安排
力争出庭应诉率达到95%以上。
"""


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
    assert "41件‹41 件 review.cases_accepted›" in shown.stdout, shown.stderr
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


FILED = ("--division", "110107", "--year", "2024", "--issuer", "河湾区人民政府")


def test_what_changed_between_versions_is_printed(run, report_file):
    run("import", str(report_file), *FILED)
    only = run("diff", "110107/2024")
    assert (only.returncode, "One version only" in only.stdout) == (0, True), only.stderr
    for old, new in (("203件", "205件"), ("(一)强化监督。", "(一)强化[red]监督。"), ("力争", "组建3个小组。力争")):
        assert old in report_file.read_text(encoding="utf-8")
        report_file.write_text(report_file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
        edited = run("import", str(report_file), *FILED)
        assert "edited" in edited.stdout, edited.stderr
    last = run("diff", "110107/2024").stdout
    assert "Version 4: the page was edited" in last
    assert "[2] + 3个" in last
    assert "203件" not in last
    whole = run("diff", "110107/2024", "--from", "1").stdout
    for said in (
        "办结建议提案 203件 → 205件",
        "(一)强化监督。 → [1.1] (一)强化[red]监督。",
        "+ 组建3个小组。",
        "Version 2: ",
    ):
        assert said in whole, whole
    read = json.loads(run("diff", "110107/2024", "--from", "1", "--to", "2", "--format", "json").stdout)
    assert [row["summary"] for row in read["metrics"]] == ["办结建议提案 203件 → 205件"]
    assert (read["before"]["version_no"], read["after"]["version_no"], read["after"]["reason"]) == (1, 2, "source")
    assert len(read["sentences"]) == 1


def test_an_archive_is_asked_as_it_stood_before(run, report_file):
    run("import", str(report_file), *FILED)
    for asked in (("query", "SELECT * FROM report_current"), ("query", "targets")):
        assert "(0 rows)" in run(*asked, "--as-of", "2020-01-01").stdout
        assert "(0 rows)" not in run(*asked, "--as-of", "2999-01-01").stdout
    assert "not_due" in run("coverage", "--as-of", "2020-01-01", "--format", "csv").stdout
    assert "not_due" not in run("coverage", "--as-of", "2020-01-01", "--today", "2026-06-01", "--format", "csv").stdout


BAD_CALLS = [
    (("diff", "nothing"), "no report 'nothing'"),
    (("reparse", "--part", "5/4"), "part '5/4' is not understood; write 1/4"),
    (("reparse", "--part", "half"), "part 'half' is not understood"),
    (("reparse", "--part", "1/2", "--dry-run"), "leave out --part"),
    (("query", "series", "--as-of", "yesterday"), "moment 'yesterday' is not understood"),
    (("coverage", "--as-of", "2024-02-30"), "moment '2024-02-30' is not understood"),
    (("parse", "absent.txt"), "absent.txt: no such file"),
    (("parse", "."), "is a folder"),
    (("parse", "empty.txt"), "empty.txt is empty"),
    (("parse", "binary.doc"), "is a Word or WPS file of the old format"),
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
    (("status", "--max-age", "99999999999d"), "age '99999999999d' is longer"),
    (("status", "--max-age", "9" * 5000 + "d"), "is longer"),
    (("show", "a\x1b]0;x\x07\x9b2J"), "no report 'a"),
    (("export", "out", "--format", "warc", "--charts"), "charts go with tables"),
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
        ({"REPORTARCHIVE_DATABASE_URL": "nonsense"}, "not a database URL"),
        ({"REPORTARCHIVE_DATABASE_URL": "postgresql+psycopg://u:p@h:port/db"}, "not a database URL"),
        ({"REPORTARCHIVE_CONTACT": "河湾@example.org"}, "setting contact"),
        ({"REPORTARCHIVE_CONTACT": "a@example.org (me)"}, "setting contact"),
        ({"REPORTARCHIVE_CONTACT": "a@example.org\r\nX: y"}, "setting contact"),
        ({"REPORTARCHIVE_PAUSE_SECONDS": "soon"}, "setting pause_seconds"),
        ({"REPORTARCHIVE_RAW_URL": "s3://key:secret@bucket/raw"}, "setting raw_url"),
        ({"REPORTARCHIVE_RAW_URL": "nowhere://bucket/raw"}, "nowhere://bucket/raw cannot be opened"),
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


@pytest.mark.parametrize("command", ["plan", "status"])
@pytest.mark.parametrize(
    ("written", "told"),
    [
        ('databse_url = "postgresql+psycopg://u:hidden@127.0.0.1:1/db"', "setting databse_url"),
        ('database_url = ["hidden"]', "setting database_url"),
        ('raw_url = "s3://key:hidden@bucket"', "setting raw_url"),
        ('raw_url = "s3://key:with/hidden@bucket/raw"', "setting raw_url"),
        ('database_url = "postgresql+psycopg//u:hidden@host/db"', "not a database URL"),
        ('database_url = "postgresql+psycopg://u:hidden@host:port/db"', "not a database URL"),
        ('database_url = "postgresql+psycopg://u@127.0.0.1:1/db?password=hidden"', "connection failed"),
    ],
)
def test_no_error_tells_a_password(run, tmp_path, command, written, told):
    (tmp_path / "reportarchive.toml").write_text(f"{written}\n", encoding="utf-8")
    failed = run(command)
    assert (failed.returncode, "hidden" in failed.stdout + failed.stderr) == (2, False)
    assert told in failed.stderr


def test_a_settings_file_in_another_encoding_is_told_in_one_line(run, tmp_path):
    (tmp_path / "reportarchive.toml").write_bytes('home = "档案"\n'.encode("gbk"))
    failed = run("plan")
    assert (failed.returncode, failed.stderr.count("\n"), "not UTF-8" in failed.stderr) == (2, 1, True)


def test_the_user_agent_names_this_version_and_the_contact():
    assert Settings(contact="a@example.org").user_agent == f"reportarchive/{__version__} (+a@example.org)"


@pytest.mark.parametrize("name", ["what?", "a?b=%3F&file=c#d", "50%3F"])
def test_a_home_of_any_name_holds_its_database(run, tmp_path, name):
    for home in (name, str(tmp_path / "whole" / name)):
        assert run("db", "upgrade", REPORTARCHIVE_HOME=home).returncode == 0
        assert (tmp_path / home / "archive.db").is_file()
        asked = run("query", "SELECT COUNT(*) AS n FROM report", "--format", "csv", REPORTARCHIVE_HOME=home)
        assert asked.stdout == "n\n0\n", asked.stderr


def test_no_control_character_of_a_page_or_row_reaches_the_terminal(run, tmp_path):
    told = "\x1b]0;gone\x07\x9b2J\x7f\r"
    (tmp_path / "evil.txt").write_text(REPORT.replace("强化监督", f"强化{told}监督"), encoding="utf-8")
    filed = ("--division", "110107", "--year", "2024", "--title", f"河湾区{told}2024年法治政府建设年度情况报告")
    printed = [run("parse", "evil.txt"), run("parse", "evil.txt", "--format", "json")]
    printed += [run("import", "evil.txt", *filed), run("show", "110107/2024")]
    sql = "SELECT report_id || '\x1b\x9b' AS \"a\x1b\x9b\" FROM report"
    printed += [run("query", sql, "--format", form) for form in ("table", "csv", "json")]
    for one in printed:
        assert one.returncode == 0, one.stderr
        assert not [sign for sign in one.stdout + one.stderr if sign < " " and sign not in "\t\n\r"]
        assert not [sign for sign in one.stdout + one.stderr if "\x7f" <= sign <= "\x9f"]
    assert "\N{REPLACEMENT CHARACTER}" in run("show", "110107/2024").stdout


def test_a_terminal_without_chinese_gets_escapes(tmp_path, report_file):
    command = [sys.executable, "-c", "from reportarchive.cli import main; main()", "parse", str(report_file)]
    around = os.environ | {"PYTHONIOENCODING": "ascii"}
    done = subprocess.run(command, cwd=tmp_path, env=around, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "203\\u4ef6" in done.stdout


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


def test_a_file_that_says_it_is_something_else_is_not_filed_as_a_report(run, tmp_path):
    page = "<html><body><h1>某省人民政府关于同意设立开发区的批复</h1><p>同意设立开发区1个。</p></body></html>"
    (tmp_path / "other.html").write_text(page, encoding="utf-8")
    call = ("import", "other.html", "--division", "110107", "--year", "2024")
    refused = run(*call)
    assert (refused.returncode, "not the title of such a report" in refused.stderr) == (2, True)
    assert "0\n" in run("query", "SELECT COUNT(*) FROM report", "--format", "csv").stdout
    named = run(*call, "--title", "石景山区人民政府2024年法治政府建设年度情况报告")
    assert named.returncode == 0, named.stderr
    kept = run("query", "SELECT COUNT(*) FROM \"fetch\" WHERE purpose = 'import'", "--format", "csv")
    assert "2\n" in kept.stdout  # the refused file was kept and noted too
