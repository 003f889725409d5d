"""Which of the files that a page links to is the report, when the page itself says hardly more than that it is there.

Only what is plain is taken: a file named as the report, or the only one there is. Among several of equal claim a
person must choose.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin, urlsplit

from reportarchive.text.titles import Decision, read_title

if TYPE_CHECKING:
    from collections.abc import Iterable

    from reportarchive.extract import Attachment
    from reportarchive.model import Report

LONGEST = 600
"""Characters that a page which leaves its report to a file has fewer than: chosen, not measured."""
FEWEST = 3  # numbers that make even a short page a report of its own
READ_FIRST = (".pdf", ".docx")
DOCUMENTS = (*READ_FIRST, ".doc", ".wps", ".ofd", ".rtf")
_ENDING = re.compile(r"\.(?:pdf|docx?|wps|ofd|rtf)$", re.IGNORECASE)
_COUNTED = re.compile(r"^(?:附件?\s*\d{0,2}|\d{1,2})\s*[:：.、．]\s*")


def leaves_to_file(report: Report) -> bool:
    """Tell whether a page says so little that its report is elsewhere: a short text, no heading, hardly a number."""
    has_heading = any(section.title for section in report.sections)
    return len(report.text) < LONGEST and len(report.metrics) < FEWEST and not has_heading


def likely_files(files: Iterable[Attachment], issuer: str, *, page_url: str) -> list[str]:
    """Return the addresses of the file that is the report, one for each of its formats, those first that can be read.

    None when there is no document among the files, or when several could be meant.
    """
    named: dict[str, list[str]] = {}
    for file in files:
        ending = _ending_of(file)
        if ending is not None:
            address = urljoin(page_url, file.href)
            addresses = named.setdefault(_name_of(file), [])
            addresses.insert(0 if ending in READ_FIRST else len(addresses), address)
    return list(dict.fromkeys(_meant(named, issuer)))


def _meant(named: dict[str, list[str]], issuer: str) -> list[str]:
    readings = {name: read_title(name) for name in named}
    likely = [name for name, reading in readings.items() if reading.decision is not Decision.REFUSE]
    accepted = [name for name in likely if readings[name].decision is Decision.ACCEPT]
    own = [name for name in accepted if issuer and readings[name].issuer == issuer]
    for names in (own, accepted, likely if not accepted else [], list(named)):
        if len(names) == 1:
            return named[names[0]]
    return []


def _ending_of(file: Attachment) -> str | None:
    """Return which kind of document a link says it leads to, by its address or, for a download, by its text."""
    path = unquote(urlsplit(file.href).path).lower()
    for written in (path, file.label.lower(), unquote(file.href).lower()):
        for ending in DOCUMENTS:
            if written.endswith(ending):
                return ending
    return None


def _name_of(file: Attachment) -> str:
    """Return the name of a file without its number and ending; by its address when the link says nothing."""
    label = _ENDING.sub("", _COUNTED.sub("", file.label)).strip()
    return label or unquote(urlsplit(file.href).path).rpartition("/")[2].rpartition(".")[0]
