"""A stage for faults: the hall, a worker, and a watchdog that looks every five seconds, over sites of a few sources."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, create_engine, text
from tests.deployments.composing import command_of
from tests.machines.machine import FORWARD, ROOT, Forwarder, Machine, descendants, with_signal
from tests.machines.rehearsal import deployments, site_ports
from tests.machines.services import Hall, bare_environment, in_shell, opened_hall, start_server, until
from tests.zoo.many import many_sites

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

EACH, PAGES = 3, 2  # sources of a fault, reports of a source
THINK_SECONDS = 0.5
LEASE_SECONDS = 10.0
LOOK_SECONDS = 5
PENDING_SECONDS, SILENT_SECONDS = 30, 90  # longer than a flow takes to start on a busy machine
OVER = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
WATCHING = f"""
import time, traceback
from flows.watchdog import watchdog
while True:
    began = time.monotonic()
    try:
        watchdog({PENDING_SECONDS}, {SILENT_SECONDS}, return_state=True)
    except Exception:
        traceback.print_exc()  # the server is away: the next look comes
    time.sleep(max(0.0, {LOOK_SECONDS} - (time.monotonic() - began)))
"""
SETTINGS = {
    "REPORTARCHIVE_SOURCES_ONLY": "true",
    "REPORTARCHIVE_ALLOW_LOOPBACK": "true",
    "REPORTARCHIVE_PAUSE_SECONDS": "0",
    "REPORTARCHIVE_LEASE_SECONDS": str(LEASE_SECONDS),
}


@dataclass
class Stage:
    """What a fault is tried on, and how one asks what came of it."""

    hall: Hall
    archive: Engine
    worker: Machine
    dog: Machine
    given: list[str] = field(default_factory=list)
    way_to_store: Forwarder | None = None

    def sources(self) -> list[str]:
        """Return the ids of sources that no fault had yet."""
        first = len(self.given)
        self.given += [f"zoo-many-{number:03}" for number in range(first, first + EACH)]
        return self.given[first:]

    def begin(self, deployment: str, sources: Sequence[str], **more: Any) -> str:
        """Start a run on these sources and return its id."""
        body = {"parameters": {"scope": {"sources": list(sources)}}, **more}
        return str(
            self.hall.ask("POST", f"deployments/{deployments(self.hall)[deployment]}/create_flow_run", json=body)["id"]
        )

    def state(self, run: str) -> str:
        """Return the type of a run's state."""
        return str(self.hall.ask("GET", f"flow_runs/{run}")["state_type"])

    def end(self, run: str) -> str:
        """Return the type of a run's state once it has ended."""
        return str(until(lambda: self.state(run) in OVER and self.state(run), f"run {run} to end"))

    def is_at_work(self, sources: Sequence[str]) -> bool:
        """Tell whether a worker is at one of the sources."""
        return bool(self.ask("SELECT COUNT(*) FROM source_lease WHERE source_id = ANY(:sources)", sources))

    def reports(self, sources: Sequence[str]) -> tuple[int, int]:
        """Return how many reports of the sources there are, and how many versions of them."""
        count = "SELECT COUNT(*) FROM report r {} WHERE r.source_id = ANY(:sources)"
        versions = "JOIN report_version v ON v.report_id = r.report_id"
        return self.ask(count.format(""), sources), self.ask(count.format(versions), sources)

    def open_alarms(self, code: str) -> list[str]:
        """Return with whom an alarm is open."""
        with self.archive.connect() as connection:
            open_now = text("SELECT subject FROM alarm WHERE code = :code AND closed_at IS NULL ORDER BY subject")
            return list(connection.execute(open_now, {"code": code}).scalars())

    def ask(self, sql: str, sources: Sequence[str]) -> int:
        """Return the number that a query about some sources gives."""
        with self.archive.connect() as connection:
            return int(connection.execute(text(sql), {"sources": list(sources)}).scalar_one())

    def looks(self, times: int = 2) -> None:
        """Return when the watchdog has begun and ended so many looks from now on."""
        since = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + 1))
        wanted = {
            "flows": {"name": {"any_": ["watchdog"]}},
            "flow_runs": {"start_time": {"after_": since}, "state": {"type": {"any_": sorted(OVER)}}},
        }
        until(lambda: self.hall.ask("POST", "flow_runs/count", json=wanted) >= times, f"{times} looks of the watchdog")

    def ports(self) -> list[int]:
        """Return the ports that another machine must reach."""
        ours = [self.hall.ports[name] for name in ("postgres", "store", "server")]
        return ours + site_ports(self.hall.home / "sources.toml")

    def start_worker(self, machine: Machine | None = None) -> None:
        """Start a worker here, which reaches the object store by way of a forwarder, or on another machine."""
        machine = machine or self.worker
        environment = self.hall.environment("worker", self.hall.home / machine.name)
        if machine is self.worker:
            environment["AWS_ENDPOINT_URL"] = f"http://127.0.0.2:{self.hall.ports['store']}"
        machine.start(in_shell(command_of("worker")), environment, self.hall.home / f"{machine.name}.log")

    def kill_flows(self) -> int:
        """Kill with SIGKILL what the worker has started, and not the worker; return how many processes."""
        (worker,) = self.worker.started
        doomed = descendants(worker.pid) - {worker.pid}
        for pid in doomed:
            with_signal(pid, signal.SIGKILL)
        return len(doomed)

    def open_store(self) -> None:
        """Let workers reach the object store."""
        command = [*FORWARD, "127.0.0.2", "127.0.0.1", str(self.hall.ports["store"])]
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        self.way_to_store = Forwarder(process)
        self.way_to_store.begin()

    def close_store(self) -> None:
        """Refuse every connection to the object store."""
        if self.way_to_store is not None:
            self.way_to_store.end()
        self.way_to_store = None

    def restart_server(self, after_seconds: float) -> None:
        """Kill the Prefect server with SIGKILL, and start it again later on the same database."""
        server = self.hall.machine.started.pop()
        for pid in descendants(server.pid):
            with_signal(pid, signal.SIGKILL)
        server.wait()
        time.sleep(after_seconds)
        start_server(self.hall)

    def let_database_in(self, *, is_open: bool) -> None:
        """Open or close the archive's database; closing ends the connections that there are."""
        with self.hall.administrator.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"ALTER DATABASE archive ALLOW_CONNECTIONS {'true' if is_open else 'false'}"))
            if not is_open:
                connection.execute(
                    text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'archive'")
                )


