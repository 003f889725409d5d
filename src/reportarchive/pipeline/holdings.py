"""What a run works on, opened from the settings: registry, archive, raw bytes."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from reportarchive.archive import Archive
from reportarchive.capture import open_store
from reportarchive.indicators import load_indicators
from reportarchive.pipeline.clock import today_in_china
from reportarchive.registry import load_registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportarchive.capture import ObjectStore
    from reportarchive.model import Scope
    from reportarchive.registry import Registry
    from reportarchive.settings import Settings

PARSER_VERSION = "2026.11.4"
"""Version of the reading rules; stored with every version of a report, raised when their output changes."""


@dataclass(frozen=True, slots=True)
class Holdings:
    """The registry, the database and the raw bytes of one archive, with the settings they were opened by."""

    settings: Settings
    registry: Registry
    archive: Archive
    store: ObjectStore


@contextmanager
def open_holdings(settings: Settings, *, only_reading: bool = False) -> Iterator[Holdings]:
    """Open the archive of the settings, making it when it is new, and write the registry into it.

    With `only_reading` it must be there, and nothing is written.

    Raises:
        RegistryError: a source file cannot be read.
        ArchiveError: the database cannot be reached or is newer than this code.
        CaptureError: no package that is installed knows the object store.
    """
    registry = load_registry(settings.sources, only=settings.sources_only)
    store = open_store(settings.raw_location)
    if only_reading:
        with Archive.open(settings.archive_url) as archive:
            yield Holdings(settings, registry, archive, store)
        return
    with Archive.create(settings.archive_url) as archive:
        archive.sync_registry(
            registry.divisions.values(),
            registry.sources.values(),
            load_indicators().values(),
            last_year=int(today_in_china()[:4]) - 1,
        )
        yield Holdings(settings, registry, archive, store)


def stored_scope(registry: Registry, scope: Scope) -> Scope:
    """Return the scope with each division spread to all below it, as rows of the archive know them.

    Raises:
        UnknownName: the scope names a source or division that the registry does not hold.
    """
    for source_id in scope.sources:
        registry.source(source_id)
    wanted = {registry.division(code).code for code in scope.divisions}
    below = tuple(code for code in registry.divisions if wanted & set(registry.line_of(code)))
    return replace(scope, divisions=below)
