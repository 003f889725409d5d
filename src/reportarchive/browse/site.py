"""What all pages are made from: the archive, read only, and the kept bytes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from reportarchive.errors import QueryRefused, UnknownName
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
    """An archive as it is shown: `database` is its SQLite file.

    The export of a PostgreSQL archive holds the views as tables and nothing below them: it has no search index and no
    version but the current ones, so that `is_whole` is False.
    """

    database: Path
    reader: Reader
    store: ObjectStore
    is_whole: bool

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


def holds_all(reader: Reader) -> bool:
    """Tell whether this file has the tables below the views."""
    try:
        return bool(reader.run("SELECT version_id FROM report_version LIMIT 0").columns)
    except QueryRefused:
        return False
