"""Eight processes at one archive, some at the same sources and some at others: each report once, each host in turn."""

from __future__ import annotations

import subprocess
from collections import Counter
from typing import TYPE_CHECKING

from sqlalchemy import create_engine, text
from tests.faults.commands import PATIENCE, PROGRAM, fingerprint, finish, is_clean
from tests.harvesting import environment_of, settings_for
from tests.logged import logged_site

from reportarchive.demo import SITE_KEYS

if TYPE_CHECKING:
    from reportarchive.settings import Settings

PAUSE = 0.01
SAME = ("990101,990104,990107",)  # one of each content system
OTHERS = ("990101", "990104", "990107", "990104,990107")
PROCESSES = SAME * 4 + OTHERS
CURRENT = "SELECT report_id, COUNT(*) AS versions FROM report_version WHERE recorded_to IS NULL GROUP BY report_id"


def at_once(settings: Settings) -> list[str]:
    """Run all processes at once and return what each that failed says."""
    pipe = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "encoding": "utf-8"}
    commands = [[*PROGRAM, "ingest", "--division", divisions] for divisions in PROCESSES]
    running = [subprocess.Popen(command, env=environment_of(settings), **pipe) for command in commands]
    said = [process.communicate(timeout=PATIENCE)[0] for process in running]
    return [output for process, output in zip(running, said, strict=True) if process.returncode]


def current_versions(settings: Settings) -> Counter[str]:
    engine = create_engine(settings.archive_url)
    with engine.connect() as connection:
        found = Counter({row.report_id: row.versions for row in connection.execute(text(CURRENT))})
        assert connection.execute(text("SELECT COUNT(*) FROM report")).scalar() == len(found)
        assert connection.execute(text("SELECT COUNT(*) FROM report_version")).scalar() == len(found)
        assert connection.execute(text("SELECT COUNT(*) FROM run WHERE state = 'done'")).scalar() == len(PROCESSES)
    engine.dispose()
    return found


def test_eight_processes_store_each_report_once_and_ask_each_host_in_turn(engine, database_in, tmp_path, tell) -> None:
    with logged_site() as site:
        calm = settings_for(tmp_path / "calm", site, database_url=database_in(tmp_path / "calm"))
        finish(calm, "ingest", "--division", *SAME)
        site.log.clear()
        home = tmp_path / "crowded"
        crowded = settings_for(home, site, database_url=database_in(home), pause_seconds=PAUSE)
        assert at_once(crowded) == []
        versions = current_versions(crowded)
        assert set(versions.values()) == {1}
        assert fingerprint(crowded) == fingerprint(calm)
        assert is_clean(crowded)
        hosts = site.log.hosts()
        assert len(hosts) == len(SITE_KEYS)
        assert {site.log.most_in_flight(host) for host in hosts} == {1}
        shortest = min(pause for host in hosts for pause in site.log.pauses(host))
        assert shortest >= PAUSE - 0.001  # the database's clock has milliseconds
    asked, reports = len(site.log.requests), len(versions)
    tell(f"{len(PROCESSES)} processes on {engine}: {asked} requests of {len(hosts)} hosts, {reports} reports once each")
