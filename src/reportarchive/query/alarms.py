"""What can be wrong with a source or the archive: the questions of `sql/alarms/`, each with what it means and a remedy.

A file is written like one of the cookbook, with a `-- remedy: …` more: what a person does. It gives a row for each
troubled source: `subject`, `said` (the cause with its numbers) and `evidence` (what, its number, its address).
`elsewhere.toml` holds those that no query can find.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from reportarchive.errors import QueryRefused
from reportarchive.query.cookbook import NamedQuery, read_header, read_query
from reportarchive.sqlfiles import sql_files, sql_root

if TYPE_CHECKING:
    from collections.abc import Mapping

FOLDER = "alarms"
ELSEWHERE = "elsewhere.toml"


@dataclass(frozen=True, slots=True)
class AlarmKind:
    """One thing that can be wrong: its code, a title, what it means, what to do; `query` finds it, None elsewhere."""

    code: str
    title: str
    description: str
    remedy: str
    query: NamedQuery | None = None


@cache
def load_alarms() -> Mapping[str, AlarmKind]:
    """Return code -> alarm of every file of `sql/alarms/`, then those found elsewhere.

    Raises:
        QueryRefused: a header lacks its title, description or remedy, or does not fit its parameters.
    """
    asked = {code: read_alarm(code, text) for code, text in sql_files(FOLDER).items()}
    told = tomllib.loads((sql_root() / FOLDER / ELSEWHERE).read_text(encoding="utf-8"))
    return asked | {code: AlarmKind(code, **words) for code, words in told.items()}


def read_alarm(code: str, text: str) -> AlarmKind:
    """Return one file of `sql/alarms/` as an alarm.

    Raises:
        QueryRefused: the header lacks its title, description or remedy, or does not fit the parameters of the text.
    """
    query = read_query(code, text)
    remedy = read_header(code, text)[0].get("remedy")
    if remedy is None:
        raise QueryRefused(f"alarm {code}: its header lacks remedy")
    return AlarmKind(code, query.title, query.description, remedy, query)
