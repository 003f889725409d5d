"""The little that must be known of an SQL text before it may run: its first word, its end, its parameters.

Strings, quoted names and comments are skipped as a whole, so a semicolon or a colon inside one means nothing.
Refuses (QueryRefused) an empty text, several statements, and a first word other than SELECT, WITH or VALUES.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from reportarchive.errors import QueryRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

TOKEN = re.compile(
    r"""
    (?P<quoted>'(?:[^']|'')*' | "(?:[^"]|"")*")          # 'it''s'  "a name"
    | (?P<dollar>\$(?P<tag>\w*)\$.*?\$(?P=tag)\$)        # $$PostgreSQL text$$
    | (?P<comment>--[^\n]* | /\*.*?\*/)                  # -- to the end of the line
    | (?P<cast>::)                                       # '1'::int
    | :(?P<name>[A-Za-z_]\w*)                            # :year
    | (?P<end>;)
    | (?P<word>\w+)
    | (?P<blank>\s+)
    | (?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
READING = frozenset({"SELECT", "WITH", "VALUES"})


def check_reading(sql: str) -> None:
    """Return when the text is one statement that begins as a reading one does.

    Raises:
        QueryRefused: it is empty, several statements, or something else.
    """
    words = [(kind, token) for kind, token in tokens(sql) if kind not in ("blank", "comment")]
    while words and words[-1][0] == "end":
        words.pop()
    if not words:
        raise QueryRefused("the query is empty; write a SELECT, or the name of a cookbook query")
    if any(kind == "end" for kind, _ in words):
        raise QueryRefused("one statement at a time: the query holds several")
    first = next((token for kind, token in words if (kind, token) != ("other", "(")), "")
    if first.upper() not in READING:
        raise QueryRefused(f"only SELECT may run here, not {first}")


def parameters(sql: str) -> list[str]:
    """Return the names of the `:name` parameters, each once, in order."""
    return list(dict.fromkeys(token[1:] for kind, token in tokens(sql) if kind == "name"))


def called(sql: str) -> set[str]:
    """Return the names that stand before a bracket as PostgreSQL reads them: functions, and other words too."""
    names: set[str] = set()
    last = ""
    for kind, sign in tokens(sql):
        if kind in ("blank", "comment"):
            continue
        if sign == "(" and last:
            names.add(last)
        last = sign.lower() if kind == "word" else sign[1:-1].replace('""', '"') if sign[0] == '"' else ""
    return names


def for_psycopg(sql: str) -> str:
    """Return the text with `:name` as `%(name)s` and every other % doubled."""
    return "".join(f"%({token[1:]})s" if kind == "name" else token.replace("%", "%%") for kind, token in tokens(sql))


def tokens(sql: str) -> Iterator[tuple[str, str]]:
    """Yield (kind, text) of every token; the texts in order are the SQL text."""
    for match in TOKEN.finditer(sql):
        kind = "dollar" if match["dollar"] else str(match.lastgroup)
        yield kind, match.group()
