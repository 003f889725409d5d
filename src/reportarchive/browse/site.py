"""What all pages are made from: the archive, read only, and the kept bytes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from reportarchive.errors import UnknownName
from reportarchive.pipeline.clock import today_in_china
from reportarchive.query import pages

if TYPE_CHECKING:
    from pathlib import Path

    from reportarchive.capture import ObjectStore
    from reportarchive.query import Reader
    from reportarchive.query.pages import Row


@dataclass(frozen=True, slots=True)
class Site:
    """An archive as it is shown: `database` is its SQLite file, `names` are the tables and views in it.

    The export of a PostgreSQL archive, or of a part of any, holds views as tables and nothing below them: it has no
    search index and no version but the current ones.
    """

    database: Path
    reader: Reader
    store: ObjectStore
    names: frozenset[str]

    @property
    def is_whole(self) -> bool:
        """Whether the tables below the views are here."""
        return pages.is_whole(self.names)

    def ask_if_held(self, view: str, question: str, **params: object) -> list[Row] | None:
        """Return the rows of a question, None where this file lacks the view it asks, as the export of a part may."""
        return self.ask(question, **params) if view in self.names else None

    def ask(self, question: str, /, **params: object) -> list[Row]:
        """Return the rows of a file of `sql/pages/`."""
        return pages.ask(self.reader, question, params)

    def one(self, question: str, *, missing: str, **params: object) -> Row:
        """Return the only row of a question.

        Raises:
            UnknownName: there is none; `missing` says what is not here.
        """
        found = self.ask(question, **params)
        if not found:
            raise UnknownName(missing)
        return found[0]

    @property
    def today(self) -> str:
        """Today in China, by which deadlines are judged."""
        return today_in_china()
