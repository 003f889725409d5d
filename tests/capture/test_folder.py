"""Objects in a folder: a rename after the bytes are on the disk, a form that the zstd program reads."""

from __future__ import annotations

import hashlib
import io
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import zstandard

from reportarchive.capture import FolderStore
from reportarchive.errors import CaptureError


def test_the_zstd_program_reads_an_object(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    path = store.path_of(store.put(b"report\n" * 1000))
    program = shutil.which("zstd")
    if program is not None:
        read = subprocess.run([program, "-dc", path], check=True, capture_output=True).stdout
    else:  # the same library, as a stream and without the sizes that we look at first
        read = zstandard.ZstdDecompressor().stream_reader(io.BytesIO(path.read_bytes())).read()
    assert read == b"report\n" * 1000


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


def test_a_second_put_leaves_the_object_alone(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    path = store.path_of(store.put(b"report"))
    before = path.stat()
    assert store.put(b"report") == store.put(b"report")
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert list(tmp_path.rglob("*.tmp")) == []


def test_a_folder_that_takes_nothing_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "raw").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(CaptureError, match="cannot keep bytes"):
        FolderStore(tmp_path / "raw").put(b"report")


def test_what_a_killed_writer_left_is_told_apart_from_objects(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    path = store.path_of(digest := store.put(b"report"))
    left = path.with_name(f".{path.name}.{'a' * 32}.tmp")
    for stray in (left, path.with_name(".nfs0001"), path.with_name("readme.tmp")):
        stray.write_bytes(b"half")
    path.with_name(f"{digest[:2]}{'0' * 62}.zst").mkdir()
    ((first, second),) = store.folders()
    assert (first.name, first.digest, first.size) == (str(left.relative_to(tmp_path)), None, 4)
    assert second.digest == digest


def test_a_folder_that_cannot_be_listed_is_an_error(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.put(b"report")
    (tmp_path / "sha256" / "00").write_text("a file where a folder should be", encoding="utf-8")
    with pytest.raises(CaptureError, match="cannot list"):
        list(store.folders())


def test_an_object_that_is_no_file_is_an_error(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    store.path_of("0" * 64).mkdir(parents=True)
    with pytest.raises(CaptureError, match=f"object {'0' * 64} cannot be read: Is a directory"):
        store.get("0" * 64)


FULL = """
import os, resource, signal, sys
from pathlib import Path
from reportarchive.capture import FolderStore
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
store = FolderStore(Path(sys.argv[1]))
store.put(b"small")
store.put(os.urandom(200_000))
"""


def test_a_disk_that_takes_no_more_leaves_no_half_object(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", FULL, tmp_path], capture_output=True, text=True, check=False)
    assert done.stderr.splitlines()[-1].endswith(f"CaptureError: cannot keep bytes below {tmp_path}: File too large")
    left = [entry.digest for entries in FolderStore(tmp_path).folders() for entry in entries]
    assert left == [hashlib.sha256(b"small").hexdigest()]


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
