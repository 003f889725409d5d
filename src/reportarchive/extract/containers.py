"""A page's tree enters, cleaned in place; the element that holds the article's body leaves.

The body is the first known container (`data/containers.toml`) with a fair share of the prose, else the
smallest element that holds nearly all of it. What no reader sees (scripts, hidden elements) and page
furniture (share bars, breadcrumbs, other articles) is emptied, never text of the body.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from reportarchive.extract.labels import is_info_line
from reportarchive.extract.prose import prose_by_element, prose_of
from reportarchive.extract.tables import table
from reportarchive.extract.unseen import empty_element

if TYPE_CHECKING:
    from collections.abc import Collection

    from reportarchive.markup import Element, NamedElements

_MOST_OF_A_KIND = 50  # containers of one name that are weighed
_NEARLY_ALL = 0.92  # share of the page's prose that the body holds when no container is known
_HARDLY_ANY = 60  # characters of prose on a whole page
_MOST_NODES = 2000  # of an element that is looked at before it counts as long
_RUNS = frozenset({"p", "span", "font", "strong", "b", "a", "li", "pre", "h1", "h2", "h3"})
_PARTS_OF_A_TABLE = frozenset({"tr", "tbody", "thead", "tfoot"})


@dataclass(frozen=True, slots=True)
class Body:
    """The element that holds the body, and the container name it was found by (None: by text density)."""

    element: Element
    container: str | None


def find_body(root: Element, named: NamedElements) -> Body:
    """Return the body of a page that `drop_unseen` has gone through."""
    known = _known_container(root, named)
    if known is not None:
        return known
    body = root.find("body")
    here = body if body is not None else root
    prose = prose_by_element(root)
    drop_furniture(root, {element for element, length in prose.items() if 2 * length > prose[root]}, named)
    prose = prose_by_element(root)
    if not prose.get(here):
        prose = prose_by_element(root, least=1)  # a page without any punctuation
    whole = prose.get(here, 0)
    while True:
        inner = next((child for child in here if prose.get(child, 0) >= _NEARLY_ALL * max(1, whole)), None)
        if inner is None or inner.tag in _RUNS:
            return Body(_whole_of(here), None)
        here = inner


def drop_furniture(root: Element, holding: Collection[Element], named: NamedElements) -> None:
    """Empty the share bars, breadcrumbs, sidebars, comments and footers, but for the `holding` elements."""
    names, areas, most = _furniture_names()
    tagged = root.iter(*table("containers")["drop"]["area_tags"])
    for element in [*named.with_any(areas), *tagged]:
        if element not in holding and element.tag not in ("html", "body"):
            empty_element(element)
    for element in named.with_any(names):
        if element in holding or element.tag in ("html", "body") or length_of(element, limit=most) >= most:
            continue
        if not is_info_line(" ".join("".join(element.itertext()).split())):  # 来源 and date beside the size of type
            empty_element(element)


def length_of(element: Element, *, limit: int) -> int:
    """Return the characters of text in an element, counting no further than `limit`."""
    total = 0
    for count, piece in enumerate(element.itertext()):
        total += len(piece.strip())
        if total >= limit or (count > _MOST_NODES):
            return limit
    return total


def _known_container(root: Element, named: NamedElements) -> Body | None:
    rules = table("containers")
    found = named.select(rules["body"])
    if not found:
        return None
    if len(found) == 1:
        ((selector, elements),) = found.items()
        if len(elements) == 1 and prose_of(elements[0], enough=rules["least_characters"]) >= rules["least_characters"]:
            return Body(elements[0], selector)
    best: dict[str, tuple[int, Element]] = {}
    lengths: dict[Element, int] = {}  # the same element often has two of the names
    for selector, elements in found.items():
        for element in elements[:_MOST_OF_A_KIND]:
            if element not in lengths:
                lengths[element] = prose_of(element)
        longest = max(elements[:_MOST_OF_A_KIND], key=lambda element: lengths[element])
        best[selector] = (lengths[longest], longest)
    most = max(length for length, _ in best.values())
    for selector in rules["body"]:
        length, element = best.get(selector, (0, None))
        if element is not None and length >= max(rules["least_characters"], rules["least_share"] * most):
            return Body(element, selector)
    if prose_of(root, enough=_HARDLY_ANY) < _HARDLY_ANY:  # a sentence such as 详见附件 is all the page says
        shown = [selector for selector in rules["body"] if selector in best and length_of(best[selector][1], limit=1)]
        return Body(best[shown[0]][1], shown[0]) if shown else None
    return None


def _whole_of(here: Element) -> Element:
    """Return where a descent ends: a table or a cell of it can be a body, a lone row not."""
    while here.tag in _PARTS_OF_A_TABLE and here.getparent() is not None:
        here = here.getparent()
    return here


@cache
def _furniture_names() -> tuple[frozenset[str], frozenset[str], int]:
    rules = table("containers")["drop"]
    both = [frozenset(sign + name for name in rules[kind] for sign in "#.") for kind in ("names", "areas")]
    return both[0], both[1], rules["most_characters"]
