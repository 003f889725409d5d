"""Roles of top sections by the words of their headings; the words lie in `data/roles.toml`.

The parts are those of article 24 of 厅字〔2019〕28号; their order varies and any may be missing, so the
position says nothing and the words decide.
"""

from __future__ import annotations

import tomllib
from importlib.resources import files

from reportarchive.model import Role

_WORDS: dict[Role, list[str]] = {
    Role(role): table["words"]
    for role, table in tomllib.loads(
        (files("reportarchive.outline") / "data" / "roles.toml").read_text(encoding="utf-8")
    ).items()
}


def role_of(title: str, *, year: int | None) -> Role:
    """Return the role of a level-1 heading; a heading about the year after `year` is a plan.

    >>> role_of("2024年工作安排", year=2023)
    <Role.PLAN: 'plan'>
    """
    if _position(title, Role.LEADERSHIP) is not None:
        return Role.LEADERSHIP
    found = [
        (position, role) for role in (Role.SHORTCOMINGS, Role.PLAN) if (position := _position(title, role)) is not None
    ]
    if found:
        return min(found)[1]
    if year is not None and f"{year + 1}年" in title:
        return Role.PLAN
    for role in (Role.MEASURES, Role.ANNEX):
        if _position(title, role) is not None:
            return role
    return Role.TOPIC


def settle(roles: list[Role]) -> list[Role]:
    """Return the roles with topics turned into measures when no section is named as measures.

    Many reports (桃源, 石家庄, 广东) have no part called measures: their topics are it.
    """
    if Role.MEASURES in roles:
        return roles
    return [Role.MEASURES if role is Role.TOPIC else role for role in roles]


def _position(title: str, role: Role) -> int | None:
    found = [at for word in _WORDS[role] if (at := title.find(word)) >= 0]
    return min(found) if found else None
