"""The rehearsal itself, step by step as the runbook has it, and what must be so at its end."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, create_engine, text
from tests.deployments.composing import command_of
from tests.machines.machine import opened_machine
from tests.machines.services import bare_environment, in_shell, leaked_secrets, opened_hall, until
from tests.zoo.many import Measured, many_sites

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tests.machines.machine import Machine
    from tests.machines.services import Hall

SOURCES, PAGES = 40, 3
HALF = 15  # sources done when a machine is killed: about half of them are then done or under way
THINK_SECONDS = 0.3  # of a site before each answer, so that there is a middle to kill in
LEASE_SECONDS = 10.0
LIMIT = ("--limit", "1")  # so that each worker gets one of the two runs


@dataclass
class Outcome:
    """What came of a rehearsal; the two fingerprints must be one."""

    alone: str = ""
    together: str = ""
    unauthorized: int = 0
    done_at_kill: int = 0
    held_at_kill: int = 0
    killed: int = 0
    states: dict[str, str] = field(default_factory=dict)
    items: dict[str, int] = field(default_factory=dict)
    reports: int = 0
    connections: dict[str, int] = field(default_factory=dict)
    leaked: list[str] = field(default_factory=list)
    asked: Measured | None = None


def rehearse(home: Path, *, apart: bool, say: Callable[[str], None]) -> Outcome:
    """Run the whole set in processes below `home`, kill a machine half way, and return what came of it.

    Raises:
        NoServerError: there is no PostgreSQL with all that Prefect needs.
    """
    outcome = Outcome()
    sources = home / "sources.toml"
    settings = {
        "REPORTARCHIVE_SOURCES": str(sources),
        "REPORTARCHIVE_SOURCES_ONLY": "true",
        "REPORTARCHIVE_ALLOW_LOOPBACK": "true",
        "REPORTARCHIVE_PAUSE_SECONDS": "0",
        "REPORTARCHIVE_LEASE_SECONDS": str(LEASE_SECONDS),
    }
    with ExitStack() as stack:
        sites = stack.enter_context(many_sites(SOURCES, PAGES, sources, think_seconds=THINK_SECONDS))
        say(f"{SOURCES} sites with {PAGES} reports each are served")
        hall = stack.enter_context(opened_hall(home, settings))
        say("PostgreSQL, S3 store and Prefect server are up, databases, bucket and tables made")
        outcome.unauthorized = hall.answer("POST", "flow_runs/count", json={}).status_code
        ports = [hall.ports[name] for name in ("postgres", "store", "server")] + site_ports(sources)
        machines = [stack.enter_context(opened_machine(number, ports, apart=apart)) for number in (1, 2)]
        backfill_together(hall, machines, outcome, say)
        outcome.together = fingerprint(hall, machines[1])
        say(f"fingerprint of the two machines: {outcome.together}")
        for machine in machines:
            machine.stop()
            outcome.connections |= {machine.name: sum(machine.connections().values())}
        outcome.leaked = leaked_secrets(hall)
        outcome.alone = alone(hall, settings)
        say(f"fingerprint of one machine with SQLite: {outcome.alone}")
        outcome.asked = sites.stop()
    return outcome


def site_ports(sources: Path) -> list[int]:
    """Return the ports of the sites in a source file."""
    hosts = [line.partition("127.0.0.1:")[2] for line in sources.read_text(encoding="utf-8").splitlines()]
    return sorted({int(host.partition("/")[0]) for host in hosts if host})


def backfill_together(hall: Hall, machines: list[Machine], outcome: Outcome, say: Callable[[str], None]) -> None:
    """Deploy, run one backfill on each machine, kill the first half way, and wait for the second to have done all."""
    first, second = machines
    for machine in machines:
        start_worker(hall, machine)
    until(lambda: hall.has("work_pools/reportarchive"), "the work pool")
    first.run(in_shell(command_of("deploy")), hall.environment("deploy", hall.home / "deploy"))
    for one in deployments(hall).values():
        hall.ask("POST", f"deployments/{one}/pause_deployment")  # what comes by its schedule would disturb
    say(f"deployed; workers run on {first.name} ({first.address}) and {second.name} ({second.address})")
    archive = create_engine(hall.administrator.url.set(database="archive"))
    runs = [begin_backfill(hall) for _ in machines]
    until(lambda: {state_of(hall, run) for run in runs} == {"RUNNING"}, "both backfills to run")
    until(lambda: count_items(archive)["done"] >= HALF, f"{HALF} sources to be done")
    outcome.killed = first.kill()
    now = count_items(archive)
    outcome.done_at_kill, outcome.held_at_kill = now["done"], now["running"]
    say(f"killed {first.name}, {outcome.killed} processes: {now['done']} sources done, {now['running']} under way")
    kept = until(lambda: ended(hall, runs), f"the backfill of {second.name} to end")
    say(f"{second.name} ended: {kept['state']['message']}")
    (lost,) = (run for run in runs if run != kept["id"])
    outcome.states = {"kept": kept["state_type"], "lost": state_of(hall, lost)}
    outcome.items = {name: count for name, count in count_items(archive).items() if count}
    with archive.connect() as connection:
        outcome.reports = int(connection.execute(text("SELECT count(*) FROM report")).scalar_one())
    archive.dispose()


def start_worker(hall: Hall, machine: Machine) -> None:
    """Start the worker of the compose set on a machine."""
    environment = hall.environment("worker", hall.home / machine.name)
    machine.start(in_shell([*command_of("worker"), *LIMIT]), environment, hall.home / f"{machine.name}.log")


def deployments(hall: Hall) -> dict[str, str]:
    """Return the ids of the deployments by name."""
    return {one["name"]: one["id"] for one in hall.ask("POST", "deployments/filter", json={})}


def begin_backfill(hall: Hall) -> str:
    """Start a run of the deployment `backfill` and return its id."""
    return str(hall.ask("POST", f"deployments/{deployments(hall)['backfill']}/create_flow_run", json={})["id"])


def state_of(hall: Hall, run: str) -> str:
    """Return the type of a run's state."""
    return str(hall.ask("GET", f"flow_runs/{run}")["state_type"])


