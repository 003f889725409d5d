"""On loopback only the names of this machine are answered, on our pages and on Datasette's."""

from __future__ import annotations

import socket
from http.client import HTTPResponse

import pytest
from tests.browsing import browsing

from reportarchive.browse.hosts import answered_names, is_answered

PATHS = ("/", "/reports", "/archive", "/archive/report_current.json?_size=1", "/-/plugins.json", "/assets/style.css")
OURS = ("localhost", "127.0.0.1", "[::1]", "LocalHost", "127.0.0.1:80", "localhost:9", "[::1]:65535")
STRANGERS = (
    "",
    ":8001",
    "localhost.evil.example",
    "evil.example",
    "evil.example:8001",
    "127.0.0.1.nip.io",
    "127.0.0.1.nip.io:8001",
    "notlocalhost",
    "localhost:80@evil.example",
    "evil.example, localhost",
    "127.0.0.2",
    "0.0.0.0",  # noqa: S104 - a name that a request gives
    "[::1].evil.example",
    "[::1]evil.example:1",
    "::1",
)


def answer_to(port: int, path: str, *lines: str) -> tuple[int, str]:
    """Return status and body of a request with these header lines and no others."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as sent:
        asked = "".join(f"{line}\r\n" for line in (f"GET {path} HTTP/1.1", *lines, "Connection: close", ""))
        sent.sendall(asked.encode())
        answer = HTTPResponse(sent)
        answer.begin()
        return answer.status, answer.read().decode(errors="replace")


@pytest.fixture(scope="module")
def port(address: str) -> int:
    return int(address.rpartition(":")[2])


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_answered_under_the_names_of_this_machine_alone(port: int, path: str):
    for host in OURS:
        assert answer_to(port, path, f"Host: {host}")[0] == 200, host
    for host in STRANGERS:
        status, body = answer_to(port, path, f"Host: {host}")
        assert (status, body.count("\n")) == (400, 1), host
        assert "the names of this machine only" in body


def test_a_request_that_names_two_hosts_or_none_is_refused(port: int):
    assert answer_to(port, "/", "Host: localhost", "Host: evil.example")[0] == 400
    assert answer_to(port, "/")[0] == 400


def test_the_host_that_was_given_is_answered_too(browsed):
    with browsing(browsed.home, "--host", "localhost") as address:
        assert address.startswith("http://localhost:")
        port = int(address.rpartition(":")[2])
        assert answer_to(port, "/", "Host: localhost")[0] == 200
        assert answer_to(port, "/", "Host: localhost.evil.example")[0] == 400


def test_a_server_that_is_open_to_the_network_is_answered_under_any_name(browsed, tmp_path):
    with browsing(browsed.home, "--host", "0.0.0.0", log=tmp_path / "log") as address:  # noqa: S104
        assert answer_to(int(address.rpartition(":")[2]), "/", "Host: archive.example")[0] == 200


@pytest.mark.parametrize(
    ("host", "name"), [("127.0.0.2", b"127.0.0.2:8001"), ("::1", b"[::1]"), ("0:0:0:0:0:0:0:1", b"[0:0:0:0:0:0:0:1]")]
)
def test_each_loopback_address_answers_to_its_own_name(host: str, name: bytes):
    names = answered_names(host)
    assert names is not None
    assert is_answered([(b"host", name)], names)
    assert not is_answered([(b"host", b"127.0.0.3")], names)


def test_an_address_of_the_network_answers_to_any_name():
    assert answered_names("192.0.2.1") is None
    assert answered_names("0.0.0.0") is None  # noqa: S104
