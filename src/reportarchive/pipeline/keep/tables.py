"""The archive as tables in a folder: Parquet, CSV, SQLite, charts if asked for, a dictionary, and a manifest.

Everything is read from one state of the archive: on SQLite from a copy, which is handed on too; of an archive on
PostgreSQL, or of a part, a SQLite file is built from the views first. No file holds the time of the export, so the
same archive gives the same bytes; the ledger is judged by the day on which the archive learnt something last.
"""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from reportarchive.archive import back_up, fingerprint_of, fingerprint_of_file, open_still, snapshot
from reportarchive.columnar import copy_whole
from reportarchive.pipeline.clock import day_in_china
from reportarchive.pipeline.keep.chart_files import write_charts
from reportarchive.pipeline.keep.described import citation_line, dictionary
from reportarchive.pipeline.keep.placing import CHARTS, MANIFEST, beside, put_in_place
from reportarchive.pipeline.reading.readers import Readers, available_cores, open_readers
from reportarchive.query.extent import read_extent
from reportarchive.query.rebuild import rebuild_views
from reportarchive.query.table_files import (
    WrittenFile,
    held_views,
    report_bounds,
    report_years,
    write_view,
    written_file,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from reportarchive.archive import Archive
    from reportarchive.model import Scope
    from reportarchive.query.extent import Extent

DATABASE = "archive.sqlite"
DICTIONARY = "dictionary.md"
FEW_REPORTS = 500
"""Reports that are written here in the time that other processes take to start."""
BEFORE_ALL = "1970-01-01T00:00:00Z"
FINGERPRINT = ""
LARGEST_FIRST = (
    "metric_current",
    FINGERPRINT,
    CHARTS,
    "indicator_series",
    "section_current",
    "claim_check",
    "report_current",
    "indicator_change",
    "indicator_total",
)
"""What takes longest is begun first, so that all cores end together."""


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote: its files, how it is cited, and the views that know neither place nor year."""

    files: tuple[WrittenFile, ...]
    citation: str
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Base:
    """The SQLite file that all else is read from, and what is known of the archive."""

    database: Path
    extent: Extent
    day: str
    left_out: list[str]
    fingerprint: str | None


def write_tables(
    archive: Archive,
    scope: Scope,
    folder: Path,
    *,
    charts: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Exported:
    """Write the tables of an archive, or of a part of it, into a folder; what an earlier export left there is replaced.

    Files get their names when all of them are whole, the manifest as the last.

    Raises:
        UsageError: pyarrow is not installed, or pygal where charts are asked for.
        ArchiveError: the archive cannot be read, or the copy cannot be written.
        OSError: the folder takes no more.
    """
    with beside(folder) as part, _readers(archive) as readers:
        base = _lay_base(archive, scope, part / DATABASE, readers)
        progress(f"{DATABASE}: {base.database.stat().st_size} bytes")
        fingerprint, files = _write_views(base, readers, progress, charts=charts)
        (part / DICTIONARY).write_text(dictionary(held_views(base.database)), encoding="utf-8")
        files.append(written_file(part / DICTIONARY))
        reports, first, last = report_years(base.database)
        citation = citation_line(base.extent, fingerprint, reports=reports, years=(first, last))
        told = {
            "citation": citation,
            "fingerprint": fingerprint,
            "schema_revision": base.extent.schema_revision,
            "parser_versions": base.extent.parser_versions,
            "recorded_at": base.extent.recorded_at,
            "ledger_day": base.day,
            "scope": {"years": scope.years, "divisions": scope.divisions},
            "left_out": base.left_out,
            "files": [_told(one) for one in sorted(files, key=lambda one: one.name)],
        }
        (part / MANIFEST).write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        put_in_place(part, folder)
    return Exported(tuple(files), citation, tuple(base.left_out))


@contextmanager
def _readers(archive: Archive) -> Iterator[Readers | None]:
    """Give processes on all cores, or None where there is little to write."""
    with snapshot(archive.engine) as connection:
        reports = connection.exec_driver_sql("SELECT COUNT(*) FROM report").scalar_one()
    if reports <= FEW_REPORTS:
        yield None
        return
    with open_readers(max(available_cores(), 2), read_here=0) as readers:
        yield readers


def _lay_base(archive: Archive, scope: Scope, database: Path, readers: Readers | None) -> _Base:
    """Copy the archive, or build the file from its views where it cannot be copied or only a part is asked for."""
    url = archive.engine.url
    if url.drivername == "sqlite" and not (scope.years or scope.divisions):
        if readers is None:
            back_up(url.render_as_string(hide_password=False), database)
        else:  # in a process that has not opened the archive
            readers.call(copy_whole, Path(str(url.database)), database)
        with open_still(database) as engine, snapshot(engine) as connection:
            extent = read_extent(connection)
        return _Base(database, extent, _day_of(extent), [], None)
    with snapshot(archive.engine) as connection:
        extent = read_extent(connection)
        day = _day_of(extent)
        fingerprint = fingerprint_of(connection)
        left_out = rebuild_views(connection, database, day=day, scope=scope)
    return _Base(database, extent, day, left_out, fingerprint)


def _write_views(
    base: _Base, readers: Readers | None, progress: Callable[[str], None], *, charts: bool
) -> tuple[str, list[WrittenFile]]:
    """Write every view, and the charts if asked for; return the fingerprint and the files."""
    fingerprint, files = base.fingerprint, list[WrittenFile]()
    jobs = [
        *held_views(base.database),
        DATABASE,
        *([] if fingerprint else [FINGERPRINT]),
        *([CHARTS] if charts else []),
    ]
    jobs.sort(key=lambda job: (LARGEST_FIRST.index(job) if job in LARGEST_FIRST else len(LARGEST_FIRST), job))
    write = partial(write_one, database=base.database, day=base.day, bounds=report_bounds(base.database))
    for job, done in (readers or Readers(1)).in_order(write, jobs):
        if isinstance(done, Exception):
            raise done
        if isinstance(done, str):
            fingerprint = done
        else:
            files += done
            if job != DATABASE:
                progress(f"{job}: {len(done)} files" if job == CHARTS else f"{job}: {done[0].rows} rows")
    return fingerprint or "", files


def write_one(job: str, *, database: Path, day: str, bounds: Sequence[str]) -> list[WrittenFile] | str:
    """Write a view's files or the charts, or hash the database or what it says: one process's share of the work.

    Raises:
        UsageError: pyarrow or its driver is not installed, or pygal.
    """
    if job == FINGERPRINT:
        return fingerprint_of_file(database)
    if job == DATABASE:
        return [written_file(database)]
    if job == CHARTS:
        return write_charts(database)
    return write_view(job, database=database, day=day, bounds=bounds)


def _told(file: WrittenFile) -> dict[str, object]:
    """Return what the manifest says of a file; rows and columns only where it has some."""
    told = asdict(file) | {"columns": dict(file.columns)}
    return told if file.columns else {name: told[name] for name in ("name", "bytes", "sha256")}


def _day_of(extent: Extent) -> str:
    return day_in_china(extent.looked_at or BEFORE_ALL)
