"""Alarms to one message: a title and plain lines, cleaned and cut; pure.

What an alarm says may quote a page, which may be hostile: control characters go, and signs that a mail program or a
chat takes for markup or for the name of a person become their full-width twins.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from reportarchive.query import load_alarms
from reportarchive.text.folding import clean_controls

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reportarchive.archive import Alarm, Due

MOST_CHARACTERS = 400
"""Of what one alarm says, and of its evidence."""
MOST_ALARMS = 40
"""Of each part of a message; the rest is counted."""
ADDRESS = ":/?#=&%+,;!~*'@$"
"""What stays as it is in the address of a link: all that addresses are made of but brackets, which would end it."""
PLAIN = str.maketrans({"<": "＜", ">": "＞", "&": "＆", "@": "＠", "`": "｀", "[": "［", "]": "］", "|": "｜"})


def heading_of(due: Due) -> str:
    """Return the message's title: how many alarms are new, over and still open."""
    parts = ((due.opened, "new"), (due.closed, "over"), (due.reminded, "still open"))
    counted = ", ".join(f"{len(alarms)} {word}" for alarms, word in parts if alarms)
    return f"reportarchive: {counted}"


def body_of(due: Due) -> str:
    """Return the message's text: each alarm with its cause and evidence, and what to do about those that are open."""
    lines = [
        *_part("New", due.opened),
        *_part("Over", due.closed),
        *_part("Still open", due.reminded),
        *_remedies((*due.opened, *due.reminded)),
    ]
    return "\n".join(lines).strip()


def cleaned(text: str) -> str:
    """Return a text as it may stand in a message: one line, no control characters, no markup, not too long."""
    line = " ".join(clean_controls(text)[0].split()).translate(PLAIN)
    return line if len(line) <= MOST_CHARACTERS else f"{line[:MOST_CHARACTERS]}…"


def title_of(code: str) -> str:
    """Return an alarm's title, or its code where this version knows no such alarm."""
    kinds = load_alarms()
    return kinds[code].title if code in kinds else cleaned(code)


def linked(evidence: str) -> str:
    """Return evidence as Markdown: a link where it has an address, else as it is, cleaned."""
    what, _, address = evidence.rpartition(" ")
    if not address.startswith(("http://", "https://")):
        return cleaned(evidence)
    return f"[{cleaned(what)}]({quote(address, safe=ADDRESS)})"


def _part(heading: str, alarms: Sequence[Alarm]) -> Iterator[str]:
    if not alarms:
        return
    yield f"{heading}:"
    for one in alarms[:MOST_ALARMS]:
        until = f"to {one.closed_at[:16]}" if one.closed_at else "on"
        yield f"- {title_of(one.code)}: {cleaned(one.subject)}, from {one.opened_at[:16]} UTC {until}"
        yield from (cleaned(line) for line in (one.said, one.evidence) if line)
    if len(alarms) > MOST_ALARMS:
        yield f"- and {len(alarms) - MOST_ALARMS} more: reportarchive status"
    yield ""


def _remedies(alarms: Sequence[Alarm]) -> Iterator[str]:
    kinds = load_alarms()
    known = [kinds[code] for code in dict.fromkeys(one.code for one in alarms) if code in kinds]
    if known:
        yield "What to do:"
        yield from (f"- {kind.title}: {kind.remedy}" for kind in known)
