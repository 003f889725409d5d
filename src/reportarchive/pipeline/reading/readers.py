"""Pages read in other processes, so that asking and reading go on side by side.

Reading is pure and takes most of the time of a harvest, and one Python process uses one core. The first pages are
read here: a short run ends before other processes have started, and a longer one goes on while they start. A page on
which a process dies costs that page alone.
"""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from reportarchive.errors import InputError, ReportArchiveError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Future

    A = TypeVar("A")
    P = ParamSpec("P")
    T = TypeVar("T")
    Work = tuple[Callable[..., Any], tuple[Any, ...], dict[str, Any]]

READ_HERE = 40
"""Pages that one process reads in about the time that others take to start; after a fifth of them they are started."""
DIED = (OSError, EOFError, pickle.UnpicklingError, ValueError)
"""What a call of a process raises that has died, or was ended meanwhile."""
WINDOW = 8
"""Items of a long list that wait beside each process, so that one that takes longer holds up nobody."""
PROGRAM = "reportarchive.pipeline.reading.reader"


class Readers:
    """Processes that call pure functions; safe to share between threads, which wait for their own answer."""

    def __init__(self, processes: int, *, read_here: int | None = None) -> None:
        self._here = READ_HERE if read_here is None else read_here
        self._processes = processes if processes > 1 else 0
        self._free: SimpleQueue[_Reader] = SimpleQueue()
        self._started: list[_Reader] = []
        self._guard = threading.Lock()
        self._asked = 0

    def call(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what the function returns; its exceptions are raised here.

        Raises:
            InputError: the process died over it.
        """
        work = (function, args, kwargs)
        reader = self._reader(work)
        if reader is None:
            return function(*args, **kwargs)
        try:
            well, result = reader.call(work)
        except DIED as error:
            reader = self._in_place_of(reader)
            raise InputError("the process that read it died over it") from error
        finally:
            self._free.put(reader)
        if well:
            return result  # type: ignore[no-any-return]
        raise result

    def in_order(
        self, function: Callable[Concatenate[A, P], T], items: Iterable[A], /, *args: P.args, **kwargs: P.kwargs
    ) -> Iterator[tuple[A, T | ReportArchiveError]]:
        """Yield each item with what the function returns for it, in their order; a user's error is a result.

        Items are drawn as they are worked on, a small window ahead, so that any number of them takes the same memory.
        """

        def call(item: A) -> T | ReportArchiveError:
            try:
                return self.call(function, item, *args, **kwargs)
            except ReportArchiveError as error:
                return error

        workers = max(self._processes, 1)
        with ThreadPoolExecutor(workers) as threads:
            ahead: deque[tuple[A, Future[T | ReportArchiveError]]] = deque()
            try:
                for item in items:
                    ahead.append((item, threads.submit(call, item)))
                    if len(ahead) >= WINDOW * workers:
                        first, future = ahead.popleft()
                        yield first, future.result()
                while ahead:
                    first, future = ahead.popleft()
                    yield first, future.result()
            finally:
                for _, future in ahead:
                    future.cancel()

    def close(self) -> None:
        """End the processes."""
        with self._guard:
            started, self._started, self._processes = self._started, [], 0
        for reader in started:
            reader.end()

    def _reader(self, work: Work) -> _Reader | None:
        """Return a process that is free, None where a page is read here."""
        if not self._processes:
            return None
        with self._guard:
            self._asked += 1
            is_early = self._asked <= self._here
            if not self._started and self._asked > self._here // 5:
                self._started = [_Reader() for _ in range(self._processes)]
                for reader in self._started:
                    if is_early:
                        threading.Thread(target=self._warm, args=(reader, work), daemon=True).start()
                    else:
                        self._free.put(reader)
        try:
            return self._free.get(block=not is_early)
        except Empty:
            return None

    def _warm(self, reader: _Reader, work: Work) -> None:
        """Have a process read what is read here too: its first page takes it a hundred times as long as another."""
        try:
            reader.call(work)
        except DIED:
            reader = self._in_place_of(reader)
        self._free.put(reader)

    def _in_place_of(self, reader: _Reader) -> _Reader:
        """Return a new process in place of one that died, unless all were ended."""
        reader.end()
        with self._guard:
            if not self._processes:
                return reader
            new = _Reader()
            self._started.append(new)
            return new


class _Reader:
    """One process; what goes in and comes out are pickles on its pipes, and it ends when they are closed.

    It is a program of its own and no copy of this one: neither threads nor an unguarded main module can harm it.
    """

    def __init__(self) -> None:
        package = str(Path(__file__).resolve().parents[3])
        paths = [package, os.environ.get("PYTHONPATH", "")]
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-P", "-m", PROGRAM],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in paths if path)},
        )

    def call(self, work: Work) -> tuple[bool, Any]:
        """Return whether the work went well, and its result or its exception."""
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise EOFError
        pickle.dump(work, stdin)
        stdin.flush()
        answer: tuple[bool, Any] = pickle.load(stdout)  # noqa: S301 - from our own process
        return answer

    def end(self) -> None:
        """End the process, whatever it is at: reading leaves nothing half done."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):
                if pipe is not None:
                    pipe.close()
        self._process.wait()


@contextmanager
def open_readers(processes: int | None = None, *, read_here: int | None = None) -> Iterator[Readers]:
    """Give readers for the time of a run; as many processes as there are cores unless told otherwise.

    `read_here` calls at most are answered here, READ_HERE unless told otherwise, while the processes start.
    """
    readers = Readers(available_cores() if processes is None else processes, read_here=read_here)
    try:
        yield readers
    finally:
        readers.close()


def available_cores() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
