"""Where an answer points, and whether following it leads to the page that was asked for.

Many sites send whoever asks for a page that is gone to their front page: that is no page, and no new version of one.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from reportarchive.model import Outcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportarchive.model import Payload

MOST = 5
_STATUS = frozenset({301, 302, 303, 307, 308})


def target_of(answer: Payload) -> str | None:
    """Return the absolute address an answer points to, or None when it is no redirect."""
    if answer.status not in _STATUS:
        return None
    location = next((value for name, value in answer.headers if name.lower() == "location"), None)
    if location is None:
        return None
    try:
        written = location.encode("latin-1").decode("utf-8", "replace")
        return str(httpx.URL(answer.final_url).join(written.strip()))
    except (httpx.InvalidURL, ValueError):
        return location[:2000]


def loop(begun: str, followed: Sequence[str]) -> str | None:
    """Return why a chain of redirects goes no further, or None; the last of `followed` is the one to come.

    `begun` is the address first got, empty when it was posted to.
    """
    if followed[-1] in (begun, *followed[:-1]):
        return f"redirected in a circle, back to {followed[-1][:200]}"
    return f"more than {MOST} redirects" if len(followed) > MOST else None


def settled(answer: Payload, purpose: str) -> Payload:
    """Return the answer, as not found where a page led to the front page or the error page of its site."""
    if answer.outcome is not Outcome.OK or not answer.redirects or purpose == "robots":
        return answer
    if _is_front(answer.url) or not (_is_front(answer.final_url) or _error_page().search(_path(answer.final_url))):
        return answer
    evidence = f"redirected to {answer.final_url[:200]}, which is no such page"
    return replace(answer, outcome=Outcome.SOFT_NOT_FOUND, evidence=evidence)


def _is_front(url: str) -> bool:
    """Tell whether an address is the front page of its host."""
    return bool(_front_page().fullmatch(_path(url))) and not urlsplit(url).query


def _path(url: str) -> str:
    return urlsplit(url).path or "/"


@cache
def _rules() -> dict[str, list[str]]:
    table = tomllib.loads(files("reportarchive.fetch").joinpath("data", "answers.toml").read_text("utf-8"))
    return dict(table["redirects"])


@cache
def _front_page() -> re.Pattern[str]:
    return re.compile("|".join(_rules()["front_pages"]), re.IGNORECASE)


@cache
def _error_page() -> re.Pattern[str]:
    return re.compile("|".join(_rules()["error_pages"]), re.IGNORECASE)
