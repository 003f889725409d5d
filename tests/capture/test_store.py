"""Kept bytes: once under their hash, whole or absent, checked when read."""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest
import zstandard

from reportarchive.capture import FolderStore
from reportarchive.errors import CaptureError

if TYPE_CHECKING:
    from pathlib import Path

BODIES = [b"", b"\x00", b"report", "法治政府建设".encode("gb18030"), os.urandom(70_000), b"a" * 3_000_000]


@pytest.mark.parametrize("body", BODIES, ids=["empty", "nul", "text", "gb18030", "random", "long"])
def test_what_is_put_comes_back(tmp_path: Path, body: bytes) -> None:
    store = FolderStore(tmp_path / "raw")
    digest = store.put(body)
    assert digest == hashlib.sha256(body).hexdigest()
    assert store.has(digest)
    assert store.get(digest) == body
    path = tmp_path / "raw" / "sha256" / digest[:2] / f"{digest}.zst"
    assert zstandard.ZstdDecompressor().decompress(path.read_bytes(), max_output_size=5_000_000) == body


def test_the_zstd_program_reads_an_object(tmp_path: Path) -> None:
    program = shutil.which("zstd")
    if program is None:
        pytest.skip("the zstd program is not installed here")
    store = FolderStore(tmp_path)
    path = store.path_of(store.put(b"report\n" * 1000))
    assert subprocess.run([program, "-dc", path], check=True, capture_output=True).stdout == b"report\n" * 1000


def test_a_second_put_leaves_the_object_alone(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    path = store.path_of(store.put(b"report"))
    before = path.stat()
    assert store.put(b"report") == store.put(b"report")
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert list(tmp_path.rglob("*.tmp")) == []


def test_digests_are_sorted_and_only_objects(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    assert list(store.digests()) == []
    kept = sorted(store.put(str(number).encode()) for number in range(20))
    folder = store.path_of(kept[0]).parent
    for stray in (".tmp", "readme.zst", f"{'0' * 63}.zst", f".{kept[0]}.zst.abc.tmp"):
        (folder / stray).write_bytes(b"stray")
    assert list(store.digests()) == kept


def test_missing_is_an_error_that_names_the_object(tmp_path: Path) -> None:
    digest = "0" * 64
    store = FolderStore(tmp_path)
    assert not store.has(digest)
    with pytest.raises(CaptureError, match=digest):
        store.get(digest)


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 65, "0" * 64 + "\n"])
def test_what_is_no_digest_makes_no_path(tmp_path: Path, digest: str) -> None:
    with pytest.raises(CaptureError, match="no SHA-256"):
        FolderStore(tmp_path).get(digest)


def other_bytes(packed: bytes) -> bytes:
    return zstandard.compress(b"another report")


def cut(packed: bytes) -> bytes:
    return packed[:-3]


def no_frame(packed: bytes) -> bytes:
    return b"plain bytes"


def nothing(packed: bytes) -> bytes:
    return b""


def bomb(packed: bytes) -> bytes:
    return zstandard.compress(b"\x00" * 5_000_000)


@pytest.mark.parametrize("alter", [other_bytes, cut, no_frame, nothing, bomb])
def test_altered_is_an_error(tmp_path: Path, alter: object) -> None:
    store = FolderStore(tmp_path, max_bytes=1_000_000)
    digest = store.put(os.urandom(10_000))
    path = store.path_of(digest)
    path.write_bytes(alter(path.read_bytes()))  # type: ignore[operator]
    with pytest.raises(CaptureError, match=r"altered"):
        store.get(digest)


def test_every_flipped_bit_is_noticed(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    digest = store.put("法治政府建设情况报告".encode() * 3)
    path = store.path_of(digest)
    packed = path.read_bytes()
    for position in range(len(packed)):
        path.write_bytes(packed[:position] + bytes([packed[position] ^ 1]) + packed[position + 1 :])
        try:
            kept = store.get(digest)
        except CaptureError:
            continue
        assert hashlib.sha256(kept).hexdigest() == digest  # a flag of the frame that changes no byte


def test_a_body_over_the_limit_is_not_kept(tmp_path: Path) -> None:
    with pytest.raises(CaptureError, match="over the limit"):
        FolderStore(tmp_path, max_bytes=10).put(b"x" * 11)
    assert list(tmp_path.rglob("*")) == []


def test_a_folder_that_takes_nothing_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "raw").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(CaptureError, match="cannot keep bytes"):
        FolderStore(tmp_path / "raw").put(b"report")


def test_many_threads_put_the_same_bytes(tmp_path: Path) -> None:
    store, digests = FolderStore(tmp_path), []
    threads = [threading.Thread(target=lambda: digests.append(store.put(b"report" * 1000))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(digests) == 8
    assert list(store.digests()) == [digests[0]]
    assert list(tmp_path.rglob("*.tmp")) == []


WRITER = """
import os, sys
from pathlib import Path
from reportarchive.capture import FolderStore
store = FolderStore(Path(sys.argv[1]))
print("ready", flush=True)
while True:
    store.put(os.urandom(200_000))
"""


def test_a_killed_writer_leaves_no_partial_object(tmp_path: Path) -> None:
    for round_number in range(3):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, tmp_path], stdout=subprocess.PIPE)
        with writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == b"ready\n"
            while len(list(tmp_path.rglob("*.zst"))) < 5 * (round_number + 1):
                time.sleep(0.001)
            writer.send_signal(signal.SIGKILL)
    store = FolderStore(tmp_path)
    digests = list(store.digests())
    assert len(digests) >= 15
    for digest in digests:
        assert hashlib.sha256(store.get(digest)).hexdigest() == digest
