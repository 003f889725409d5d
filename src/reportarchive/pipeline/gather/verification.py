"""Whether the last harvest of a source was good enough to call the source verified, by what it stored."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportarchive.errors import UsageError
from reportarchive.query import Reader
from reportarchive.registry import load_registry, set_verified

if TYPE_CHECKING:
    from pathlib import Path

    from reportarchive.settings import Settings

# The listing requests of the last run that asked the source, and its reports; fetch is a reserved word of PostgreSQL.
_ASKED = """
SELECT outcome, requested_at, is_whole FROM "fetch"
WHERE source_id = :id AND purpose = 'listing'
    AND run_id = (SELECT MAX(run_id) FROM "fetch" WHERE source_id = :id AND purpose = 'listing')
"""
_STORED = "SELECT year, title FROM report_current WHERE source_id = :id ORDER BY year"


def verify_source(settings: Settings, source_id: str) -> tuple[list[str], Path]:
    """Mark a source as verified, and return on what evidence and in which file.

    Raises:
        UnknownName: there is no such source.
        UsageError: its last harvest was none, failed, was cut short, or stored too little; says which.
        RegistryError: the source file cannot be written.
    """
    source = load_registry(settings.sources, only=settings.sources_only).source(source_id)
    with Reader.open(settings.archive_url) as reader:
        asked, stored = reader.run(_ASKED, {"id": source_id}).rows, reader.run(_STORED, {"id": source_id}).rows
    if not asked:
        raise UsageError(f"source {source_id!r} was never harvested; run `reportarchive ingest --source {source_id}`")
    bad = [outcome for outcome, _, _ in asked if outcome not in ("ok", "not_modified")]
    if bad:
        raise UsageError(f"source {source_id!r} is not verified: its last listing request ended as {bad[0]}")
    if not any(is_whole for _, _, is_whole in asked):
        raise UsageError(f"source {source_id!r} is not verified: its last harvest did not see all listings to the end")
    if len(stored) < max(1, source.min_reports):
        least = max(1, source.min_reports)
        raise UsageError(f"source {source_id!r} is not verified: {len(stored)} reports are stored, {least} expected")
    evidence = [f"listings read whole, last at {max(at for _, at, _ in asked)}"]
    evidence += [f"{year}  {title}" for year, title in stored]
    return evidence, set_verified(settings.sources, source_id)
