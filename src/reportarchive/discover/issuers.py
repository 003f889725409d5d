"""The body that a title names, and a source's issuer -> whether they are one: yes, no, or a person must look.

A name is places from the top down and, but for a government, a unit at their end. Places may be left out from the top
(朝阳区人民政府), never at the bottom: 云岭市发改委 is not the commission of its district. A place that is not the
source's own is another body's, also when the last name is the same (长春市朝阳区 is not 北京市朝阳区).
"""

from __future__ import annotations

import re
import tomllib
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from reportarchive.model import IssuerKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportarchive.model import Source

_ENDINGS = "自治区|自治州|自治县|自治旗|地区|省|市|州|盟|区|县|旗"
# 州 before 市 is part of a name (杭州市); 市 and 区 at the head of offices are not places (城市管理局, 市场监督管理局).
_PLACE = re.compile(r"[^\W\d_]{1,10}?(?:自治[区州县旗]|地区|省|市(?![管场政容])|州(?!市|区|县)|盟|区|县|旗)")
_ENDING = re.compile(rf"(?:{_ENDINGS})$")


class Match(StrEnum):
    """Whether the body of a title is a source's issuer."""

    OWN = "own"
    UNSURE = "unsure"
    FOREIGN = "foreign"


def match_issuer(titled: str, source: Source, *, place: Sequence[str] = ()) -> Match:
    """Return whether the body a title names is the source's issuer.

    `place` names the source's division and those above it, from the top down; without it the places are read off the
    issuer's name, and a place in front of it is not doubted.
    """
    known = tuple(place) or tuple(_places_of(source.issuer))
    if source.issuer_kind is IssuerKind.TOWN and known and _plain(source.issuer).endswith(_plain(known[-1])):
        known = known[:-1] if place else known
    # Two names of one body, or several that sign together.
    matches = [_match_one(part, source, known, is_known=bool(place)) for part in re.split(r"[、,/]", titled) if part]
    return next((match for match in Match if match in matches), Match.FOREIGN)


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("reportarchive.discover").joinpath("data", "issuers.toml").read_text("utf-8"))


def _match_one(titled: str, source: Source, places: tuple[str, ...], *, is_known: bool) -> Match:
    name, own = _plain(titled), _plain(source.issuer)
    if name == own:
        return Match.OWN
    expected = _units(own, places)[-1]
    level = _level_of(expected if source.issuer_kind is IssuerKind.TOWN else places[-1] if places else "")
    bare = _words()["bare"][source.issuer_kind.value]
    if name in bare or (level and name in {level + one for one in bare}):
        return Match.OWN
    if source.issuer_kind is IssuerKind.GOVERNMENT:
        return _match_place(name, places or (own,), source.division, is_known=is_known)
    fits = _match_town if source.issuer_kind is IssuerKind.TOWN else _match_unit
    matches = {fits(unit, expected) for unit in _units(name, places)}
    return next(match for match in Match if match in matches)


def _match_place(name: str, places: tuple[str, ...], division: str, *, is_known: bool) -> Match:
    """Match a government: its last place, with any of those above it, in full or without their endings."""
    above = "".join(f"(?:{_either(one)})?" for one in places[:-1])
    name = name.removesuffix("政府")
    if re.fullmatch(f"{above}{re.escape(places[-1])}", name):
        return Match.OWN
    if not is_known and len(places) == 1 and name.endswith(places[0]):
        return Match.OWN if _ENDING.search(name.removesuffix(places[0])) else Match.FOREIGN
    stem, is_city = _stem(places[-1]), division.endswith("00")
    for old, new in _words()["renamed"].items():
        # Neither is a district its own city: 朝阳市 above 朝阳区 is another body.
        is_other = (is_city and old == "县") or stem + old in places
        fits = any(places[-1] == stem + ending for ending in new) and not is_other
        if fits and re.fullmatch(f"{above}{re.escape(stem + old)}", name):
            return Match.UNSURE
    return Match.FOREIGN


def _match_town(name: str, expected: str) -> Match:
    if name.removesuffix("政府") == expected or name + "道" == expected:  # 青石街 for 青石街道
        return Match.OWN
    for old, new in _words()["renamed"].items():
        if name.endswith(old) and any(name.removesuffix(old) + ending == expected for ending in new):
            return Match.UNSURE
    return Match.FOREIGN


def _match_unit(name: str, expected: str) -> Match:
    """Match an office or zone: the same name, or one that is short for the other (发改委, 发展和改革委员会)."""
    if name == expected:
        return Match.OWN
    if _is_predecessor(name[:-1], expected[:-1]):
        return Match.UNSURE
    short, long = sorted((name, expected), key=len)
    if len(short) < 2 or short[-1] != long[-1]:
        return Match.FOREIGN
    in_order = _is_in_order(short, long)
    if in_order and short[0] == long[0]:
        return Match.OWN
    # 规自局 and 自然资源和规划局, 体育局 and 教育体育局: the same, a part or a predecessor.
    scattered = set(short) <= set(long) and len(short) >= 3
    # A place that is left in front is not the source's own: 北京市教委 is no name of a district's commission.
    return Match.UNSURE if (in_order or scattered) and not _PLACE.match(name) else Match.FOREIGN


def _is_predecessor(work: str, expected: str) -> bool:
    """Tell whether a body's work is what another's was before the reform, in full or shortened (环保 for 环境保护)."""
    befores = [one for after, each in _words()["reformed"].items() if expected.startswith(after) for one in each]
    shortened = (before for before in befores if len(work) > 1 and before[:1] == work[:1])
    return work in befores or any(_is_in_order(work, before) for before in shortened)


def _is_in_order(short: str, long: str) -> bool:
    rest = iter(long)
    return all(char in rest for char in short)


def _units(name: str, places: tuple[str, ...]) -> tuple[str, ...]:
    """Return a body's name as it is, and without its places when they are the source's own down to the last.

    Both are tried: 市场监管局 begins with a character that may also be the level before a name (市司法局).
    """
    if not places:
        return (name,)
    above = "".join(f"(?:{_either(one)})?" for one in places[:-1])
    front = re.match(f"{above}(?:{_either(places[-1])}|{_level_of(places[-1])})(?=.{{2,}})", name)
    return (name, name[front.end() :]) if front else (name,)


def _either(place: str) -> str:
    stem = _stem(place)
    return re.escape(place) + (f"|{re.escape(stem)}" if len(stem) >= 2 else "")


def _stem(place: str) -> str:
    return _ENDING.sub("", place) or place


def _level_of(place: str) -> str:
    """Return the word for a place's level: 区, 自治县, 镇, 街道."""
    ending = re.search(f"(?:{_ENDINGS}|街道|苏木)$", place)
    return ending[0] if ending else place[-1:]


def _places_of(issuer: str) -> list[str]:
    """Return the places at the head of a body's name, from the top down."""
    found, name = [], _plain(issuer)
    while match := _PLACE.match(name):
        found.append(match[0])
        name = name[match.end() :]
    return found


def _plain(name: str) -> str:
    """Return a body's name without 人民政府 and with one spelling per kind of office."""
    name = re.sub(r"\s+|\([^()]*\)", "", name)
    for written, short in _words()["short"].items():
        name = name.replace(written, short)
    return name
