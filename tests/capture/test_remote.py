"""Objects in an S3 bucket behind a real S3 API: written once, every failure one line that tells no secret."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from reportarchive.capture import FolderStore, RemoteStore, open_store
from reportarchive.capture.packing import digest_of, name_of, pack
from reportarchive.capture.remote import _modified, _said
from reportarchive.errors import CaptureError


def run_python(code: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-W", "error", "-c", code, *arguments]
    return subprocess.run(command, env=dict(os.environ), capture_output=True, text=True, check=False, timeout=120)


def told_by(store: RemoteStore) -> set[str]:
    """Return what the store says when it can neither keep nor list."""
    told = set()
    for attempt in (lambda: store.put(b"report"), lambda: list(store.digests())):
        with pytest.raises(CaptureError) as failed:
            attempt()
        told.add(str(failed.value))
    return told


def test_of_two_writers_at_once_the_first_stays_and_the_second_is_content(bucket: str) -> None:
    """Both have seen that the name is free; then both write."""
    first, second = RemoteStore(bucket), RemoteStore(bucket)
    name, packed = name_of(digest_of(b"report")), pack(b"report")
    other = packed + b"\x50\x2a\x4d\x18\x00\x00\x00\x00"  # the same body with an empty frame behind it
    assert first._create(name, packed) is None
    assert second._create(name, other) == packed
    assert first._read(name) == packed


def test_a_writer_that_loses_to_an_altered_object_tells_it(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    store = RemoteStore(bucket)
    store._create(name_of(digest_of(b"report")), b"altered")
    reads = iter([None])  # the name was free a moment before
    read = store._read
    monkeypatch.setattr(store, "_read", lambda name: next(reads, read(name)))
    with pytest.raises(CaptureError, match="altered"):
        store.put(b"report")
    assert read(name_of(digest_of(b"report"))) == b"altered"


def test_a_listing_shows_what_others_kept_since_the_last_one(bucket: str) -> None:
    store, other = open_store(bucket), open_store(bucket)
    kept = {store.put(b"report")}
    assert set(store.digests()) == kept
    kept |= {other.put(str(number).encode()) for number in range(5)}
    assert set(store.digests()) == kept


def test_a_bucket_that_is_not_there_is_told(s3_account: None) -> None:
    told = told_by(RemoteStore("s3://bucket-of-nobody/raw"))
    assert len(told) == 2
    for line in told:
        assert "s3://bucket-of-nobody/raw: The specified bucket does not exist" in line


def test_a_server_that_is_gone_is_told_in_one_line(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    with socket.socket() as taken:  # bound, and not listening
        taken.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{taken.getsockname()[1]}/"
        monkeypatch.setenv("AWS_ENDPOINT_URL", address)
        for line in told_by(RemoteStore(bucket)):
            assert f'at {bucket}: Could not connect to the endpoint URL: "{address}' in line
            assert "\n" not in line
            assert "hidden" not in line


def test_no_error_tells_a_password_of_an_address() -> None:
    with pytest.raises(CaptureError, match=r"nowhere://host/raw cannot be opened: Protocol not known") as failed:
        open_store("nowhere://user:hidden@host/raw")
    assert "hidden" not in str(failed.value)
    assert _said(OSError("no way to http://user:hidden@host/raw\nhidden")) == "no way to http://host/raw"


def test_without_its_package_s3_says_what_to_install() -> None:
    code = (
        "import sys; sys.modules['s3fs'] = None; from reportarchive.capture import open_store; open_store('s3://b/raw')"
    )
    done = run_python(code)
    assert done.stderr.splitlines()[-1].endswith("s3://b/raw cannot be opened: install reportarchive[s3]")


def test_a_folder_needs_none_of_it(tmp_path: Path) -> None:
    code = """
import sys
from reportarchive.capture import open_store
store = open_store(sys.argv[1])
assert store.get(store.put(b"report")) == b"report"
print(sorted({"fsspec", "s3fs"} & set(sys.modules)))
"""
    assert run_python(code, str(tmp_path)).stdout == "[]\n"
    assert isinstance(open_store(f"file://{tmp_path}"), FolderStore)


def test_a_forked_process_opens_its_own_connection(bucket: str) -> None:
    code = """
import os, sys
from reportarchive.capture import open_store
store = open_store(sys.argv[1])
digest = store.put(b"report")
child = os.fork()
if not child:
    os._exit(store.get(digest) != b"report")
print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""
    done = run_python(code, bucket)
    assert (done.stdout, done.stderr) == ("0\n", "")


@pytest.mark.parametrize(
    ("told", "modified"),
    [
        ({"mtime": 0}, datetime(1970, 1, 1, tzinfo=UTC)),
        ({"updated": "2026-01-02T03:04:05Z"}, datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        ({"created": datetime(2026, 1, 2, tzinfo=UTC).replace(tzinfo=None)}, datetime(2026, 1, 2, tzinfo=UTC)),
        ({"updated": "yesterday"}, None),
        ({"mtime": 1e300}, None),
        ({"mtime": None}, None),
        ({}, None),
    ],
)
def test_an_age_is_read_as_file_systems_write_it(told: dict[str, object], modified: datetime | None) -> None:
    assert _modified(told) == modified
