"""A backup is a whole archive: taken while another process writes, opened like any other, refused over another file."""

from __future__ import annotations

import os
import subprocess

import pytest
from sqlalchemy import create_engine, text
from tests.postgres import binaries

from reportarchive.archive import Archive, back_up, check_archive, dump_line, fingerprint, restore_line
from reportarchive.errors import ArchiveError, UsageError


def filled(archive, factory):
    desk = factory.Desk(archive)
    desk.store(factory.make_report())
    desk.store(factory.make_report(factory.TEXT.replace("各项", "各类")), body="edited")
    return archive


def test_a_backup_is_the_archive_at_one_moment(archive, factory, tmp_path):
    filled(archive, factory)
    url, copy = f"sqlite:///{tmp_path / 'archive.db'}", tmp_path / "kept" / "backup.db"
    copy.parent.mkdir()
    with archive.engine.begin() as writer:
        writer.execute(text("UPDATE report SET url = 'http://not.yet/'"))
        size = back_up(url, copy)
    assert size == copy.stat().st_size
    assert [one.name for one in copy.parent.iterdir()] == ["backup.db"]
    with Archive.open(f"sqlite:///{copy}") as kept:
        assert kept.report_rows("990101-2023-annual").report["url"] == "http://gov1.example/2023.html"
        assert check_archive(kept) == []
        before = fingerprint(kept)
    with archive.engine.begin() as writer:
        writer.execute(text("UPDATE report SET url = 'http://gov1.example/2023.html'"))
    assert fingerprint(archive) == before


def test_a_file_that_is_there_is_not_written_over(archive, tmp_path):
    url, copy = f"sqlite:///{tmp_path / 'archive.db'}", tmp_path / "backup.db"
    copy.write_text("something else")
    with pytest.raises(UsageError, match="there already"):
        back_up(url, copy)
    assert copy.read_text() == "something else"
    with pytest.raises(UsageError, match="there already"):
        back_up(url, tmp_path / "archive.db", force=True)
    assert back_up(url, copy, force=True) > 10_000


@pytest.mark.parametrize(("name", "message"), [("none.db", "no archive at"), ("text.db", "not a database")])
def test_what_is_no_archive_leaves_no_backup(tmp_path, name, message):
    (tmp_path / "text.db").write_text("no database " * 100)
    with pytest.raises(ArchiveError, match=message):
        back_up(f"sqlite:///{tmp_path / name}", tmp_path / "backup.db")
    assert not (tmp_path / "backup.db").exists()


def test_a_folder_that_is_not_there_is_told(archive, tmp_path):
    with pytest.raises(ArchiveError, match="no backup"):
        back_up(f"sqlite:///{tmp_path / 'archive.db'}", tmp_path / "nowhere" / "backup.db")


SECRET = "postgresql+psycopg://me:secret@db.example:5432/reports?sslpassword=secret"


@pytest.mark.parametrize("line", [dump_line, restore_line])
def test_the_lines_for_postgresql_hold_no_secret(tmp_path, line):
    said = line(SECRET, tmp_path / "a b.dump")
    assert "secret" not in said
    assert "postgresql://me@db.example:5432/reports" in said
    assert f"'{tmp_path / 'a b.dump'}'" in said


def test_the_lines_for_postgresql_do_what_they_say(database, new_database, factory, tmp_path):
    tools = next((place for place in binaries() if (place / "pg_dump").exists()), None)
    if tools is None:
        pytest.skip("no pg_dump here")
    with Archive.create(database) as archive:
        before = fingerprint(filled(archive, factory))
    environment = os.environ | {"PATH": f"{tools}:{os.environ['PATH']}"}
    empty = new_database("")
    for line in (dump_line(database, tmp_path / "a.dump"), restore_line(empty, tmp_path / "a.dump")):
        done = subprocess.run(line, shell=True, env=environment, capture_output=True, text=True, check=False)  # noqa: S602
        assert done.returncode == 0, done.stderr
    with Archive.open(empty) as archive:
        assert fingerprint(archive) == before
        assert check_archive(archive) == []
    create_engine(empty).dispose()
