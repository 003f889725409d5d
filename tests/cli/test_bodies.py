"""raw, gc and export as a user meets them."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

FIRST = "河湾区人民政府2024年法治政府建设年度情况报告\n一、主要举措和成效\n办结建议提案203件。\n"
SECOND = FIRST.replace("203件", "205件")
FILED = ("--division", "110107", "--year", "2024")


@pytest.fixture
def two_versions(run, tmp_path: Path) -> None:
    for name, text in (("first.txt", FIRST), ("second.txt", SECOND)):
        (tmp_path / name).write_text(text, encoding="utf-8")
        assert run("import", name, *FILED).returncode == 0


def test_raw_gives_the_bytes_of_any_version(run, tmp_path, two_versions):
    assert run("raw", "110107/2024", "-o", "current.txt").stdout == f"current.txt: {len(SECOND.encode())} bytes.\n"
    assert (tmp_path / "current.txt").read_bytes() == SECOND.encode()
    assert run("raw", "110107-2024-annual", "--version", "1", "-o", "-").stdout == FIRST
    absent = run("raw", "110107/2024", "--version", "3", "-o", "-")
    assert (absent.returncode, "has no version 3; it has 1, 2" in absent.stderr) == (2, True)


def test_raw_overwrites_only_when_told_to(run, tmp_path, two_versions):
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    refused = run("raw", "110107/2024", "-o", "mine.txt")
    assert (refused.returncode, "mine.txt is there already" in refused.stderr) == (2, True)
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"
    assert run("raw", "110107/2024", "-o", "mine.txt", "--force").returncode == 0
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == SECOND
    assert "cannot be written" in run("raw", "110107/2024", "-o", "no/such/folder.txt").stderr


def test_raw_tells_an_altered_object_and_writes_no_file(run, tmp_path, two_versions):
    for path in (tmp_path / "data" / "raw").rglob("*.zst"):
        path.write_bytes(path.read_bytes()[:-1])
    failed = run("raw", "110107/2024", "-o", "out.txt")
    assert (failed.returncode, "was altered" in failed.stderr, failed.stderr.count("\n")) == (2, True, 1)
    assert not (tmp_path / "out.txt").exists()


def test_raw_sends_nothing_to_a_terminal(tmp_path, two_versions):
    command = [sys.executable, "-c", "from reportarchive.cli import main; main()", "raw", "110107/2024", "-o", "-"]
    ours, theirs = pty.openpty()
    done = subprocess.run(command, cwd=tmp_path, stdout=theirs, stderr=subprocess.PIPE, text=True, check=False)
    os.close(theirs)
    os.close(ours)
    assert (done.returncode, "name a file" in done.stderr) == (2, True)


def test_gc_lists_then_removes_what_has_no_row(run, tmp_path, two_versions):
    kept = sorted((tmp_path / "data" / "raw").rglob("*.zst"))
    left = kept[0].with_name(f".{kept[0].name}.{'a' * 32}.tmp")
    left.write_bytes(b"half")
    assert run("gc").stdout == "0 files of 0 bytes without a row, older than 1d: removed.\n"
    os.utime(left, (0, 0))
    listed = run("gc", "--dry-run").stdout
    assert f"{left.relative_to(tmp_path / 'data' / 'raw')}  4 bytes\n1 files of 4 bytes" in listed
    assert left.exists()
    assert run("gc", "--older-than", "8d").stdout.startswith("1 files of 4 bytes")
    assert sorted((tmp_path / "data" / "raw").rglob("*.*st*")) == kept
    wrong = run("gc", "--older-than", "soon")
    assert (wrong.returncode, "age 'soon'" in wrong.stderr) == (2, True)


def test_export_refuses_a_folder_in_use_and_an_unknown_format(run, tmp_path, two_versions):
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "mine.txt").touch()
    refused = run("export", "used", "--format", "warc")
    assert (refused.returncode, "used is not empty" in refused.stderr) == (2, True)
    assert [path.name for path in (tmp_path / "used").iterdir()] == ["mine.txt"]
    assert run("export", "used", "--format", "warc", "--force").returncode == 0
    assert sorted(path.name for path in (tmp_path / "used").iterdir()) == ["mine.txt", "reportarchive-00001.warc.gz"]
    assert run("export", "other", "--format", "tape").returncode == 2
    assert "cannot be written" in run("export", "used/mine.txt", "--format", "warc").stderr


def test_export_tells_what_is_missing_and_writes_the_rest(run, tmp_path, two_versions):
    next((tmp_path / "data" / "raw").rglob("*.zst")).unlink()
    done = run("export", "out", "--format", "warc")
    assert done.returncode == 1
    assert "1 files with 1 records" in done.stdout
    assert "failed: request" in done.stderr
    assert "is missing" in done.stderr
