"""The bytes that a version was read from, as plain text, whatever they are."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

from reportarchive.browse.answers import File
from reportarchive.errors import UnknownName
from reportarchive.query import read_version

if TYPE_CHECKING:
    from reportarchive.browse.answers import Asked
    from reportarchive.browse.site import Site

USUAL = "utf-8"


def kept(site: Site, asked: Asked) -> File:
    """Return the bytes of a version as they were received, to be shown as text and never run.

    Raises:
        UnknownName: there is no such report or version.
        CaptureError: the bytes are missing or altered.
    """
    report_id, wanted = asked.path["report"], asked.number("version")
    versions = site.ask("versions", report=report_id)
    chosen = next((one for one in versions if one["version_no"] == wanted), None)
    if chosen is None:
        raise UnknownName(f"report {report_id[:80]!r} has no version {wanted}")
    said = read_version(site.reader, chosen["version_id"])["charset"] if site.is_whole else None
    return File(site.store.get(chosen["body_sha256"]), f"text/plain; charset={_charset(said)}")


def _charset(said: str | None) -> str:
    """Return a charset by the name that it has everywhere, or the usual one when nobody knows it."""
    try:
        return codecs.lookup(said or USUAL).name
    except LookupError:
        return USUAL
