"""The words of the quantity grammar, read once from `data/` and compiled to regular expressions.

A unit, a bound word, a coinage is one word in a data file; nothing here names one.
"""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from reportarchive.model import Bound, Change

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DATA = files("reportarchive.metrics") / "data"


def load_words(name: str) -> dict[str, Any]:
    """Return one data file of this room."""
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def any_of(words: Iterable[str], guards: Mapping[str, Iterable[str]] | None = None) -> str:
    """Return a pattern of literal words as a tree of their beginnings, so that the longest one that fits wins.

    A word of `guards` is refused where one of its guards follows. A flat list of 150 units is tried word by
    word at every number; the tree looks at one character a step.
    """
    tree: dict[str, Any] = {}
    for word in words:
        node = tree
        for char in word:
            node = node.setdefault(char, {})
        node[""] = f"(?!{any_of(guards[word])})" if guards and word in guards else ""
    return _branches(tree)


def _branches(tree: Mapping[str, Any]) -> str:
    longer = [re.escape(char) + _branches(node) for char, node in tree.items() if char]
    if not longer:
        return str(tree[""])
    choice = longer[0] if len(longer) == 1 and "" not in tree else f"(?:{'|'.join(longer)})"
    if "" not in tree:
        return choice
    return f"(?:{choice}|{tree['']})" if tree[""] else f"{choice}?"


def _unit_words(units: Mapping[str, Any]) -> list[str]:
    with_ge = units["with_ge"]["words"].split()
    tables = (table for name, table in units.items() if name not in {"with_ge", "not_before"})
    return [word for table in tables for word in table["words"].split()] + [f"个{word}" for word in with_ge]


_UNITS = load_words("units.toml")
WORDS = load_words("words.toml")

UNIT = any_of(_unit_words(_UNITS), _UNITS["not_before"])
"""Pattern of every measure word, longest first, with the guards of `[not_before]`."""

UNIT_STARTS = frozenset(word[0] for word in _unit_words(_UNITS))
"""The first characters of all measure words."""

TIME_UNITS = frozenset(_UNITS["time"]["words"].split()) | {
    f"个{word}" for word in _UNITS["with_ge"]["words"].split() if word not in _UNITS["shares"]["words"].split()
}
"""Units of duration; 近 before one means the last so-many years, not nearly so many."""


def _backwards(words: Iterable[str], guards: Mapping[str, str]) -> str:
    """Return a pattern of words spelt backwards, for a text read backwards: the longest that ends here wins.

    Guards name the characters before a first character that make another word of it (节约, 新增).
    """
    return any_of((word[::-1] for word in words), {word[::-1]: guards[word[0]] for word in words if word[0] in guards})


def _bounds(place: str) -> dict[str, Bound]:
    return {word: bound for bound in Bound if bound is not Bound.EXACT for word in WORDS[place][bound.value]}


BOUND_WORDS = _bounds("before")
BOUND_BACKWARDS = re.compile(
    rf"[ ]?(?:{_backwards(WORDS['before']['between'], {})})?(?P<word>{_backwards(BOUND_WORDS, WORDS['not_behind'])})"
)
"""A bound word read backwards from the number; one of `between` may stand between."""

BOUND_WORDS_AFTER = _bounds("after")
BOUND_AFTER = re.compile(rf"[ ]?(?P<word>{any_of(BOUND_WORDS_AFTER)})")
BOUND_AFTER_STARTS = frozenset(word[0] for word in BOUND_WORDS_AFTER) | {" "}
BOUND_BACKWARDS_STARTS = frozenset(word[-1] for word in (*BOUND_WORDS, *WORDS["before"]["between"])) | {" "}
"""The characters one of which a match begins with: most numbers need no more than a look at it."""

CHANGE_WORDS = {
    word: change for change in Change for kind in ("verbs", "nouns") for word in WORDS["change"][change.value][kind]
}
_CHANGE_GUARDS = WORDS["change"]["not_behind"]


def _change_backwards(kind: str) -> str:
    words = [word for change in Change for word in WORDS["change"][change.value][kind]]
    return rf"(?:{_backwards(WORDS['change']['between'][kind], {})})*(?P<{kind}>{_backwards(words, _CHANGE_GUARDS)})"


CHANGE_BACKWARDS = re.compile(rf"[ ]?(?P<minus>[-−])?(?:{_change_backwards('verbs')}|{_change_backwards('nouns')})")
"""A word of change read backwards from the number, with what may stand between; a minus turns it round: 增长-3.5%."""

CHANGE_BACKWARDS_STARTS = frozenset(
    word[-1]
    for kind in ("verbs", "nouns")
    for words in (*(WORDS["change"][change.value][kind] for change in Change), WORDS["change"]["between"][kind])
    for word in words
) | {" ", "-", "−"}

_WITH_OBJECT = {word: change for change in Change for word in WORDS["change"][change.value]["with_object"]}
CHANGE_OF_OBJECT = re.compile(rf"(?P<word>{any_of(_WITH_OBJECT)})(?![值到至率比幅])")
"""A word of change whose object stands between it and the number: 减少碳排放2810万吨."""
LABEL_LEADING = re.compile(rf"(?:{any_of(WORDS['label']['leading'])}|(?:19|20)\d\d年)+")
LABEL_TRAILING_BACKWARDS = re.compile(
    rf"(?:{any_of(word[::-1] for word in WORDS['label']['trailing'])}|(?:期同)?年\d\d(?:91|02)[较比])+"
)
"""The words cut off the ends of a label; those behind it are read backwards from the number."""

LABEL_LEADING_STARTS = frozenset(word[0] for word in WORDS["label"]["leading"]) | frozenset("12")
LABEL_TRAILING_STARTS = frozenset(word[-1] for word in WORDS["label"]["trailing"]) | frozenset("期年")

BASIS = re.compile("|".join(WORDS["basis"]["patterns"]))
TARGET = re.compile("|".join(WORDS["target"]["patterns"]))
RESULT = re.compile(any_of(WORDS["target"]["ended_by"]))
LONE_BEFORE = re.compile(rf"(?:{any_of(WORDS['lone']['before'])})[了]?[ ]?\Z")
LONE_UNITS = frozenset(WORDS["lone"]["units"])
NOT_LONE = re.compile(any_of(WORDS["lone"]["not_before"]))
LONE_AFTER = re.compile(any_of(WORDS["lone"]["after"]))
LONE_CLOSING = frozenset(WORDS["lone"]["closing"])
BARE_BEFORE = re.compile(rf"(?:{any_of(WORDS['bare']['before'])})\Z")
HOTLINE = any_of(WORDS["hotlines"]["numbers"])
SERVICE = any_of(WORDS["hotlines"]["services"])
"""What makes 110, 119, 120 or 122 a number to call."""
YEAR_BEFORE = rf"(?:{'|'.join(WORDS['years']['before'])})"
DAY_NAME = any_of(WORDS["day_names"]["numbers"])
JOINT = rf"(?:{any_of(WORDS['joints']['words'])})"
"""What stands between the members of a list."""
NEUTRAL = re.compile(rf"(?:19|20)\d\d年?(?:度|同期)?|[^\u4e00-\u9fff]|{any_of(WORDS['neutral']['words'])}")
AWARD = re.compile(any_of(WORDS["award"]["words"]))
PART = re.compile(any_of(WORDS["part"]["words"]))
SHARES = frozenset(WORDS["unit_kinds"]["shares"].split())
UNIT_KINDS = {unit: kind for kind, units in WORDS["unit_kinds"].items() for unit in units.split()}
