"""The part of the archive's door for alarms: a look that notes them, and telling people of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportarchive.archive.alarms import noting, telling
from reportarchive.archive.engine import writing
from reportarchive.archive.opened import Opened

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from reportarchive.archive.alarms.noting import Noted
    from reportarchive.archive.alarms.telling import Alarm, Due
    from reportarchive.archive.alarms.trouble import Question, Trouble


class Alarms(Opened):
    """Alarms; every method is one transaction, times are the database's."""

    def look_for_troubles(
        self, questions: Iterable[Question], found: Iterable[Trouble] = (), *, unjudged: Collection[str] = ()
    ) -> Noted:
        """Ask, note what is wrong as alarms, and close those without a cause; two looks at once take turns.

        `found` was found elsewhere; alarms of the codes in `unjudged` stay as they are.
        """
        with writing(self.engine) as connection:
            return noting.look(connection, questions, found, unjudged=unjudged)

    def note_troubles(self, found: Iterable[Trouble], *, unjudged: Collection[str]) -> Noted:
        """Note what was found elsewhere alone; alarms of the codes in `unjudged` stay as they are."""
        with writing(self.engine) as connection:
            return noting.note(connection, found, unjudged=unjudged)

    def claim_telling(self, *, remind_seconds: float, untold: Collection[str] = ()) -> Due | None:
        """Return what people are to be told, held until `finish_telling`; None when nothing, or another one tells."""
        with writing(self.engine) as connection:
            return telling.claim_telling(connection, remind_seconds=remind_seconds, untold=untold)

    def finish_telling(self, told: Sequence[Alarm]) -> None:
        """Note that people were told of these alarms, of none when it failed."""
        with writing(self.engine) as connection:
            telling.finish_telling(connection, told)
