"""Which revisions of the database this code knows: the names of the migrations, read without loading any of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path

VERSIONS = Path(__file__).parent / "archive" / "migrations" / "versions"
VERSION_TABLE = "alembic_version"
"""Where a database says which revision it is at, in `version_num`."""


@cache
def known_revisions() -> tuple[str, ...]:
    """Return the revisions in their order; the last is the one this code writes."""
    return tuple(sorted(path.name[1:].partition("_")[0] for path in VERSIONS.glob("v*_*.py")))


def too_new(revision: str) -> str | None:
    """Return what to say of a database at a revision this code does not know, None for one that it knows."""
    if revision in known_revisions():
        return None
    return f"was written by a newer version (revision {revision}); update reportarchive"
