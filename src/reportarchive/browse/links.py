"""Addresses: those of our pages, which stay, and those of pages elsewhere, of which only harmless ones become links."""

from __future__ import annotations

from urllib.parse import quote, urlencode, urlsplit

HERE = "#here"
"""The place on a page that was asked for."""
LONGEST = 2_000


def report(report_id: str) -> str:
    """Return the address of a report, whatever its current version is."""
    return f"/reports/{quote(report_id, safe='')}"


def version(report_id: str, version_no: int) -> str:
    """Return the address of a version of a report; what it shows never changes."""
    return f"{report(report_id)}/versions/{version_no}"


def number(report_id: str, version_no: int, seq: int) -> str:
    """Return the address of a number in a version, at its sentence."""
    return f"{version(report_id, version_no)}/numbers/{seq}{HERE}"


def section(report_id: str, version_no: int, path: str) -> str:
    """Return the address of a section in a version."""
    return f"{version(report_id, version_no)}/sections/{quote(path, safe='.')}{HERE}"


def place(report_id: str, version_no: int, start: int, end: int) -> str:
    """Return the address of characters in a version."""
    return f"{version(report_id, version_no)}?at={start}-{end}{HERE}"


def kept(report_id: str, version_no: int) -> str:
    """Return the address of the bytes that a version was read from."""
    return f"{version(report_id, version_no)}/bytes"


def changes(report_id: str, before: int, after: int) -> str:
    """Return the address of what differs between two versions."""
    return f"{report(report_id)}/changes/{before}-{after}"


def indicator(code: str) -> str:
    """Return the address of an indicator."""
    return f"/indicators/{quote(code, safe='.')}"


def with_query(path: str, **query: object) -> str:
    """Return an address with a query of what is given and not empty."""
    told = {name: value for name, value in query.items() if value not in (None, "")}
    return f"{path}?{urlencode(told)}" if told else path


def outward(url: object) -> str | None:
    """Return the URL when a person may be sent there: http or https, a host, no password, nothing that hides."""
    text = str(url or "")
    if len(text) > LONGEST or not text.isprintable() or any(sign in text for sign in "\\\"'<>` "):
        return None
    try:
        parts = urlsplit(text)
        is_harmless = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        return None
    return text if is_harmless else None
