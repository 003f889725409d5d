"""The cookbook: named questions from `sql/queries/*.sql`, with their parameters checked before they run.

A file begins with a header: `-- title: …`, `-- description: …` (further comment lines continue it), and per
parameter `-- :name type default  what it is`. Types: text, int, real, date. A default of `-` must be given, `null`
is none, and a text with blanks stands in double quotes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import dropwhile
from typing import TYPE_CHECKING

from reportarchive.errors import QueryRefused, UnknownName
from reportarchive.query.statement import parameters, tokens
from reportarchive.sqlfiles import sql_files

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from reportarchive.query.reader import Reader, Result

Value = str | int | float | None

PARAMETER = re.compile(
    r"""
    ^--\s+:(?P<name>\w+)
    \s+(?P<type>text|int|real|date)
    \s+(?P<default>"[^"]*"|\S+)         # - must be given, null is none
    (?:\s+(?P<description>.*\S))?\s*$
    """,
    re.VERBOSE,
)
FIELD = re.compile(r"^--\s+(title|description|remedy):\s*(.*\S)\s*$")
MORE = re.compile(r"^--\s{2,}(.*\S)\s*$")
REQUIRED = "-"
NONE = "null"


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a named query; `required` when it has no default."""

    name: str
    type: str
    default: Value
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """One question of the cookbook."""

    name: str
    title: str
    description: str
    parameters: tuple[Parameter, ...]
    sql: str

    def bind(self, given: Mapping[str, str]) -> dict[str, Value]:
        """Return the value of every parameter, given as text or by default.

        Raises:
            QueryRefused: an unknown parameter, a missing one, or a value of another type.
        """
        known = {parameter.name: parameter for parameter in self.parameters}
        for name in given:
            if name not in known:
                takes = ", ".join(known) or "no parameters"
                raise QueryRefused(f"query {self.name} has no parameter {name!r}; it takes {takes}")
        for parameter in self.parameters:
            if parameter.required and parameter.name not in given:
                what = f" ({parameter.description})" if parameter.description else ""
                raise QueryRefused(f"query {self.name} needs --param {parameter.name}=…{what}")
        return {
            name: read_value(parameter, given[name]) if name in given else parameter.default
            for name, parameter in known.items()
        }


def load_cookbook() -> dict[str, NamedQuery]:
    """Return name -> query of every file of `sql/queries/`.

    Raises:
        QueryRefused: a file's header lacks its title or does not fit its parameters.
    """
    return {name: read_query(name, text) for name, text in sql_files("queries").items()}


def read_query(name: str, text: str) -> NamedQuery:
    """Return one cookbook file as a query.

    Raises:
        QueryRefused: the header lacks its title or description, or does not fit the parameters of the text.
    """
    words, found = read_header(name, text)
    if missing := {"title", "description"} - set(words):
        raise QueryRefused(f"query {name}: its header lacks {', '.join(sorted(missing))}")
    if {parameter.name for parameter in found} != set(parameters(text)):
        raise QueryRefused(f"query {name}: header and text name different parameters")
    return NamedQuery(name, words["title"], words["description"], tuple(found), text)


def read_header(name: str, text: str) -> tuple[dict[str, str], list[Parameter]]:
    """Return what a file's header says (title, description, remedy, where it has one) and its parameters in order.

    Raises:
        QueryRefused: the default of a parameter is not of its type.
    """
    words: dict[str, str] = {}
    found: list[Parameter] = []
    last = ""
    for line in text.splitlines():
        if not line.startswith("--"):
            break
        if match := PARAMETER.match(line):
            found.append(_parameter(name, match))
        elif match := FIELD.match(line):
            last, words[match[1]] = match[1], match[2]
        elif last and (match := MORE.match(line)):
            words[last] += " " + match[1]
    return words, found


def for_forms(query: NamedQuery) -> str:
    """Return the text of a query for a form, where every value is text and one left empty takes its default."""
    known = {one.name: one for one in query.parameters}
    body = "\n".join(dropwhile(lambda line: line.startswith("--"), query.sql.splitlines()))
    return "".join(_in_form(known[token[1:]]) if kind == "name" else token for kind, token in tokens(body))


def _in_form(parameter: Parameter) -> str:
    given = f"NULLIF(:{parameter.name}, '')"
    if parameter.default is not None:
        default = str(parameter.default).replace("'", "''")
        given = f"COALESCE({given}, '{default}')"
    return f"CAST({given} AS {CASTS[parameter.type]})"


def run_named(reader: Reader, name: str, given: Mapping[str, str] | None = None, *, max_rows: int = 100_000) -> Result:
    """Return the rows of a cookbook query.

    Raises:
        UnknownName: the cookbook has no such query.
        QueryRefused: a parameter is unknown, missing or of another type.
    """
    cookbook = load_cookbook()
    if name not in cookbook:
        raise UnknownName(f"no query {name!r} in the cookbook; it has {', '.join(cookbook)}")
    query = cookbook[name]
    return reader.run(query.sql, query.bind(given or {}), max_rows=max_rows)


def read_value(parameter: Parameter, text: str) -> Value:
    """Return a value given as text in the parameter's type; `null` is none.

    Raises:
        QueryRefused: it is of another type.
    """
    if text == NONE:
        return None
    try:
        return READ[parameter.type](text)
    except ValueError as error:
        raise QueryRefused(f"parameter {parameter.name} takes {WANTED[parameter.type]}, not {text!r}") from error


def _read_date(text: str) -> str:
    return date.fromisoformat(text).isoformat()


READ: dict[str, Callable[[str], Value]] = {"text": str, "int": int, "real": float, "date": _read_date}
CASTS = {"text": "TEXT", "int": "INTEGER", "real": "REAL", "date": "TEXT"}
WANTED = {"text": "a text", "int": "a whole number", "real": "a number", "date": "a date as YYYY-MM-DD"}


def _parameter(query: str, match: re.Match[str]) -> Parameter:
    default = match["default"].strip('"')
    blank = Parameter(match["name"], match["type"], None, default == REQUIRED, match["description"] or "")
    if blank.required:
        return blank
    try:
        value = read_value(blank, default)
    except QueryRefused as error:
        raise QueryRefused(f"query {query}: {error}") from error
    return Parameter(blank.name, blank.type, value, blank.required, blank.description)
