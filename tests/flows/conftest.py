"""One real Prefect server, one worker and the deployments of this checkout, over the sample site; for the session.

Everything runs in processes of its own and is asked over HTTP, as an operator would: the tests import no Prefect, so
that its import costs nothing here and its warnings stay out of a run where warnings are errors.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from reportarchive.demo import serve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import ModuleType

    from reportarchive.demo import DemoSite

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
PATIENCE = 120.0  # seconds for anything that is waited for, on a slow machine
ENDED = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
DEPLOY = "prefect --no-prompt deploy --all --prefect-file deployments/prefect.yaml"
START_WORKER = "prefect worker start --pool reportarchive --type process"


def free_port() -> int:
    """Return a port on loopback that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def documented(command: str) -> list[str]:
    """Return a command as the operator types it: from the checkout, with the environment file read in."""
    return ["/bin/sh", "-c", f". deployments/environment.sh && exec {command}"]


@dataclass
class Prefect:
    """A server with our deployments on it, a worker that does them, and the archive they write."""

    home: Path
    environment: Mapping[str, str]
    site: DemoSite
    scheduled: dict[str, int] = field(default_factory=dict)

    @property
    def archive_url(self) -> str:
        """The database of the archive that the flows write."""
        return f"sqlite:///{self.home / 'archive.db'}"

    def ask(self, method: str, path: str, **given: Any) -> Any:
        """Return the server's answer as JSON; an answer that is an error fails the test."""
        answer = self.answer(method, path, **given)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def answer(self, method: str, path: str, **given: Any) -> httpx.Response:
        """Return the server's answer, whatever it is."""
        return answered(method, f"{self.environment['PREFECT_API_URL']}/{path}", **given)

    def deployments(self) -> dict[str, dict[str, Any]]:
        """Return the deployments by name."""
        return {one["name"]: one for one in self.ask("POST", "deployments/filter", json={})}

    def start(self, name: str, parameters: Mapping[str, Any] | None = None, **more: Any) -> httpx.Response:
        """Ask for a run of a deployment, as the form does."""
        found = self.deployments()[name]["id"]
        return self.answer(
            "POST", f"deployments/{found}/create_flow_run", json={"parameters": parameters or {}, **more}
        )

    def run(
        self, name: str, parameters: Mapping[str, Any] | None = None, env: Mapping[str, str] | None = None
    ) -> dict[str, Any]:
        """Run a deployment on the worker, with variables of its own, and return the run once it has ended."""
        return self.wait_for(self.begin(name, parameters, env))

    def begin(
        self, name: str, parameters: Mapping[str, Any] | None = None, env: Mapping[str, str] | None = None
    ) -> str:
        """Start such a run and return its id."""
        answer = self.start(name, parameters, job_variables={"env": dict(env or {})})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def wait_for(self, run_id: str) -> dict[str, Any]:
        """Return a run once it has ended."""
        return until(
            lambda: next((one for one in [self.ask("GET", f"flow_runs/{run_id}")] if one["state_type"] in ENDED), None),
            f"run {run_id} to end",
        )

    def table(self, kind: str) -> list[dict[str, Any]]:
        """Return the newest table of a kind of run."""
        rows: list[dict[str, Any]] = json.loads(self.ask("GET", f"artifacts/{kind}-table/latest")["data"])
        return rows

    def summary(self, kind: str) -> str:
        """Return the newest summary of a kind of run."""
        return str(self.ask("GET", f"artifacts/{kind}-summary/latest")["data"])

    def progress(self, kind: str) -> tuple[float, str]:
        """Return where the newest bar of a kind of run stands: percent, and what it says."""
        bar = self.ask("GET", f"artifacts/{kind}-progress/latest")
        return bar["data"], bar["description"]

    def errors(self, run_id: str) -> list[str]:
        """Return what a run logged as an error; the server has it a few seconds later."""
        wanted = {"logs": {"flow_run_id": {"any_": [run_id]}, "level": {"ge_": 40}}}
        logged = until(lambda: self.ask("POST", "logs/filter", json=wanted), "an error in the log")
        return [one["message"] for one in logged]

    def count_runs(self) -> int:
        """Return how many runs the server knows."""
        return int(self.ask("POST", "flow_runs/count", json={}))


