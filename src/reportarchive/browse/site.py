"""What all pages are made from: the archive, read only, and the kept bytes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from reportarchive.errors import UnknownName
from reportarchive.pipeline.clock import today_in_china
from reportarchive.sqlfiles import sql_files

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from reportarchive.capture import ObjectStore
    from reportarchive.query import Reader, Result

Row = dict[str, Any]
QUESTIONS = "pages"
"""The folder of the questions that pages ask of the views."""


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
        return "report_version" in self.names

    def ask_if_held(self, view: str, question: str, **params: object) -> list[Row] | None:
        """Return the rows of a question, None where this file lacks the view it asks, as the export of a part may."""
        return self.ask(question, **params) if view in self.names else None

    def ask(self, question: str, **params: object) -> list[Row]:
        """Return the rows of a file of `sql/pages/`."""
        return rows_of(self.reader.run(questions()[question], params))

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


@cache
def questions() -> Mapping[str, str]:
    """Return name -> text of the files of `sql/pages/`."""
    return sql_files(QUESTIONS)


def rows_of(result: Result) -> list[Row]:
    """Return the rows of a result by column name."""
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]


def names_in(reader: Reader) -> frozenset[str]:
    """Return the names of the tables and views of a file."""
    return frozenset(name for (name,) in reader.run("SELECT name FROM sqlite_master").rows)
