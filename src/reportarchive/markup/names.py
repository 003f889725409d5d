"""A tree enters, its elements with an id or classes are found by those names: one pass for all questions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from reportarchive.markup.tree import Element

_WITH_NAMES = etree.XPath("//*[@class or @id]")


class NamedElements:
    """The elements of a tree by their names: `#id` and `.class`, in lower case, in document order."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._by_name: dict[str, list[Element]] = {}
        for element in _WITH_NAMES(root):
            for name in _names(element):
                self._by_name.setdefault(name, []).append(element)

    def select(self, selectors: Iterable[str], *, still_there: bool = False) -> dict[str, list[Element]]:
        """Return per selector (`#id`, `.class`, or either with a final `*`) the elements it names, if any.

        With `still_there`, elements that have been taken out of the tree since are left out.
        """
        found = {selector: self._named(selector.lower()) for selector in selectors}
        if still_there:
            found = {selector: [one for one in elements if self._holds(one)] for selector, elements in found.items()}
        return {selector: elements for selector, elements in found.items() if elements}

    def with_any(self, names: Collection[str]) -> list[Element]:
        """Return the elements that have at least one of the names, each once."""
        shared = self._by_name.keys() & names
        return list(dict.fromkeys(element for name in shared for element in self._by_name[name]))

    def _named(self, selector: str) -> list[Element]:
        if not selector.endswith("*"):
            return self._by_name.get(selector, [])
        starting = (elements for name, elements in self._by_name.items() if name.startswith(selector[:-1]))
        return list(dict.fromkeys(element for elements in starting for element in elements))

    def _holds(self, element: Element) -> bool:
        return element is self._root or any(above is self._root for above in element.iterancestors())


def _names(element: Element) -> list[str]:
    names = [f".{name}" for name in dict.fromkeys((element.get("class") or "").lower().split())]
    identity = (element.get("id") or "").strip()
    return [*names, f"#{identity.lower()}"] if identity else names
