"""What stands in the hall of the rehearsal: PostgreSQL with two databases, an S3 store, the Prefect server.

All listen on loopback, at free ports, with passwords made for this one time. Commands and variables are those of
`deployments/compose.yaml`; only places and files are this machine's.
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
from sqlalchemy import Engine, create_engine, text
from tests.deployments.composing import command_of, environment_of
from tests.machines.machine import ROOT, Machine
from tests.postgres import NoServerError, binaries, running_server

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

PATIENCE = 240.0  # seconds for anything that is waited for, on a slow machine
BIN = Path(sys.executable).parent


def free_port() -> int:
    """Return a port of loopback that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def until(look: Callable[[], Any], what: str) -> Any:
    """Return what `look` finds, once it finds something.

    Raises:
        TimeoutError: it found nothing for long.
    """
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if found := look():
            return found
        time.sleep(0.2)
    raise TimeoutError(f"waited {PATIENCE:g} s for {what}")


def in_shell(command: list[str]) -> list[str]:
    """Return a command as the runbook gives it: from the checkout, with the environment file read in."""
    return ["/bin/sh", "-c", '. deployments/environment.sh && exec "$@"', "sh", *command]


@dataclass
class Hall:
    """The services, where they are, and how one asks them; `secrets` are the variables of `environment.example`."""

    home: Path
    machine: Machine
    administrator: Engine
    ports: dict[str, int]
    secrets: dict[str, str]
    settings: dict[str, str] = field(default_factory=dict)

    def environment(self, service: str, home: Path) -> dict[str, str]:
        """Return the environment of a process of a compose service, its own files below `home`."""
        home.mkdir(parents=True, exist_ok=True)
        at = {name: f"127.0.0.1:{port}" for name, port in self.ports.items()}
        places = {
            "@postgres/": f"@{at['postgres']}/",
            "//server:4200/": f"//{at['server']}/",
            "//store:8333": f"//{at['store']}",
        }
        ours = {"PREFECT_HOME": str(home / "prefect"), "REPORTARCHIVE_HOME": str(home / "data")}
        ours |= {"PREFECT_WORKER_QUERY_SECONDS": "2", "PREFECT_WORKER_WEBSERVER_PORT": str(self.ports["worker"])}
        return bare_environment() | environment_of(service, self.secrets, places) | ours | self.settings

    def ask(self, method: str, path: str, **given: Any) -> Any:
        """Return the Prefect server's answer as JSON, asked with the auth string."""
        answer = self.answer(method, path, auth=self.auth, **given)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def has(self, path: str) -> bool:
        """Tell whether the Prefect server has something at a path."""
        return self.answer("GET", path, auth=self.auth).status_code == 200

    @property
    def auth(self) -> tuple[str, str]:
        """User and password of the Prefect server."""
        user, _, password = self.secrets["PREFECT_AUTH_STRING"].partition(":")
        return user, password

    def answer(self, method: str, path: str, **given: Any) -> httpx.Response:
        """Return the Prefect server's answer, whatever it is; asked without the auth string unless it is given."""
        url = f"http://127.0.0.1:{self.ports['server']}/api/{path}"
        return httpx.request(method, url, trust_env=False, timeout=60, **given)


