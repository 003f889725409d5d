"""The archive's one door: opening it, writing runs, requests and reports, and reading them back.

Every method is one transaction; times are given by the caller (UTC text), except leases, pauses and
alarms, which go by the database's clock. The door has four parts: `Requests`, `Reports`, `Backlog` and `Alarms`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlalchemy import func, select

from reportarchive.archive.alarms.door import Alarms
from reportarchive.archive.engine import make_folder, open_engine, read_url, reading, shown, writing
from reportarchive.archive.inserts import upsert
from reportarchive.archive.registry import rows as registry_rows
from reportarchive.archive.reports.door import Reports
from reportarchive.archive.requests.door import Requests
from reportarchive.archive.schema import meta, report, run
from reportarchive.archive.upkeep import upgrade as migrations
from reportarchive.archive.work.door import Backlog
from reportarchive.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reportarchive.archive.registry.rows import IndicatorRow
    from reportarchive.model import Division, Source

MARKER = "marker"


class Archive(Requests, Reports, Backlog, Alarms):
    """One archive, open. Use as a context manager, or call `close`; safe to share between threads."""

    @classmethod
    def open(cls, url: str) -> Self:
        """Open an archive that exists and is at this code's revision.

        Raises:
            ArchiveError: unreachable, not migrated, older or newer than the code; says what to do.
        """
        parsed = read_url(url)
        if parsed.drivername == "sqlite" and not Path(str(parsed.database)).is_file():
            raise ArchiveError(f"there is no archive at {shown(parsed)}; run `reportarchive db upgrade` to make one")
        engine = open_engine(parsed)
        try:
            migrations.check_current(engine)
        except ArchiveError:
            engine.dispose()
            raise
        return cls(engine)

    @classmethod
    def create(cls, url: str) -> Self:
        """Open an archive; make it, or bring it to this code's revision, when it is new or old.

        Raises:
            ArchiveError: unreachable, not writable, newer than the code, or a database of something else.
        """
        parsed = read_url(url)
        make_folder(parsed)
        archive = cls(open_engine(parsed))
        try:
            if migrations.needs_upgrade(archive.engine):
                archive.upgrade()
        except ArchiveError:
            archive.close()
            raise
        return archive

    def upgrade(self) -> tuple[str | None, str]:
        """Run the migrations, recreate the views, and return the revisions before (None: new) and after.

        Raises:
            ArchiveError: not writable, newer than the code, or a database of something else.
        """
        return migrations.upgrade(self.engine)

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def sync_registry(
        self,
        divisions: Iterable[Division],
        sources: Iterable[Source],
        indicators: Iterable[IndicatorRow],
        *,
        last_year: int,
    ) -> None:
        """Write the registry, and an expectation per source and year to `last_year`; equal rows stay.

        Raises:
            ArchiveError: a source names a division that is not given and not stored.
        """
        with writing(self.engine) as connection:
            registry_rows.sync_divisions(connection, divisions)
            registry_rows.sync_indicators(connection, indicators)
            registry_rows.sync_sources(connection, sources, last_year)

    def is_empty(self) -> bool:
        """Return whether nothing was ever run or stored here."""
        with reading(self.engine) as connection:
            used = (select(func.count()).select_from(table) for table in (run, report))
            return not any(connection.execute(count).scalar_one() for count in used)

    def marker(self) -> str | None:
        """Return the mark set on this archive (`demo`), None for an unmarked one."""
        with reading(self.engine) as connection:
            return connection.execute(select(meta.c.value).where(meta.c.name == MARKER)).scalar()

    def set_marker(self, marker: str) -> None:
        """Mark this archive as made by `demo`, say, which then knows its own from a real one."""
        with writing(self.engine) as connection:
            upsert(connection, meta, ("name",), [{"name": MARKER, "value": marker}])
