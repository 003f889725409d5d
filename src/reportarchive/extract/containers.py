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
_FEW = 6  # containers that are weighed one by one
_NEARLY_ALL = 0.92  # share of the page's prose that the body holds when no container is known
_MOSTLY_PROSE = 0.65  # share of the text of a container of a common name that is prose, when it is the body alone
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
        return _narrowed(known)
    body = root.find("body")
    here = body if body is not None else root
    prose = prose_by_element(root)
    drop_furniture(root, {element for element, length in prose.items() if 2 * length > prose[root]}, named)
    prose = prose_by_element(root)
    if not prose.get(here):
        prose = prose_by_element(root, least=1)  # a page without any punctuation
    return Body(_descend(here, prose), None)


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
    found = {selector: elements[:_MOST_OF_A_KIND] for selector, elements in named.select(rules["body"]).items()}
    if not found:
        return None
    least = rules["least_characters"]
    only = _only_one(found)
    if only is not None and only.container not in rules["wide"] and prose_of(only.element, enough=least) >= least:
        return only
    lengths = _prose_of_each(root, {element for elements in found.values() for element in elements})
    best = {selector: max(elements, key=lambda element: lengths[element]) for selector, elements in found.items()}
    most = max(lengths.values())
    for selector, element in best.items():  # in the order of the rules
        if lengths[element] < max(least, rules["least_share"] * most):
            continue
        if selector not in rules["wide"] or 2 * lengths[element] >= prose_of(root):
            return Body(element, selector)
    if prose_of(root, enough=_HARDLY_ANY) < _HARDLY_ANY:  # a sentence such as 详见附件 is all the page says
        return next((Body(one, name) for name, one in best.items() if length_of(one, limit=1)), None)
    return None


def _prose_of_each(root: Element, elements: set[Element]) -> dict[Element, int]:
    """Return the prose of some elements; of many by one pass over the page, since they may lie in each other."""
    if len(elements) <= _FEW:
        return {element: prose_of(element) for element in elements}
    whole = prose_by_element(root)
    return {element: whole.get(element, 0) for element in elements}


def _only_one(found: dict[str, list[Element]]) -> Body | None:
    """Return the container when a page has a single one: the usual case, and the quick one."""
    if len(found) > 1:
        return None
    ((selector, elements),) = found.items()
    return Body(elements[0], selector) if len(elements) == 1 else None


def _narrowed(body: Body) -> Body:
    """Return the part of a container that holds its prose, when its name is common and much in it is no prose."""
    if body.container not in table("containers")["wide"]:
        return body
    text = sum(len(piece.strip()) for piece in body.element.itertext())
    prose = prose_by_element(body.element)
    if prose[body.element] >= _MOSTLY_PROSE * text:
        return body
    return Body(_descend(body.element, prose), body.container)


def _descend(here: Element, prose: dict[Element, int]) -> Element:
    """Return the smallest element within that holds nearly all of the prose."""
    whole = prose.get(here, 0)
    while True:
        inner = next((child for child in here if prose.get(child, 0) >= _NEARLY_ALL * max(1, whole)), None)
        if inner is None or inner.tag in _RUNS:
            return _whole_of(here)
        here = inner


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
