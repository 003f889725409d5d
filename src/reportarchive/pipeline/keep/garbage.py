"""Kept bytes that nothing refers to, found and removed: what killed processes leave.

An object is kept before its row is written, so the newest objects of a running harvest have no row yet: a grace keeps
them. What has a row is never touched.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from reportarchive.archive import Archive, without_row
from reportarchive.capture import open_store

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reportarchive.capture import Entry
    from reportarchive.settings import Settings

GRACE = timedelta(days=1)
STEP = 5_000  # files from one line of progress to the next


def sweep(
    settings: Settings,
    *,
    older_than: timedelta = GRACE,
    is_dry_run: bool = False,
    now: datetime | None = None,
    progress: Callable[[str], None] = lambda _: None,
) -> Iterator[Entry]:
    """Remove objects without a row and left temporary files of at least this age, and yield each one removed.

    A dry run yields the same and removes nothing. Rows are looked for folder by folder: after the folder was listed
    and just before anything in it is removed, so that a row written meanwhile is seen.

    Raises:
        ArchiveError: there is no archive, or it cannot be read.
        CaptureError: the store cannot be listed, or refuses to remove.
    """
    present = now or datetime.now(UTC)
    store = open_store(settings.raw_location)
    with Archive.open(settings.archive_url) as archive:
        looked_at = 0
        for entries in store.folders():
            old = [entry for entry in entries if entry.modified is not None and present - entry.modified >= older_than]
            orphans = without_row(archive, {entry.digest for entry in old if entry.digest is not None})
            for entry in old:
                if entry.digest is None or entry.digest in orphans:
                    if not is_dry_run:
                        store.remove(entry)
                    yield entry
            if looked_at // STEP < (looked_at + len(entries)) // STEP:
                progress(f"{looked_at + len(entries)} files looked at")
            looked_at += len(entries)
