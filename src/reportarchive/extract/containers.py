"""A page's tree enters, cleaned in place; the element that holds the article's body leaves.

The body is the first known container (`data/containers.toml`) with a fair share of the prose, else the
smallest element that holds nearly all of it. What no reader sees (scripts, hidden elements) and page
furniture (share bars, breadcrumbs, other articles) is emptied, never text of the body.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from lxml import etree

from reportarchive.extract.tables import table

if TYPE_CHECKING:
    from reportarchive.markup import Element

_HIDDEN_STYLE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse))", re.IGNORECASE)
_PROSE_MARK = re.compile("[。，；,;！？]")
_MOST_OF_A_KIND = 50  # containers of one name that are weighed
_NEARLY_ALL = 0.92  # share of the page's prose that the body holds when no container is known
_HARDLY_ANY = 60  # characters of prose on a whole page
_MOST_NODES = 2000  # of an element that is looked at before it counts as long


@dataclass(frozen=True, slots=True)
class Body:
    """The element that holds the body, and the container name it was found by (None: by text density)."""

    element: Element
    container: str | None


def drop_unseen(root: Element) -> None:
    """Empty every element that shows no text: scripts, forms, hidden elements."""
    tags = set(table("containers")["drop"]["tags"])
    for element in list(root.iter()):
        if element.tag in tags or _is_hidden(element):
            empty_element(element)


def find_body(root: Element) -> Body:
    """Return the body of a page that `drop_unseen` has gone through."""
    known = _known_container(root)
    if known is not None:
        return known
    body = root.find("body")
    here = body if body is not None else root
    prose = _prose_of_all(root)
    drop_furniture(root, {element for element, length in prose.items() if 2 * length > prose[root]})
    prose = _prose_of_all(root)
    if not prose.get(here):
        prose = _prose_of_all(root, least=1)  # a page without any punctuation
    whole = prose.get(here, 0)
    while True:
        inner = next((child for child in here if prose.get(child, 0) >= _NEARLY_ALL * max(1, whole)), None)
        if inner is None or inner.tag in ("p", "span", "font", "strong", "b", "a", "tr", "td", "tbody"):
            return Body(_cell_of(inner, here), None)
        here = inner


def drop_furniture(root: Element, holding: set[Element]) -> None:
    """Empty the share bars, breadcrumbs, sidebars, comments and footers, but for the `holding` elements."""
    rules = table("containers")["drop"]
    names, areas = frozenset(rules["names"]), frozenset(rules["areas"])
    area_tags = frozenset(rules["area_tags"])
    for element in list(root.iter()):
        if element in holding or element.tag in ("html", "body"):
            continue
        own = _names(element)
        if (
            (not own.isdisjoint(names) and _length(element, limit=rules["most_characters"]) < rules["most_characters"])
            or element.tag in area_tags
            or not own.isdisjoint(areas)
        ):
            empty_element(element)


def named(root: Element, selectors: list[str]) -> dict[str, list[Element]]:
    """Return per selector (`#id`, `.class`, or either with a final `*`) the elements it names, in order."""
    wanted, starts = _selector_tables(tuple(selectors))
    found: dict[str, list[Element]] = {}
    for element in root.iter():
        if not element.attrib:
            continue
        keys = {f".{name}" for name in (element.get("class") or "").lower().split()}
        if element.get("id"):
            keys.add(f"#{element.get('id').strip().lower()}")
        hits = {wanted[key] for key in keys if key in wanted}
        hits.update(full for start, full in starts.items() if any(key.startswith(start) for key in keys))
        for selector in hits:
            found.setdefault(selector, []).append(element)
    return found


def _known_container(root: Element) -> Body | None:
    rules = table("containers")
    found = named(root, rules["body"])
    best: dict[str, tuple[int, Any]] = {}
    prose = _prose_of_all(root) if found else {}
    for selector, elements in found.items():
        longest = max(elements[:_MOST_OF_A_KIND], key=lambda element: prose.get(element, 0))
        best[selector] = (prose.get(longest, 0), longest)
    most = max((length for length, _ in best.values()), default=0)
    for selector in rules["body"]:
        length, element = best.get(selector, (0, None))
        if element is not None and length >= max(rules["least_characters"], rules["least_share"] * most):
            return Body(element, selector)
    if best and prose.get(root, 0) < _HARDLY_ANY:  # a sentence such as 详见附件 is all the page says
        shown = [selector for selector in rules["body"] if selector in best and _length(best[selector][1], limit=1)]
        return Body(best[shown[0]][1], shown[0]) if shown else None
    return None


def _prose_of_all(root: Element, *, least: int = 0) -> dict[Any, int]:
    """Return per element the characters of prose in it: text outside links that has punctuation.

    With `least`, any text outside links of so many characters counts too.
    """
    totals: dict[Any, int] = {}
    links = 0
    open_sums: list[int] = []
    for event, element in etree.iterwalk(root, events=("start", "end")):
        if event == "start":
            links += element.tag == "a"
            open_sums.append(0 if links else _prose(element.text, least))
            continue
        links -= element.tag == "a"
        total = open_sums.pop()
        totals[element] = total
        if open_sums:
            open_sums[-1] += total + (0 if links else _prose(element.tail, least))
    return totals


def _prose(text: str | None, least: int) -> int:
    stripped = text.strip() if text else ""
    if _site_words().search(stripped):
        return 0
    enough = 0 < least <= len(stripped)
    return len(stripped) if enough or _PROSE_MARK.search(stripped) else 0


def _cell_of(inner: Element | None, here: Element) -> Element:
    """Return where a descent ends: a table cell can be a body, a lone row or paragraph not."""
    return inner if inner is not None and inner.tag == "td" else here


def _is_hidden(element: Element) -> bool:
    if element.get("hidden") is not None:
        return True
    style = element.get("style")
    return bool(style) and _HIDDEN_STYLE.search(style) is not None


def _names(element: Element) -> set[str]:
    if not element.attrib:
        return set()
    names = set((element.get("class") or "").lower().split())
    if element.get("id"):
        names.add(element.get("id").strip().lower())
    return names


def _length(element: Element, *, limit: int) -> int:
    """Return the characters of text in an element, counting no further than `limit`."""
    total = 0
    for count, piece in enumerate(element.itertext()):
        total += len(piece.strip())
        if total >= limit or (count > _MOST_NODES):
            return limit
    return total


def empty_element(element: Element) -> None:
    """Take all text and children out of an element, leaving the text behind it where it is."""
    element.clear(keep_tail=True)
    element.tag = "wbr"


@cache
def _site_words() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, table("containers")["drop"]["site_words"])))


@cache
def _selector_tables(selectors: tuple[str, ...]) -> tuple[dict[str, str], dict[str, str]]:
    exact = {selector.lower(): selector for selector in reversed(selectors) if not selector.endswith("*")}
    starts = {selector[:-1].lower(): selector for selector in selectors if selector.endswith("*")}
    return exact, starts