def bare_environment() -> dict[str, str]:
    """Return this process's environment without any Prefect, archive, store or database of a person's."""
    theirs = ("PREFECT_", "REPORTARCHIVE_", "AWS_", "PG")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(theirs)}
    return kept | {"PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}


@contextmanager
def opened_hall(home: Path, settings: dict[str, str]) -> Iterator[Hall]:
    """Give the services, started and ready; all end with the context, the Prefect server first.

    Raises:
        NoServerError: there is no PostgreSQL with all that Prefect needs.
    """
    ports = {name: free_port() for name in ("postgres", "store", "server", "worker")}
    with ExitStack() as stack:
        url = stack.enter_context(running_server(port=ports["postgres"]))
        engine = create_engine(url)
        stack.callback(engine.dispose)
        machine = Machine("hall", "127.0.0.1")
        stack.callback(machine.stop)
        hall = Hall(home, machine, engine, ports, made_secrets(), settings)
        make_databases(hall)
        start_store(hall)
        start_server(hall)
        prepare(hall)
        yield hall


def made_secrets() -> dict[str, str]:
    """Return a value for every variable of the example file, made now."""
    example = (ROOT / "deployments" / "environment.example").read_text(encoding="utf-8")
    names = [line.removesuffix("=") for line in example.splitlines() if line.endswith("=")]
    made = {name: secrets.token_hex(16) for name in names}
    return made | {
        "PREFECT_AUTH_STRING": f"rehearsal:{secrets.token_hex(16)}",
        "REPORTARCHIVE_CONTACT": "rehearsal@example.org",
    }


def make_databases(hall: Hall) -> None:
    """Make Prefect's database and the archive's.

    Raises:
        NoServerError: this PostgreSQL lacks what Prefect needs.
    """
    with hall.administrator.connect() as connection:
        has_trigrams = connection.execute(text("SELECT 1 FROM pg_available_extensions WHERE name = 'pg_trgm'")).scalar()
    if not has_trigrams:
        raise NoServerError("this PostgreSQL lacks the extension pg_trgm, which Prefect needs; install Debian's")
    run_databases_sql(hall.administrator, hall.secrets)


def run_databases_sql(administrator: Engine, passwords: Mapping[str, str]) -> None:
    """Run `deployments/databases.sql` as the runbook says."""
    psql = next((str(place / "psql") for place in binaries() if (place / "psql").exists()), "psql")
    at = administrator.url.query
    command = [psql, "-X", "-q", "-v", "ON_ERROR_STOP=1", "-h", str(at["host"]), "-p", str(at["port"])]
    command += ["-U", "postgres", "-d", "postgres", "-f", "deployments/databases.sql"]
    subprocess.run(command, cwd=ROOT, env=bare_environment() | passwords, check=True)


def start_store(hall: Hall) -> None:
    """Start the S3 API server, and return when it answers."""
    command = [str(BIN / "moto_server"), "-H", "127.0.0.1", "-p", str(hall.ports["store"])]
    hall.machine.start(command, bare_environment(), hall.home / "store.log")
    until(lambda: is_answering(f"http://127.0.0.1:{hall.ports['store']}/moto-api/data.json"), "the S3 store")


def start_server(hall: Hall) -> None:
    """Start the Prefect server on PostgreSQL, on loopback, and return when it is healthy."""
    here = {
        "PREFECT_SERVER_API_HOST": "127.0.0.1",
        "PREFECT_SERVER_API_PORT": str(hall.ports["server"]),
        "PREFECT_SERVER_DATABASE_HOST": "127.0.0.1",
        "PREFECT_SERVER_DATABASE_PORT": str(hall.ports["postgres"]),
        "PREFECT_UI_STATIC_DIRECTORY": str(hall.home / "ui"),
    }
    environment = hall.environment("server", hall.home / "server") | here
    hall.machine.start(in_shell(command_of("server")), environment, hall.home / "server.log")
    until(lambda: is_answering(f"http://127.0.0.1:{hall.ports['server']}/api/health"), "the Prefect server")


def is_answering(url: str) -> bool:
    """Tell whether an address answers well."""
    try:
        return httpx.get(url, trust_env=False, timeout=10).status_code == 200
    except httpx.TransportError:
        return False


def prepare(hall: Hall) -> None:
    """Make the bucket and the archive's tables, by the command of the compose set."""
    hall.machine.run(command_of("prepare"), hall.environment("prepare", hall.home / "prepare"))


def leaked_secrets(hall: Hall) -> list[str]:
    """Return which passwords and keys of the set stand in which of its logs."""
    hidden = {name: value for name, value in hall.secrets.items() if name != "REPORTARCHIVE_CONTACT"}
    logs = {path.name: path.read_text(encoding="utf-8", errors="replace") for path in hall.home.glob("*.log")}
    return [f"{name} in {log}" for name, value in hidden.items() for log, said in logs.items() if value in said]
