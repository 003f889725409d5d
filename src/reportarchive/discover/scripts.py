"""The script or text below a list -> how many pages it has, and how their files are named (`data/pages.toml`)."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from reportarchive.model import PageScript

MOST_PAGES = 9999


def read_script(page: str) -> tuple[int | None, PageScript | None]:
    """Return the number of pages that a page's script or text says, and what the script says of their files."""
    for expression in _scripts():
        match = expression.search(page)
        if match:
            return sane_count(match["pages"]), _named(match.groupdict())
    return None, None


def sane_count(number: str) -> int | None:
    """Return a number of pages, or None when a listing cannot have that many."""
    return int(number) if 1 <= int(number) <= MOST_PAGES else None


@cache
def _scripts() -> tuple[re.Pattern[str], ...]:
    data = files("reportarchive.discover").joinpath("data", "pages.toml").read_text("utf-8")
    return tuple(map(re.compile, tomllib.loads(data)["scripts"]))


def _named(said: dict[str, str | None]) -> PageScript | None:
    stem, ext, current = said.get("stem"), said.get("ext"), said.get("current")
    return PageScript(stem, ext, int(current)) if stem and ext and current else None
