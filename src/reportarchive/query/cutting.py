"""Characters cut out of texts by offsets, several times as fast as SQLite's own substr.

SQLite loads the whole text for every call and counts its characters from the start, so that a report of a hundred
numbers is read through a hundred times. Here a text is loaded once, for all that is cut out of it in a row.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlite3

CALL = re.compile(r"\bsubstr\((\w+)\.text,")  # of a row of report_version under any name
TEXTS = 8
"""Texts in memory: the views compare two versions at most."""


def cutting_here(view: str) -> str:
    """Return the text of a view with every `substr(v.text, …)` as a call of the function that `add_cutting` adds."""
    return CALL.sub(r"cut_text(\1.version_id,", view)


def add_cutting(connection: sqlite3.Connection, texts: sqlite3.Connection) -> None:
    """Let the connection know the function `cut_text`; `texts` is another one to the same file, for its use."""

    @lru_cache(maxsize=TEXTS)
    def text_of(version_id: int) -> str:
        found = texts.execute("SELECT text FROM report_version WHERE version_id = ?", (version_id,)).fetchone()
        return str(found[0])

    def cut(version_id: int | None, start: int | None, length: int | None) -> str | None:
        if version_id is None or start is None or length is None:
            return None
        return text_of(version_id)[start - 1 : start - 1 + length]

    connection.create_function("cut_text", 3, cut, deterministic=True)
