"""A tree enters, its elements with an id or classes leave, with those names: found in one pass of the parser's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

if TYPE_CHECKING:
    from reportarchive.markup.tree import Element

_WITH_NAMES = etree.XPath("//*[@id or @class]")


class Named(NamedTuple):
    """An element with its names in lower case: `#id`, and `.class` for each class."""

    element: Element
    names: frozenset[str]


def named_elements(root: Element) -> list[Named]:
    """Return the elements that have an id or a class, in document order."""
    known: dict[tuple[str | None, str | None], frozenset[str]] = {}
    found = []
    for element in _WITH_NAMES(root):
        written = (element.get("id"), element.get("class"))
        names = known.get(written)
        if names is None:
            names = known[written] = _names(*written)
        found.append(Named(element, names))
    return found


def _names(identity: str | None, classes: str | None) -> frozenset[str]:
    names = {f".{name}" for name in (classes or "").lower().split()}
    if identity and identity.strip():
        names.add(f"#{identity.strip().lower()}")
    return frozenset(names)
