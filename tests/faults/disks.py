"""Small disks of a test's own, that can be full or read-only: a tmpfs, mounted by root, or else in a namespace.

A namespace of mounts lives as long as the process that keeps it open. Tests see its disk below `/proc/<pid>/root`;
commands are run where it is mounted, since SQLite resolves such a link.
"""

from __future__ import annotations

import errno
import os
import subprocess
import tempfile
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

UNSHARE = ("unshare", "--user", "--map-root-user", "--mount")
MOUNT = ("mount", "-t", "tmpfs", "-o")
KEEP = 'mount -t tmpfs -o "size=$2" tmpfs "$1" && echo ready && exec sleep infinity'
BALLAST = ".ballast"
BLOCK = bytes(4096)


@dataclass(frozen=True)
class Disk:
    """A file system of a bounded size at `path`; `enter` is the command that runs another one where it is mounted."""

    path: Path
    mounted_at: Path
    enter: tuple[str, ...]

    def fill(self, left: int = 0) -> None:
        """Fill it up with a file, but for so many bytes."""
        ballast = self.path / BALLAST
        with ballast.open("wb", buffering=0) as file:
            try:
                while file.write(BLOCK) == len(BLOCK):
                    pass
            except OSError as error:
                if error.errno != errno.ENOSPC:
                    raise
            file.truncate(max(file.tell() - left, 0))

    def free(self) -> None:
        """Give the space back that was filled."""
        (self.path / BALLAST).unlink()

    def make_read_only(self) -> None:
        """Refuse every write from now on, root's too."""
        subprocess.run([*self.enter, "mount", "-o", "remount,ro", str(self.mounted_at)], check=True)


@contextmanager
def small_disk(size: str) -> Iterator[Disk]:
    """Give a disk of a size such as `4m`; where none can be mounted the test is skipped, and says so."""
    with tempfile.TemporaryDirectory(prefix="reportarchive-disk-") as folder, ExitStack() as stack:
        Path(folder).chmod(0o755)  # a server that runs as another user passes through
        try:
            disk = _mounted(folder, size, stack) or _in_namespace(folder, size, stack)
        except FileNotFoundError as error:
            pytest.skip(f"no disk can be mounted here: {error}")
        yield disk


def _mounted(folder: str, size: str, stack: ExitStack) -> Disk | None:
    """Return the disk mounted for all to see, which only root may do."""
    if os.geteuid() or subprocess.run([*MOUNT, f"size={size}", "tmpfs", folder], check=False).returncode:
        return None
    stack.callback(subprocess.run, ["umount", "--lazy", folder], check=True)
    return Disk(Path(folder), Path(folder), ())


def _in_namespace(folder: str, size: str, stack: ExitStack) -> Disk:
    command = [*UNSHARE, "sh", "-c", KEEP, "sh", folder, size]
    keeper = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    stack.callback(keeper.communicate)
    stack.callback(keeper.kill)
    if keeper.stdout.readline() != "ready\n":
        pytest.skip(f"no disk can be mounted here: {keeper.stderr.read().strip()}")
    pid = str(keeper.pid)
    enter = ("nsenter", "--target", pid, "--user", "--preserve-credentials", "--mount")
    return Disk(Path("/proc", pid, "root", folder[1:]), Path(folder), enter)
