"""The words of `words.toml`, read once."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files


@cache
def words_of(table: str, name: str) -> tuple[str, ...]:
    """Return the words of one line of the file."""
    return tuple(tomllib.loads(words_text())[table][name])


def says(text: str, table: str, name: str) -> bool:
    """Tell whether a text holds one of the words of a line."""
    return _any_of(table, name).search(text) is not None


@cache
def _any_of(table: str, name: str) -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, words_of(table, name))))


def words_text() -> str:
    """Return the file as it is."""
    return (files("reportarchive.claims") / "words.toml").read_text(encoding="utf-8")
