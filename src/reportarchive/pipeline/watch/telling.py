"""People told of alarms: one message a look, noted as told once somebody took it; a failure is an alarm itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportarchive.archive import Trouble
from reportarchive.pipeline.watch.message import body_of, heading_of
from reportarchive.pipeline.watch.sending import send
from reportarchive.query import load_alarms

if TYPE_CHECKING:
    from reportarchive.archive import Alarm, Archive
    from reportarchive.settings import Settings

UNTOLD = "untold"
HOUR = 3600.0


@dataclass(frozen=True, slots=True)
class Told:
    """How many alarms people were told of, and the addresses that did not take the message."""

    alarms: int = 0
    failed: tuple[str, ...] = ()

    def sentence(self) -> str:
        """Return what came of it in one line, nothing when nobody was to be told."""
        told = f"{self.alarms} told" if self.alarms else ""
        failed = f"not sent to {', '.join(self.failed)}" if self.failed else ""
        return "; ".join(part for part in (told, failed) if part)


def tell_people(archive: Archive, settings: Settings) -> Told:
    """Tell every address what is new, over, or open for long, unless there is nothing or another process tells.

    Where no address took the message, the next look sends it again; where some did, only those that failed are noted.

    Raises:
        UsageError: an address is none, or the library that sends is not installed.
    """
    addresses = settings.alarm_addresses
    if not addresses:
        return Told()
    due = archive.claim_telling(remind_seconds=settings.alarm_remind_hours * HOUR, untold=(UNTOLD,))
    if due is None:
        return Told()
    told: tuple[Alarm, ...] = ()
    try:
        failed = send(addresses, heading_of(due), body_of(due))
        told = due.alarms if len(failed) < len(addresses) else ()
    finally:
        archive.finish_telling(told)
    _note_failure(archive, failed, told=len(told))
    return Told(len(told), tuple(failed))


def _note_failure(archive: Archive, failed: list[str], *, told: int) -> None:
    """Open an alarm on addresses that did not take a message, or close it when all did."""
    others = [code for code in load_alarms() if code != UNTOLD]
    said = f"{', '.join(failed)} did not take a message" + ("" if told else "; it is sent again at the next look")
    found = [Trouble(UNTOLD, "archive", said, "")] if failed else []
    archive.note_troubles(found, unjudged=others)
