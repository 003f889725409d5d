"""What all tests share: repeatable random documents, and the option that rewrites golden files."""

from __future__ import annotations

import gc
import uuid
from importlib import import_module
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

# The same examples on every run: a test that fails must fail again. Nothing here measures time.
settings.register_profile("house", derandomize=True, deadline=None, database=None)
settings.load_profile("house")


def pytest_collection_finish() -> None:
    """Leave what was collected out of every later garbage collection: it lives to the end anyway."""
    gc.collect()
    gc.freeze()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="rewrite the golden files with what is found now")


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
