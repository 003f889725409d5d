"""What all tests share: repeatable random documents, a PostgreSQL server, a browser, and the options of a run.

`--accept` rewrites golden files; `--long` does the full counts of what is done a few times else.
"""

from __future__ import annotations

import gc
import itertools
import uuid
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from sqlalchemy import create_engine, make_url, text
from tests.browsers import browser_or_skip
from tests.postgres import server_or_skip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

TOLD = "told"

# The same examples on every run: a test that fails must fail again. Nothing here measures time.
settings.register_profile("house", derandomize=True, deadline=None, database=None)
settings.load_profile("house")


def pytest_collection_finish() -> None:
    """Leave what was collected out of every later garbage collection: it lives to the end anyway."""
    gc.collect()
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite the golden files with what is found now")
    parser.addoption("--long", action="store_true", help="the full counts: every kill, not a few (make test-long)")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests told of what they did, such as where kills hit; with xdist too."""
    done = [*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")]
    told = [line for report in done for name, line in report.user_properties if name == TOLD and report.when == "call"]
    if told:
        terminalreporter.section("what was done")
        for line in told:
            terminalreporter.write_line(str(line))


@pytest.fixture
def tell(request: pytest.FixtureRequest) -> Callable[[str], None]:
    """A function that adds a line to what a run says at its end it has done."""
    return lambda line: request.node.user_properties.append((TOLD, line))


@pytest.fixture(scope="session")
def is_long(request: pytest.FixtureRequest) -> bool:
    """Whether the full counts are asked for."""
    return bool(request.config.getoption("--long"))


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """Start a PostgreSQL server for this session; skip, and say why, where that cannot be done and need not be."""
    with server_or_skip() as url:
        yield url


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A real browser, one for all tests of a process: Playwright runs once in each."""
    with browser_or_skip() as made:
        yield made


@pytest.fixture(scope="session")
def new_database(server_url: str) -> Iterator[Callable[[str], str]]:
    """A function that makes a database, a copy of another when its URL is given, and returns its URL."""
    engine = create_engine(server_url, isolation_level="AUTOCOMMIT")
    numbers = itertools.count(1)  # the server is this session's own, so no other process takes the same name

    def make(template: str = "") -> str:
        name = f"test_{next(numbers)}"
        source = make_url(template).database if template else "template0 ENCODING 'UTF8' LOCALE 'C'"
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {source}"))
        return server_url.replace("/postgres?", f"/{name}?")

    yield make
    engine.dispose()


@pytest.fixture
def database(server_url: str, new_database: Callable[[str], str]) -> Iterator[str]:
    """Make a database for one test."""
    url = new_database("")
    yield url
    engine = create_engine(server_url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"DROP DATABASE {make_url(url).database} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[Path, str], None]:
    """Return the comparison with a golden file; the first run without one writes it and fails."""
    accept = bool(request.config.getoption("--accept"))

    def compare(path: Path, found: str) -> None:
        if accept:
            path.write_text(found, encoding="utf-8")
        elif not path.exists():
            path.write_text(found, encoding="utf-8")
            pytest.fail(f"{path.name} was missing and has been written; read it, then run again")
        assert found == path.read_text(encoding="utf-8"), "run with --accept if the change is meant"

    return compare


@pytest.fixture(scope="session")
def s3_server() -> Iterator[str]:
    """Serve the S3 API on loopback, once for all tests, and return its address."""
    from moto.server import ThreadedMotoServer  # noqa: PLC0415 - takes a second, and few tests need it

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3_account(monkeypatch: pytest.MonkeyPatch, s3_server: str) -> None:
    """Set the usual variables of an S3 client for this test; nothing else says where the server is."""
    account = {
        "ENDPOINT_URL": s3_server,
        "ACCESS_KEY_ID": "tester",
        "SECRET_ACCESS_KEY": "hidden",
        "REGION": "us-east-1",
    }
    for name, value in account.items():
        monkeypatch.setenv(f"AWS_{name}", value)


@pytest.fixture
def bucket(s3_account: None) -> str:
    """Make an empty bucket for this test and return its URL with a prefix."""
    name = f"bucket-{uuid.uuid4().hex}"
    import_module("fsspec").filesystem("s3", skip_instance_cache=True).mkdir(name)
    return f"s3://{name}/raw"
