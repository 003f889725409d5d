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


def _load(name: str) -> dict[str, Any]:
    return tomllib.loads((DATA / name).read_text(encoding="utf-8"))


def any_of(words: Iterable[str]) -> str:
    """Return an alternation of literal words, longest first, so that the longest one that fits wins."""
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


def _unit_pattern(units: Mapping[str, Any]) -> str:
    with_ge = units["with_ge"]["words"].split()
    words = [word for name, table in units.items() if name not in {"with_ge", "not_before"}
             for word in table["words"].split()]  # fmt: skip
    words += [f"个{word}" for word in with_ge]
    guards = units["not_before"]
    guarded = (
        re.escape(word) + (f"(?!{any_of(guards[word])})" if word in guards else "")
        for word in sorted(set(words), key=lambda word: (-len(word), word))
    )
    return "|".join(guarded)


_UNITS = _load("units.toml")
WORDS = _load("words.toml")

UNIT = _unit_pattern(_UNITS)
"""Pattern of every measure word, longest first, with the guards of `[not_before]`."""

TIME_UNITS = frozenset(_UNITS["time"]["words"].split()) | {f"个{word}" for word in ("月", "工作日", "小时")}
"""Units of duration; 近 before one means the last so-many years, not nearly so many."""


def _tagged(groups: Mapping[str, str]) -> str:
    return "|".join(f"(?P<{name}>{pattern})" for name, pattern in groups.items())


def _whole_words(words: Iterable[str]) -> str:
    """Return an alternation of words, longest first, each refused where its first character ends another word."""
    guards = WORDS["not_behind"]
    return "|".join(
        (f"(?<![{guards[word[0]]}])" if word[0] in guards else "") + re.escape(word)
        for word in sorted(set(words), key=lambda word: (-len(word), word))
    )


_BOUND_NAMES = [bound.value for bound in Bound if bound is not Bound.EXACT]
BOUND_BEFORE = re.compile(
    rf"(?:{_tagged({name: _whole_words(WORDS['before'][name]) for name in _BOUND_NAMES})})"
    rf"(?:{any_of(WORDS['before']['between'])})?[ ]?\Z"
)
BOUND_AFTER = re.compile(rf"[ ]?(?:{_tagged({name: any_of(WORDS['after'][name]) for name in _BOUND_NAMES})})")


def _change_pattern(change: Change) -> str:
    words, between = WORDS["change"][change.value], WORDS["change"]["between"]
    return (
        rf"(?:{any_of(words['verbs'])})(?:{any_of(between['verbs'])})*"
        rf"|(?:{any_of(words['nouns'])})(?:{any_of(between['nouns'])})*"
    )


CHANGE_BEFORE = re.compile(rf"(?:{_tagged({change.value: _change_pattern(change) for change in Change})})[ ]?\Z")
BASIS = re.compile("|".join(WORDS["basis"]["patterns"]))
TARGET = re.compile("|".join(WORDS["target"]["patterns"]))
LONE_BEFORE = re.compile(rf"(?:{any_of(WORDS['lone']['before'])})[ ]?\Z")
SLOGAN = any_of(WORDS["slogans"]["words"])
HOTLINE = any_of(WORDS["hotlines"]["numbers"])
DAY_NAME = any_of(WORDS["day_names"]["numbers"])
LOOKALIKE = any_of(WORDS["words"]["words"])
