"""Bytes of an article to what a visit does with it: a report to store, a file to ask for, or a page that is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportarchive.archive import rows_of
from reportarchive.pipeline.gather.attached import leaves_to_file, likely_files
from reportarchive.pipeline.gather.thinness import thinness
from reportarchive.pipeline.reading import read_bytes

if TYPE_CHECKING:
    from reportarchive.archive import VersionRows
    from reportarchive.model import Document, Report
    from reportarchive.pipeline.reading import Hints


@dataclass(frozen=True, slots=True)
class Read:
    """An article as read: a report, or `why` it is none, or the addresses of the file it is left to.

    `needs_person` says why the text of a file is not to be had here.
    """

    report: Report
    why: str = ""
    files: tuple[str, ...] = ()
    needs_person: str | None = None

    @property
    def is_left_to_file(self) -> bool:
        """Whether the report is in a file that the page links to."""
        return bool(self.files)

    @property
    def is_report(self) -> bool:
        """Whether it is one to store."""
        return not (self.why or self.files)


def read_article(body: bytes, *, url: str, content_type: str | None, hints: Hints, before: int | None) -> Read:
    """Return what the bytes of an article or a file are; pure, for any process.

    `before` is the length of the text stored last.
    """
    read = read_bytes(body, url=url, content_type=content_type, hints=hints)
    if read.needs_person:
        return Read(read.report, why=read.needs_person, needs_person=read.needs_person)
    if hints.page_url is None and leaves_to_file(read.report):
        files = likely_files(read.files, hints.issuer or "", page_url=url)
        if files:
            return Read(read.report, files=tuple(files))
    return Read(read.report, why=thinness(read.report, before=before) or "")


@dataclass(frozen=True, slots=True)
class ToStore:
    """What a visit needs of an article that was read in another process: no part of the reading but its rows.

    Carrying the objects of a reading took a fifth of the time of the process that stores (measured under a profiler).
    """

    document: Document
    rows: VersionRows | None
    why: str
    files: tuple[str, ...]
    needs_person: str | None


def read_to_store(body: bytes, *, url: str, content_type: str | None, hints: Hints, before: int | None) -> ToStore:
    """Return what the bytes are as `read_article` does, with the rows to store when they are a report."""
    read = read_article(body, url=url, content_type=content_type, hints=hints, before=before)
    rows = rows_of(read.report) if read.is_report else None
    return ToStore(read.report.document, rows, read.why, read.files, read.needs_person)
