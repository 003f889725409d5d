"""An upgrade killed between two of its steps leaves the archive as it was, and the second one finishes it."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

from sqlalchemy import inspect
from tests.archive.stored import FIRST, load_stored, lost, rows_of, transaction
from tests.faults.commands import PATIENCE, finish
from tests.harvesting import environment_of

from reportarchive.archive import Archive, check_archive
from reportarchive.settings import Settings
from reportarchive.sqlfiles import sql_files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

SEED = 5
A_FEW, MANY = 2, 12
# Runs `db upgrade` and kills itself before the statement of a number, or tells after how many the upgrade was kept.
UPGRADE = """
import os, signal, sys
from sqlalchemy import Engine, event
from reportarchive.cli import app

last, seen, kept = int(sys.argv.pop()), 0, []

@event.listens_for(Engine, "before_cursor_execute")
def count(*given):
    global seen
    seen += 1
    if seen == last:
        os.kill(os.getpid(), signal.SIGKILL)

@event.listens_for(Engine, "commit")
def note(connection):
    kept.append(seen)

app(["db", "upgrade"], standalone_mode=False)
print(kept[0])
"""
NEVER = 0


def upgrade(settings: Settings, last: int) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", UPGRADE, str(last)]
    environment = environment_of(settings)
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE)


def test_a_second_upgrade_finishes_what_a_killed_one_began(
    engine: str, database_in: Callable[[Path], str], tmp_path: Path, is_long: bool, tell: Callable[[str], None]
) -> None:
    def stored(name: str) -> Settings:
        home = tmp_path / name
        home.mkdir()
        settings = Settings.load(home=home, sources=tmp_path, sources_only=True, database_url=database_in(home))
        load_stored(settings.archive_url)
        return settings

    undisturbed = upgrade(stored("calm"), NEVER)
    assert undisturbed.returncode == 0, undisturbed.stderr
    statements = int(undisturbed.stdout.split()[-1])
    kills = sorted(random.Random(SEED).sample(range(1, statements + 1), MANY if is_long else A_FEW))
    for number in kills:
        settings = stored(f"killed-{number}")
        url = settings.archive_url
        assert upgrade(settings, number).returncode == -signal.SIGKILL
        assert rows_of(url, "alembic_version", ["version_num"]) == [(FIRST,)]
        assert lost(url) == []
        finish(settings, "db", "upgrade")
        assert lost(url) == []
        with Archive.open(url) as archive:
            assert check_archive(archive) == []
        with transaction(url) as connection:
            assert set(inspect(connection).get_view_names()) == set(sql_files("views"))
    tell(f"upgrade on {engine} killed before statements {', '.join(map(str, kills))} of {statements}: done by a second")
