"""The words of `words.toml`, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


@cache
def words_of(table: str, name: str) -> tuple[str, ...]:
    """Return the words of one line of the file."""
    return tuple(tomllib.loads(words_text())[table][name])


def has_any(text: str, words: Iterable[str]) -> bool:
    """Tell whether a text holds one of the words."""
    return any(word in text for word in words)


def words_text() -> str:
    """Return the file as it is."""
    return (files("reportarchive.claims") / "words.toml").read_text(encoding="utf-8")
