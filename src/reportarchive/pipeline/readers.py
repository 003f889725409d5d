"""Pages read in other processes, so that asking and reading go on side by side.

Reading is pure and takes most of the time of a harvest, and one Python process uses one core. The first pages are
read here: a short run ends before other processes have started.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    P = ParamSpec("P")
    T = TypeVar("T")

READ_HERE = 40
"""Pages that one process reads in about the time that others take to start."""


class Readers:
    """Processes that call pure functions; safe to share between threads, which wait for their own answer."""

    def __init__(self, processes: int) -> None:
        self._processes = processes
        self._pool: ProcessPoolExecutor | None = None
        self._guard = threading.Lock()
        self._read_here = 0

    def call(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what the function returns; its exceptions are raised here.

        Where no process can be had (a limit of the system, a main module that cannot be imported), the work is done
        in this one.
        """
        pool = self._started()
        if pool is not None:
            try:
                return pool.submit(function, *args, **kwargs).result()
            except (BrokenProcessPool, OSError):
                self._give_up()
        return function(*args, **kwargs)

    def close(self) -> None:
        """End the processes."""
        with self._guard:
            pool, self._pool, self._processes = self._pool, None, 0
        if pool is not None:
            pool.shutdown(cancel_futures=True)

    def _started(self) -> ProcessPoolExecutor | None:
        with self._guard:
            if self._pool is None and self._processes > 1:
                self._read_here += 1
                if self._read_here > READ_HERE:
                    # Not forked: a fork of a process with threads may hold a lock for ever.
                    context = multiprocessing.get_context("spawn")
                    self._pool = ProcessPoolExecutor(self._processes, context, initializer=_end_with_parent)
            return self._pool

    def _give_up(self) -> None:
        with self._guard:
            self._pool, self._processes = None, 0


@contextmanager
def open_readers(processes: int | None = None) -> Iterator[Readers]:
    """Give readers for the time of a run; as many processes as there are cores unless told otherwise."""
    readers = Readers(available_cores() if processes is None else processes)
    try:
        yield readers
    finally:
        readers.close()


def available_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _end_with_parent() -> None:
    """Watch the parent: a reader whose parent was killed would wait for work for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_exit_after, args=(parent,), daemon=True).start()


def _exit_after(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)
