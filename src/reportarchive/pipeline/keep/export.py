"""The archive, or a part of it, written into a folder for other programs."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from reportarchive import __version__
from reportarchive.archive import Archive, count_exchanges, exchanges
from reportarchive.capture import open_store
from reportarchive.charts import load_pygal
from reportarchive.columnar import load_pyarrow
from reportarchive.errors import UsageError
from reportarchive.pipeline.holdings import stored_scope
from reportarchive.pipeline.keep.placing import is_left_over
from reportarchive.pipeline.keep.tables import write_tables
from reportarchive.pipeline.keep.warc import FILE_BYTES, NAME, PART, write_warc
from reportarchive.registry import load_registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from reportarchive.model import Scope
    from reportarchive.pipeline.keep.tables import Exported
    from reportarchive.pipeline.keep.warc import Written
    from reportarchive.settings import Settings


def export_tables(
    settings: Settings,
    scope: Scope,
    folder: Path,
    *,
    replace: bool = False,
    charts: bool = False,
    progress: Callable[[str], None] = lambda _: None,
) -> Exported:
    """Write all views as Parquet, CSV and SQLite, and `charts` as SVG; with `replace`, in place of an earlier export's.

    Raises:
        UsageError: the folder is not empty, or cannot be written; pyarrow, or for charts pygal, is not installed;
            the scope names sources.
        UnknownName: the scope names a division that the registry does not hold.
        ArchiveError: there is no archive, or it cannot be read.
    """
    if scope.sources:
        raise UsageError("tables are of years and divisions; --source goes with --format warc")
    load_pyarrow()
    if charts:
        load_pygal()
    stored = stored_scope(load_registry(settings.sources, only=settings.sources_only), scope)
    with Archive.open(settings.archive_url) as archive, _writing_into(folder):
        _claim(folder, replace=replace)
        return write_tables(archive, stored, folder, charts=charts, progress=progress)


def export_warc(
    settings: Settings,
    scope: Scope,
    folder: Path,
    *,
    replace: bool = False,
    file_bytes: int = FILE_BYTES,
    progress: Callable[[str], None] = lambda _: None,
) -> Written:
    """Write the requests in scope as WARC files; with `replace`, in place of those of an earlier export.

    Raises:
        UsageError: the folder is not empty, or cannot be written.
        UnknownName: the scope names a source or division that the registry does not hold.
        ArchiveError: there is no archive, or it cannot be read.
        CaptureError: no package that is installed knows the object store.
    """
    stored = stored_scope(load_registry(settings.sources, only=settings.sources_only), scope)
    store = open_store(settings.raw_location)
    with Archive.open(settings.archive_url) as archive, _writing_into(folder):
        _claim(folder, replace=replace)
        progress(f"{count_exchanges(archive, stored)} requests in scope")
        written = write_warc(
            exchanges(archive, stored),
            store,
            folder,
            software=f"reportarchive/{__version__}",
            file_bytes=file_bytes,
            progress=progress,
        )
        _remove_others(folder, written)
    return written


@contextmanager
def _writing_into(folder: Path) -> Iterator[None]:
    """Turn what the folder refuses into one line."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror or error}") from error


def _claim(folder: Path, *, replace: bool) -> None:
    """Make the folder, or see that nothing in it would be mixed with this export, but what a killed one left.

    Raises:
        UsageError: it holds something.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not replace and any(not is_left_over(path) for path in folder.iterdir()):
        raise UsageError(f"{folder} is not empty; name another folder, or give --force to replace an earlier export")


def _remove_others(folder: Path, written: Written) -> None:
    """Remove files of an earlier export that this one did not replace, and what a killed one left."""
    pattern = NAME.format(0).replace("0" * 5, "[0-9]" * 5)
    for path in [*folder.glob(pattern), *folder.glob(pattern + PART)]:
        if path not in written.files:
            path.unlink()
