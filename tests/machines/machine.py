"""A machine of the rehearsal: a network namespace with an address and a host name of its own, or a process group.

In a namespace nothing of the outside is there but a cable to the hall, where the services are on loopback. Like an SSH
tunnel, a forwarder at each end of the cable brings the hall's ports to the machine's own loopback: whoever works on the
machine dials 127.0.0.1 and nothing else, so the guard against private addresses stays as it is.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parents[2]
NAMESPACES = Path("/proc/self/ns/net")
FORWARD = (sys.executable, "-m", "tests.machines.forward")


def can_have_namespaces() -> bool:
    """Tell whether this process may make network namespaces and has the programs for it."""
    try:
        made = subprocess.run(["unshare", "--net", "--uts", "ip", "link"], capture_output=True, check=False)
    except OSError:
        return False
    return made.returncode == 0


@dataclass
class Machine:
    """Where processes run as on a machine of their own; `enter` stands before each command."""

    name: str
    address: str
    enter: tuple[str, ...] = ()
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)
    forwarders: list[Forwarder] = field(default_factory=list)

    def start(self, command: Sequence[str], environment: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
        """Start a command here, in a process group of its own, its output in a file."""
        with log.open("ab") as written:
            process = subprocess.Popen(
                [*self.enter, *command],
                cwd=ROOT,
                env=dict(environment),
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=written,
                start_new_session=True,
            )
        self.started.append(process)
        return process

    def run(self, command: Sequence[str], environment: Mapping[str, str]) -> str:
        """Run a command here and return its standard output.

        Raises:
            CalledProcessError: it failed; its output is shown.
        """
        done = subprocess.run(
            [*self.enter, *command], cwd=ROOT, env=dict(environment), capture_output=True, text=True, check=False
        )
        if done.returncode:
            sys.stderr.write(done.stdout + done.stderr)
            done.check_returncode()
        return done.stdout

    def kill(self) -> int:
        """Kill with SIGKILL all that was started here, and what that has started; return how many processes."""
        doomed = {pid for process in self.started for pid in descendants(process.pid)}
        for pid in doomed:
            with_signal(pid, signal.SIGKILL)
        for process in self.started:
            process.wait()
        self.started.clear()
        return len(doomed)

    def stop(self) -> None:
        """Interrupt what runs here, the last first, and kill what does not end."""
        for process in reversed(self.started):
            with_signal(process.pid, signal.SIGINT)
            try:
                process.wait(timeout=30)
            except subprocess.TimeoutExpired:
                for pid in descendants(process.pid):
                    with_signal(pid, signal.SIGKILL)
                process.wait()
        self.started.clear()

    def connections(self) -> dict[str, int]:
        """Take the cable out, and return how many connections came through it to the hall, by address."""
        return self.forwarders[-1].end() if self.forwarders else {}


@dataclass
class Forwarder:
    """A forwarder that waits for the word to begin."""

    process: subprocess.Popen[str]

    def begin(self) -> None:
        """Have it listen, and return when it does."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write("go\n")
        self.process.stdin.flush()
        assert self.process.stdout.readline() == "ready\n"

    def end(self) -> dict[str, int]:
        """Have it stop, and return how many connections came from which address."""
        said, _ = self.process.communicate()
        return dict(json.loads(said or "{}"))


@contextmanager
def opened_machine(number: int, ports: Sequence[int], *, apart: bool) -> Iterator[Machine]:
    """Give a machine that reaches these ports of the hall's loopback on its own; all that runs there ends with it."""
    name = f"machine-{number}"
    with ExitStack() as stack:
        machine = _cabled(stack, name, number, ports) if apart else Machine(name, "127.0.0.1")
        try:
            yield machine
        finally:
            machine.stop()


def _cabled(stack: ExitStack, name: str, number: int, ports: Sequence[int]) -> Machine:
    """Return a machine in a namespace of its own, and the cable laid."""
    ours, theirs = f"10.77.{number}.1", f"10.77.{number}.2"
    inner = stack.enter_context(_forwarder(["unshare", "--net", "--uts"], "127.0.0.1", ours, ports))
    outer = stack.enter_context(_forwarder([], ours, "127.0.0.1", ports))
    keeper = inner.process.pid
    enter = ("nsenter", "--net", "--uts", "--target", str(keeper), "--")
    await_own_namespace(keeper)
    cable = f"hall-{number}"
    for command in (
        [*enter, sys.executable, "-c", "import socket, sys; socket.sethostname(sys.argv[1])", name],
        ["ip", "link", "add", cable, "type", "veth", "peer", "name", "eth0", "netns", str(keeper)],
        ["ip", "address", "add", f"{ours}/30", "dev", cable],
        ["ip", "link", "set", cable, "up"],
        [*enter, "ip", "address", "add", f"{theirs}/30", "dev", "eth0"],
        [*enter, "ip", "link", "set", "eth0", "up"],
        [*enter, "ip", "link", "set", "lo", "up"],
    ):
        subprocess.run(command, check=True)
    for one in (outer, inner):
        one.begin()
    return Machine(name, theirs, enter, forwarders=[inner, outer])


@contextmanager
def _forwarder(where: list[str], listen: str, target: str, ports: Sequence[int]) -> Iterator[Forwarder]:
    command = [*where, *FORWARD, listen, target, *map(str, ports)]
    # In a session of its own: a Ctrl-C is for the rehearsal, which stops things in their order.
    process = subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    )
    try:
        yield Forwarder(process)
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                pipe.close()


def await_own_namespace(pid: int) -> None:
    """Return once a process that was started by `unshare` has left our network namespace."""
    theirs = Path(f"/proc/{pid}/ns/net")
    while theirs.readlink() == NAMESPACES.readlink():
        os.sched_yield()


def descendants(pid: int) -> set[int]:
    """Return a process and all that it has started, and those again, whatever group or session they chose."""
    parents: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = status.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(status.parent.name))
    found, left = set(), [pid]
    while left:
        one = left.pop()
        found.add(one)
        left += parents.get(one, [])
    return found


def with_signal(pid: int, sent: signal.Signals) -> None:
    """Send a signal to a process that may have ended."""
    try:
        os.kill(pid, sent)
    except ProcessLookupError:
        return
