"""An archive in a folder that may not be written, by root neither: reading goes on, writing says why it cannot."""

from __future__ import annotations

import shutil
import subprocess
import sys

import pytest
from tests.faults.commands import fingerprint, finish, is_clean, refused, run
from tests.faults.disks import small_disk
from tests.harvesting import free_ports, settings_for

from reportarchive.archive import Archive
from reportarchive.demo import serve

SCOPE = ("--division", "990101")
NOT_WRITABLE = "the file or its folder may not be written"


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """An archive with three reports, the site it is of, and its fingerprint."""
    with serve(1, ports=free_ports()) as site:
        settings = settings_for(tmp_path_factory.mktemp("kept") / "home", site)
        finish(settings, "ingest", *SCOPE)
        yield settings, site, fingerprint(settings)


@pytest.fixture
def sealed(kept, tmp_path):
    """The same archive on a disk that is read-only, and how commands are run there."""
    settings = kept[0]
    with small_disk("16m") as disk:
        shutil.copytree(settings.home, disk.path / "home")
        disk.make_read_only()
        yield settings.model_copy(update={"home": disk.mounted_at / "home"}), disk.enter


def test_reading_goes_on(sealed, kept) -> None:
    settings, enter = sealed
    assert fingerprint(settings, inside=enter) == kept[2]
    assert is_clean(settings, inside=enter)
    assert "一、" in finish(settings, "show", "990101/2024", inside=enter)


READ_MARKER = """
import sys
from reportarchive.archive import Archive

with Archive.open(sys.argv[1]) as archive:
    print(archive.marker())
"""


def test_what_a_writer_has_not_yet_moved_into_the_file_is_read_too(kept, tmp_path) -> None:
    settings = kept[0]
    shutil.copytree(settings.home, tmp_path / "written")
    with small_disk("16m") as disk:
        with Archive.open(f"sqlite:///{tmp_path / 'written' / 'archive.db'}") as archive:
            archive.set_marker("in the log")
            shutil.copytree(tmp_path / "written", disk.path / "home")
        disk.make_read_only()
        url = f"sqlite:///{disk.mounted_at / 'home' / 'archive.db'}"
        command = [*disk.enter, sys.executable, "-c", READ_MARKER, url]
        assert subprocess.run(command, capture_output=True, text=True, check=False).stdout == "in the log\n"


def test_queries_go_on(sealed) -> None:
    settings, enter = sealed
    assert "3" in finish(settings, "query", "SELECT COUNT(*) FROM report_current", inside=enter)


@pytest.mark.parametrize("words", [("ingest", *SCOPE), ("reparse",), ("db", "upgrade")])
def test_writing_says_why_it_cannot(sealed, words: tuple[str, ...]) -> None:
    settings, enter = sealed
    said = refused(settings, *words, inside=enter)
    assert str(settings.home / "archive.db") in said
    assert NOT_WRITABLE in said


def test_raw_bytes_that_cannot_be_kept_are_told(kept, tmp_path) -> None:
    site = kept[1]
    with small_disk("1m") as disk:
        disk.make_read_only()
        settings = settings_for(tmp_path / "home", site, raw_url=str(disk.mounted_at / "raw"))
        done = run(settings, "ingest", *SCOPE, inside=disk.enter)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert f"cannot keep bytes below {settings.raw_location}: Read-only file system" in done.stderr
