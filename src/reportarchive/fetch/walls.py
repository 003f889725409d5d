"""A page -> whether it is a wall: something put before the page that asks for more than a request can give.

Walls are recorded, never passed. A page with little text and a script on it is a common thing, so one of the
marks in `data/answers.toml` must be there too.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from reportarchive.fetch.pages import rules

if TYPE_CHECKING:
    from reportarchive.fetch.pages import Page


def wall_mark(page: Page, status: int | None) -> str | None:
    """Return what makes a page a wall, or None for a page."""
    marks = rules()["wall"]
    if not page.is_markup or not (page.has_script or (status or 0) >= 400):
        return None
    script = page.holds(marks["scripts"])
    word = page.holds(marks["words"]) if page.links <= 1 else None
    if not (script or word or page.is_bare) or len(page.shown) >= marks["shown_characters"]:
        return None
    if script:
        return f"its script has {script}"
    said = f"{page.title}\n{page.shown}"
    word = next((one for one in marks["words"] if one in said), None) if word else None
    if word:
        return f"it says {word}"
    return _bare_mark(page, status) if page.is_bare and page.has_script else None


def _bare_mark(page: Page, status: int | None) -> str | None:
    """Return what makes a page a wall that has nothing but little text and scripts of its own."""
    marks = rules()["wall"]
    waiting = page.holds(marks["waiting"])
    if waiting:
        return f"it says {waiting}"
    if len(page.shown) < marks["bare_characters"]:
        reloading = next((one for one in marks["reloading"] if one in page.scripts), None)
        if reloading:
            return f"its script has {reloading}"
    if not page.shown and len(page.scripts) >= marks["script_characters"]:
        return "it is a script and shows nothing"
    return "it is a script" if status in (*marks["script_status"], *marks["refused_status"]) else None