def answered(method: str, url: str, **given: Any) -> httpx.Response:
    """Return a server's answer, whatever it is, but for 503: its database was busy, and it did nothing."""
    return until(lambda: _unless_busy(httpx.request(method, url, trust_env=False, timeout=60, **given)), url)[0]


def _unless_busy(answer: httpx.Response) -> tuple[httpx.Response] | None:
    # A response that is an error is false, hence the tuple.
    return None if answer.status_code == 503 else (answer,)


def until(look: Any, what: str) -> Any:
    """Return what `look` finds, once it finds something."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.2)
    raise AssertionError(f"waited {PATIENCE:g} s for {what}")


@contextmanager
def running(command: list[str], environment: Mapping[str, str], log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command beside the tests, in a process group of its own that is ended as a whole."""
    with log.open("wb") as written:
        process = subprocess.Popen(
            command, cwd=ROOT, env=dict(environment), stdout=written, stderr=written, start_new_session=True
        )
        try:
            yield process
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


@pytest.fixture(scope="session")
def harness() -> ModuleType:
    """What this module has to start and await processes by: tests are no package that could import it."""
    return sys.modules[__name__]


@pytest.fixture(scope="session")
def clean_environment() -> dict[str, str]:
    """The environment without anything that names a Prefect or an archive of the person who runs the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PREFECT_", "REPORTARCHIVE_"))}
    return kept | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}


@pytest.fixture(scope="session")
def prefect(tmp_path_factory: pytest.TempPathFactory, clean_environment: dict[str, str]) -> Iterator[Prefect]:
    """Start server and worker as `docs/operating.md` says, deploy, see what is scheduled, then stop the schedules."""
    home = tmp_path_factory.mktemp("flows")
    port = free_port()
    with serve(1, ports=(0, 0, 0)) as site:
        sources = home / "sources.toml"
        sources.write_text(site.registry_toml, encoding="utf-8")
        environment = clean_environment | {
            "PREFECT_SERVER_API_PORT": str(port),
            "PREFECT_API_URL": f"http://127.0.0.1:{port}/api",
            "PREFECT_WORKER_QUERY_SECONDS": "2",
            "REPORTARCHIVE_HOME": str(home),
            "REPORTARCHIVE_SOURCES": str(sources),
            "REPORTARCHIVE_SOURCES_ONLY": "true",
            "REPORTARCHIVE_ALLOW_LOOPBACK": "true",
            "REPORTARCHIVE_PAUSE_SECONDS": "0",
        }
        harness = Prefect(home, environment, site)
        with running(documented("prefect server start"), environment, home / "server.log"):
            until(lambda: _is_healthy(harness), "the server")
            with running(documented(START_WORKER), environment, home / "worker.log"):
                until(lambda: harness.answer("GET", "work_pools/reportarchive").status_code == 200, "the work pool")
                _deploy(harness)
                yield harness


def _is_healthy(harness: Prefect) -> bool:
    try:
        return harness.answer("GET", "health").status_code == 200
    except httpx.TransportError:
        return False


def _deploy(harness: Prefect) -> None:
    done = subprocess.run(
        documented(DEPLOY), cwd=ROOT, env=dict(harness.environment), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    for name in ("season", "coverage", "watchdog"):
        harness.scheduled[name] = until(lambda name=name: _scheduled(harness, name), f"scheduled runs of {name}")
    # What comes on its own time would disturb the tests that follow.
    for one in harness.deployments().values():
        harness.ask("POST", f"deployments/{one['id']}/pause_deployment")


def _scheduled(harness: Prefect, name: str) -> int:
    wanted = {
        "deployments": {"name": {"any_": [name]}},
        "flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}},
    }
    return int(harness.ask("POST", "flow_runs/count", json=wanted))
