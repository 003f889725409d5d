"""Requests -> WARC files in a folder, each about a gigabyte at most, whole under its name or absent.

A body that is in the export already is written as a `revisit` that names the earlier record.
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from reportarchive.errors import CaptureError
from reportarchive.pipeline.keep.warc_records import Earlier, RecordWriter, is_file, uri_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO

    from reportarchive.archive import Exchange
    from reportarchive.capture import ObjectStore

FILE_BYTES = 1_000_000_000
NAME = "reportarchive-{:05d}.warc.gz"
PART = ".part"
STEP = 500  # requests from one line of progress to the next
_SPECIFICATION = "http://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/"
_DESCRIPTION = "bodies after content decoding; headers of the coded bodies are named X-Archive-Orig-..."


@dataclass(slots=True)
class Written:
    """What was written, and the requests that are in no record: not answered, or with bytes that cannot be had."""

    files: list[Path] = field(default_factory=list)
    records: int = 0
    revisits: int = 0
    unanswered: int = 0
    problems: list[str] = field(default_factory=list)


def write_warc(
    every: Iterable[Exchange],
    store: ObjectStore,
    folder: Path,
    *,
    software: str,
    file_bytes: int = FILE_BYTES,
    progress: Callable[[str], None] = lambda _: None,
) -> Written:
    """Write a record for each request that was answered, and for each file a person brought.

    The same input gives the same bytes.

    Raises:
        OSError: the folder takes no more; what is not whole is removed.
    """
    written = Written()
    with _opened_series(folder, software, file_bytes, written.files) as series:
        for number, exchange in enumerate(every, 1):
            try:
                _write(exchange, store, series, written)
            except CaptureError as error:
                written.problems.append(f"request {exchange.fetch_id}, {uri_of(exchange)}: {error}")
            if number % STEP == 0:
                progress(f"{number} requests, {written.records} records")
    return written


def _write(exchange: Exchange, store: ObjectStore, series: _Series, written: Written) -> None:
    """Write what there is of one request; bodies are read before anything is written."""
    key = bytes.fromhex(exchange.sha256 or "")
    if is_file(exchange):
        body = store.get(key.hex())
        series.writer(exchange).write_resource(exchange, body)
    elif exchange.status is None:
        written.unanswered += 1
        return
    elif key in series.seen:
        series.writer(exchange).write_revisit(exchange, series.seen[key])
        written.revisits += 1
    else:
        body = store.get(key.hex()) if key else b""
        series.writer(exchange).write_response(exchange, body)
        if key:
            series.seen[key] = Earlier(uri_of(exchange), exchange.requested_at, len(body))
    written.records += 1


class _Series:
    """The files of one export, and the bodies in them; a file is begun when the one before has its size."""

    def __init__(self, folder: Path, software: str, file_bytes: int, finished: list[Path]) -> None:
        self.seen: dict[bytes, Earlier] = {}
        self._folder = folder
        self._lines = (
            ("software", software),
            ("format", "WARC File Format 1.1"),
            ("conformsTo", _SPECIFICATION),
            ("description", _DESCRIPTION),
        )
        self._file_bytes = file_bytes
        self._finished = finished
        self._file: BinaryIO | None = None
        self._writer: RecordWriter | None = None

    def writer(self, exchange: Exchange) -> RecordWriter:
        """Return the writer of the file that the record of a request goes into."""
        if self._file is not None and self._file.tell() >= self._file_bytes:
            self.finish()
        if self._writer is None:
            path = self._next()
            self._file = path.with_name(path.name + PART).open("wb")
            self._writer = RecordWriter(self._file)
            self._writer.write_opening(path.name, exchange, self._lines)
        return self._writer

    def finish(self) -> None:
        """Put the open file on the disk and give it its name."""
        if self._file is not None:
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()
            path = self._next()
            path.with_name(path.name + PART).replace(path)
            self._finished.append(path)
            self._file = self._writer = None

    def abandon(self) -> None:
        """Remove the open file, if there is one."""
        if self._file is not None:
            self._file.close()
            path = self._next()
            path.with_name(path.name + PART).unlink(missing_ok=True)

    def _next(self) -> Path:
        return self._folder / NAME.format(len(self._finished) + 1)


@contextmanager
def _opened_series(folder: Path, software: str, file_bytes: int, finished: list[Path]) -> Iterator[_Series]:
    series = _Series(folder, software, file_bytes, finished)
    try:
        yield series
        series.finish()
    finally:
        series.abandon()
