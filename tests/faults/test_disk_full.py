"""A full disk, below the raw bytes or below the database: one clear line, and after freeing space nothing is lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.faults.commands import fingerprint, finish, is_clean, run
from tests.faults.disks import Disk, small_disk
from tests.harvesting import free_ports, settings_for
from tests.postgres import server_or_skip

from reportarchive.demo import serve

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportarchive.settings import Settings

SCOPE = ("--division", "990101,990102,990103")
LEFT = 60_000  # bytes that a full disk takes before it refuses: it refuses in the middle of the work


@pytest.fixture
def site():
    with serve(1, ports=free_ports()) as served:
        yield served


@pytest.fixture
def undisturbed(site, tmp_path) -> str:
    """The fingerprint of the same harvest with space enough."""
    calm = settings_for(tmp_path / "calm", site)
    finish(calm, "ingest", *SCOPE)
    return fingerprint(calm)


def told_in_a_line(settings: Settings, words: str, inside: Sequence[str] = ()) -> str:
    """Run a harvest that must fail for want of space and return the line that says so."""
    failed = run(settings, "ingest", *SCOPE, inside=inside)
    assert failed.returncode in {1, 2}, failed.stdout + failed.stderr
    assert "Traceback" not in failed.stdout + failed.stderr
    assert "Exception" not in failed.stderr
    lines = [line for line in failed.stderr.splitlines() if words in line]
    assert lines, failed.stderr
    return lines[0]


def half_objects(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file() and path.suffix != ".zst"]


def fill_and_free(disk: Disk, settings: Settings, words: str, undisturbed: str) -> str:
    """Fill the disk, harvest in vain, free the disk, harvest again; return what the vain one said."""
    disk.fill(LEFT)
    said = told_in_a_line(settings, words, disk.enter)
    disk.free()
    assert half_objects(disk.path / "raw") == []
    assert is_clean(settings, inside=disk.enter)
    finish(settings, "ingest", *SCOPE, inside=disk.enter)
    assert fingerprint(settings, inside=disk.enter) == undisturbed
    assert half_objects(disk.path / "raw") == []
    assert is_clean(settings, inside=disk.enter)
    return said


def test_full_below_the_raw_bytes(site, undisturbed, tmp_path) -> None:
    with small_disk("2m") as disk:
        raw = disk.mounted_at / "raw"
        settings = settings_for(tmp_path / "home", site, raw_url=str(raw))
        said = fill_and_free(disk, settings, "No space left on device", undisturbed)
        assert f"cannot keep bytes below {raw}" in said


def test_full_below_a_sqlite_database(site, undisturbed, tmp_path) -> None:
    with small_disk("16m") as disk:
        url = f"sqlite:///{disk.mounted_at / 'archive.db'}"
        settings = settings_for(tmp_path / "home", site, database_url=url)
        finish(settings, "db", "upgrade", inside=disk.enter)
        fill_and_free(disk, settings, "free some space and run the same command again", undisturbed)


def test_full_below_a_postgresql_database(site, undisturbed, tmp_path) -> None:
    with small_disk("200m") as disk:
        if disk.enter:
            pytest.skip("only root can mount a disk that a PostgreSQL server, another user, sees too")
        with server_or_skip(below=disk.path) as url:
            settings = settings_for(tmp_path / "home", site, database_url=url)
            finish(settings, "db", "upgrade")
            fill_and_free(disk, settings, "No space left on device", undisturbed)
