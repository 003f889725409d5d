"""Does the archive still keep its promises? Database and raw bytes checked together; findings are told, not raised."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportarchive.archive import Archive, check_archive, fingerprint
from reportarchive.capture import open_store
from reportarchive.errors import CaptureError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from reportarchive.capture import ObjectStore
    from reportarchive.settings import Settings


@dataclass(frozen=True, slots=True)
class Checked:
    """What was checked, and every broken promise as one line.

    `orphans` are kept objects without a row: what a kill between keeping and noting leaves by design, no fault.
    """

    reports: int
    objects: int
    findings: tuple[str, ...]
    orphans: tuple[str, ...]


def check_holdings(
    settings: Settings, *, sample: int | None = None, progress: Callable[[str], None] = lambda _: None
) -> Checked:
    """Return what is broken; with `sample`, only so many texts and objects are read, evenly spread.

    Raises:
        ArchiveError: there is no archive, or it cannot be read.
        CaptureError: the raw bytes cannot be reached at all.
    """
    store = open_store(settings.raw_location)
    kept = set(store.digests())  # before the rows: what a running harvest keeps meanwhile is no orphan
    with Archive.open(settings.archive_url) as archive:
        findings = [str(one) for one in check_archive(archive, sample=sample, progress=progress)]
        reports = archive.count_reports()
        known = archive.blob_digests()
    chosen = _spread(known, sample)
    progress(f"{len(chosen)} kept objects")
    findings += list(_object_findings(store, chosen, progress))
    return Checked(reports, len(chosen), tuple(findings), tuple(sorted(kept - set(known))))


def fingerprint_of(settings: Settings) -> str:
    """Return the SHA-256 of the archive's content, without run ids and times.

    Raises:
        ArchiveError: there is no archive, or it cannot be read.
    """
    with Archive.open(settings.archive_url) as archive:
        return fingerprint(archive)


def _object_findings(store: ObjectStore, digests: Sequence[str], progress: Callable[[str], None]) -> Iterator[str]:
    for digest in digests:
        progress("")
        try:
            store.get(digest)
        except CaptureError as error:
            yield f"object: {error}"


def _spread(every: Sequence[str], sample: int | None) -> Sequence[str]:
    if sample is None or sample >= len(every):
        return every
    return [every[place * len(every) // sample] for place in range(sample)]
