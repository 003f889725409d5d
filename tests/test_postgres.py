"""The PostgreSQL server of the tests: it is there, and where it cannot be, that is told or fails as asked."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from tests.postgres import BIN, NEEDED

ROOT = Path(__file__).resolve().parents[1]
REASON = "no PostgreSQL server starts here"


def test_two_databases_of_a_session_are_not_one(new_database):
    first, second = new_database(""), new_database("")
    engine = create_engine(first)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE kept (number INTEGER)"))
        assert connection.execute(text("SHOW listen_addresses")).scalar() == ""
    engine.dispose()
    for url, tables in ((second, 0), (new_database(first), 1)):
        engine = create_engine(url)
        with engine.connect() as connection:
            wanted = "SELECT COUNT(*) FROM pg_tables WHERE tablename = 'kept'"
            assert connection.execute(text(wanted)).scalar() == tables
        engine.dispose()


@pytest.mark.parametrize(("needed", "status", "word"), [("", 0, "SKIPPED"), ("1", 1, f"{NEEDED} is set, and {REASON}")])
def test_without_a_server_tests_are_skipped_aloud_or_fail_where_it_is_needed(tmp_path, needed, status, word):
    broken = tmp_path / "install" / "bin" / "initdb"
    broken.parent.mkdir(parents=True)
    broken.write_text("#!/bin/sh\necho 'this one never works' >&2\nexit 1\n")
    broken.chmod(0o755)
    this = f"{Path(__file__).relative_to(ROOT)}::test_two_databases_of_a_session_are_not_one"
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", this],
        env={**os.environ, BIN: str(broken.parent), NEEDED: needed},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == status, run.stdout
    assert word in run.stdout
    assert f"{REASON}: {broken.parent}: initdb: this one never works" in run.stdout
