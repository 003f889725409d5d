"""Roles of top sections by the words of their headings; the words lie in `data/roles.toml`.

The parts are those of article 24 of 厅字〔2019〕28号; their order varies and any may be missing, so the
position says nothing and the words decide.
"""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

from reportarchive.model import Role
from reportarchive.text.folding import fold

_TABLES = tomllib.loads((files("reportarchive.outline") / "data" / "roles.toml").read_text(encoding="utf-8"))
_CLAUSES = re.compile("[,，]")


def _any_of(words: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words)))


# One search for all words of a role: half the lines of a text may be headings, and are asked for a hundred words.
_ROLES = {Role(name): table for name, table in _TABLES.items() if name != "tasks"}
_WORDS = {role: _any_of(table["words"]) for role, table in _ROLES.items()}
_WITH_WEAK = _WORDS | {
    role: _any_of(table["words"] + table["weak"]) for role, table in _ROLES.items() if "weak" in table
}
_TASKS, _LOOKING_BACK = _any_of(_TABLES["tasks"]["words"]), _any_of(_TABLES["tasks"]["looking_back"])
# Most lines that are asked about hold no word of any role, which one search tells.
_ANY = _any_of(
    [
        *(word for table in _ROLES.values() for word in (*table["words"], *table.get("weak", ()))),
        *_TABLES["tasks"]["words"],
    ]
)

LONGEST_PART_NAME = 32
"""Longest heading without a mark, in characters."""


def role_of(title: str, *, year: int | None) -> Role:
    """Return the role of a level-1 heading; a heading about the year after `year` is a plan.

    >>> role_of("2024年工作安排", year=2023)
    <Role.PLAN: 'plan'>
    """
    is_of_next_year = year is not None and f"{year + 1}年" in title
    if not is_of_next_year and _ANY.search(title) is None:
        return Role.TOPIC
    if _position(title, Role.LEADERSHIP) is not None:
        return Role.LEADERSHIP
    found = [
        (position, role) for role in (Role.SHORTCOMINGS, Role.PLAN) if (position := _position(title, role)) is not None
    ]
    if found:
        return min(found)[1]
    if is_of_next_year or _is_task(title):
        return Role.PLAN
    for role in (Role.MEASURES, Role.ANNEX):
        if _position(title, role) is not None:
            return role
    return Role.TOPIC


def opens_part(line: str) -> bool:
    """Tell whether a line, short and without a mark, names a part of a report (存在的不足) and not the report itself.

    >>> opens_part("主要举措和成效"), opens_part("法治政府建设情况报告"), opens_part("强化组织领导")
    (True, False, False)
    """
    return len(line) <= LONGEST_PART_NAME and "报告" not in line and role_of(fold(line), year=None) is not Role.TOPIC


def settle(roles: list[Role]) -> list[Role]:
    """Return the roles with topics turned into measures when no section is named as measures.

    Many reports (桃源, 石家庄, 广东) have no part called measures: their topics are it.
    """
    if Role.MEASURES in roles:
        return roles
    return [Role.MEASURES if role is Role.TOPIC else role for role in roles]


def _is_task(title: str) -> bool:
    return _TASKS.search(title) is not None and _LOOKING_BACK.search(title) is None


def _position(title: str, role: Role) -> int | None:
    words = _WORDS[role] if _CLAUSES.search(title) else _WITH_WEAK[role]
    found = words.search(title)
    return found.start() if found else None