@contextmanager
def opened_stage(home: Path, faults: int) -> Iterator[Stage]:
    """Give a stage with sources for so many faults; deployments are paused, so that nothing comes by itself.

    Raises:
        NoServerError: there is no PostgreSQL with all that Prefect needs.
    """
    sources = home / "sources.toml"
    settings = SETTINGS | {"REPORTARCHIVE_SOURCES": str(sources)}
    with (
        many_sites(EACH * faults, PAGES, sources, think_seconds=THINK_SECONDS) as sites,
        opened_hall(home, settings) as hall,
    ):
        archive = create_engine(hall.administrator.url.set(database="archive"), pool_pre_ping=True)
        machines = [Machine(name, "127.0.0.1") for name in ("worker", "dog")]
        stage = Stage(hall, archive, *machines)
        try:
            stage.open_store()
            stage.start_worker()
            until(lambda: hall.has("work_pools/reportarchive"), "the work pool")
            hall.machine.run(in_shell(command_of("deploy")), hall.environment("deploy", home / "deploy"))
            for one in deployments(hall).values():
                hall.ask("POST", f"deployments/{one}/pause_deployment")
            watching = [sys.executable, "-c", WATCHING]
            stage.dog.start(in_shell(watching), hall.environment("worker", home / "dog"), home / "dog.log")
            yield stage
        finally:
            for machine in (stage.worker, stage.dog):
                machine.stop()
            stage.close_store()
            archive.dispose()
            sites.stop()


def fingerprints(stage: Stage, settings_home: Path) -> tuple[str, str]:
    """Return the fingerprint of the stage's archive, and that of a plain harvest of the same sites into SQLite."""
    hall = stage.hall
    together = hall.environment("worker", hall.home / "worker")
    hall.machine.run(["reportarchive", "verify"], together)
    sources = ",".join(stage.given)
    alone = bare_environment() | hall.settings | {"REPORTARCHIVE_HOME": str(settings_home)}
    hall.machine.run(["reportarchive", "ingest", "--source", sources], alone)
    said = [hall.machine.run(["reportarchive", "verify", "--fingerprint"], one).strip() for one in (together, alone)]
    return said[0], said[1]