def ended(hall: Hall, runs: Sequence[str]) -> dict[str, Any] | None:
    """Return the first of some runs that has ended, in whatever state; one whose worker was killed never does."""
    found: list[dict[str, Any]] = [hall.ask("GET", f"flow_runs/{run}") for run in runs]
    over = {"COMPLETED", "FAILED", "CRASHED", "CANCELLED"}
    return next((run for run in found if run["state_type"] in over), None)


def count_items(archive: Engine) -> dict[str, int]:
    """Return how many work items there are in each state."""
    counted = {"pending": 0, "running": 0, "done": 0, "failed": 0}
    with archive.connect() as connection:
        rows = connection.execute(text("SELECT state, count(*) FROM work_item GROUP BY state"))
        return counted | {str(state): int(count) for state, count in rows}


def fingerprint(hall: Hall, machine: Machine) -> str:
    """Return the fingerprint of the shared archive, asked from a machine, where every hash holds."""
    environment = hall.environment("worker", hall.home / machine.name)
    machine.run(["reportarchive", "verify"], environment)
    return machine.run(["reportarchive", "verify", "--fingerprint"], environment).strip()


def alone(hall: Hall, settings: dict[str, str]) -> str:
    """Backfill the same sites on one machine with SQLite and files, without Prefect, and return the fingerprint."""
    environment = bare_environment() | settings | {"REPORTARCHIVE_HOME": str(hall.home / "alone")}
    hall.machine.run(["reportarchive", "backfill"], environment)
    return hall.machine.run(["reportarchive", "verify", "--fingerprint"], environment).strip()
