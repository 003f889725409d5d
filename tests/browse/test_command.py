"""The command: loopback unless told otherwise, a warning then, and one clear line where it cannot start."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

import httpx
import pytest
from sqlalchemy import create_engine
from tests.browsing import COMMAND, browsing

from reportarchive.model import Scope
from reportarchive.pipeline.keep.export import export_tables
from reportarchive.query import Reader

EVERYWHERE = "0.0.0.0"  # noqa: S104
EDITED = "990101-2025-annual"


def refused(home: Path, *options: str, **more: str) -> str:
    environment = {**os.environ, "REPORTARCHIVE_HOME": str(home), **more}
    done = subprocess.run(
        [COMMAND, "browse", *options], env=environment, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2
    return done.stderr


def test_it_listens_on_loopback_and_says_nothing_of_it(browsed, tmp_path: Path):
    with browsing(browsed.home, log=tmp_path / "log") as address:
        assert address.startswith("http://127.0.0.1:")
        port = int(address.rpartition(":")[2])
        with socket.socket() as other, pytest.raises(ConnectionRefusedError):
            other.connect(("127.0.0.2", port))
    assert (tmp_path / "log").read_text() == ""


def test_another_host_is_warned_of(browsed, tmp_path: Path):
    with browsing(browsed.home, "--host", EVERYWHERE, log=tmp_path / "log") as address:
        port = address.rpartition(":")[2]
        assert httpx.get(f"http://127.0.0.1:{port}/", trust_env=False).status_code == 200
    told = (tmp_path / "log").read_text()
    assert "warning: 0.0.0.0 is no loopback address" in told
    assert "without a password" in told


def test_where_there_is_no_archive_it_says_so(tmp_path: Path):
    assert "there is no archive" in refused(tmp_path)


def test_a_port_in_use_is_told(browsed):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert f"port {port} cannot be listened on" in refused(browsed.home, "--port", str(port))


def test_an_archive_on_postgresql_is_browsed_from_an_export(tmp_path: Path):
    said = refused(tmp_path, REPORTARCHIVE_DATABASE_URL="postgresql+psycopg://nobody@127.0.0.1:9/none")
    assert "reportarchive export DIR" in said


def test_an_export_of_a_part_is_browsed_without_what_it_does_not_hold(browsed, tmp_path: Path):
    export_tables(browsed, Scope(years=(2025,)), tmp_path / "part")
    file = tmp_path / "part" / "archive.sqlite"
    with Reader.open(f"sqlite:///{file}") as reader:
        ((count,),) = reader.run("SELECT COUNT(*) FROM report_current").rows
    with (
        browsing(browsed.home, "--database", str(file)) as address,
        httpx.Client(base_url=address, trust_env=False) as client,
    ):
        for path in ("/", "/reports", "/indicators/proposals.handled", "/coverage", "/coverage/990101", "/sources"):
            assert client.get(path).status_code == 200, path
        assert f">{count} <span>" in client.get("/").text
        assert client.get(f"/reports/{EDITED}/versions/2/numbers/5").text.count('id="here"') == 1
        assert client.get(f"/reports/{EDITED}/versions/2/bytes").status_code == 200
        assert "current version" in client.get(f"/reports/{EDITED}/versions/1").text
        assert client.get(f"/reports/{EDITED}/changes/1-2").status_code == 404
        assert "reportarchive search" in client.get("/search?q=x").text


def test_a_path_with_odd_signs_is_opened(browsed, tmp_path: Path):
    file = tmp_path / "what? 100%+#&.sqlite"
    create_engine(browsed.archive_url).raw_connection().execute("VACUUM INTO ?", [str(file)])
    with browsing(browsed.home, "--database", str(file)) as address:
        assert httpx.get(f"{address}/archive/report_current.json?_size=1", trust_env=False).status_code == 200
        assert httpx.get(f"{address}/reports", trust_env=False).status_code == 200
