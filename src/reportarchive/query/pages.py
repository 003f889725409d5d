"""The questions that pages and charts ask of the views: `sql/pages/`, by name, their rows by column name."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from reportarchive.sqlfiles import sql_files

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reportarchive.query.reader import Reader, Result

Row = dict[str, Any]
QUESTIONS = "pages"


def ask(reader: Reader, question: str, params: Mapping[str, object]) -> list[Row]:
    """Return the rows of a file of `sql/pages/`.

    Raises:
        QueryRefused: it takes too long.
        ArchiveError: the database cannot be reached.
    """
    return rows_of(reader.run(questions()[question], params))


@cache
def questions() -> Mapping[str, str]:
    """Return name -> text of the files of `sql/pages/`."""
    return sql_files(QUESTIONS)


def rows_of(result: Result) -> list[Row]:
    """Return the rows of a result by column name."""
    return [dict(zip(result.columns, row, strict=True)) for row in result.rows]


def names_in(reader: Reader) -> frozenset[str]:
    """Return the names of the tables and views of a SQLite file."""
    return frozenset(name for (name,) in reader.run("SELECT name FROM sqlite_master").rows)


def is_whole(names: frozenset[str]) -> bool:
    """Tell whether a file of these names holds the tables below the views, too."""
    return "report_version" in names
