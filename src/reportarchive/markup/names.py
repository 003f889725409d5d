"""A tree enters, its elements with an id or classes are found by those names: one pass for all questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from reportarchive.markup.tree import Element

_MOST_OF_A_KIND = 50
_NONE: list[Any] = []
_WITH_NAMES = etree.XPath("//*[@class or @id]")


class NamedElements:
    """The elements of a tree by their names: `#id` and `.class`, in lower case, in document order."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._by_name: dict[str, list[Element]] = {}
        known: dict[tuple[str | None, str | None], list[str]] = {}  # thousands of elements share a few classes
        for element in _WITH_NAMES(root):
            written = (element.get("class"), element.get("id"))
            names = known.get(written)
            if names is None:
                names = known[written] = _names(*written)
            for name in names:
                self._by_name.setdefault(name, []).append(element)

    def select(self, selectors: Iterable[str], *, still_there: bool = False) -> dict[str, list[Element]]:
        """Return per selector (`#id`, `.class`, or either with a final `*`) the elements it names, if any.

        With `still_there`, elements that have been taken out of the tree since are left out, and all but the first 50.
        """
        found = {}
        for selector in selectors:
            elements = self._starting(selector[:-1].lower()) if selector[-1] == "*" else self._named(selector)
            kept = [one for one in elements[:_MOST_OF_A_KIND] if self._holds(one)] if still_there else elements
            if kept:
                found[selector] = kept
        return found

    def with_any(self, names: Collection[str]) -> list[Element]:
        """Return the elements that have at least one of the names, each once."""
        shared = self._by_name.keys() & names
        return list(dict.fromkeys(element for name in shared for element in self._by_name[name]))

    def _named(self, selector: str) -> list[Element]:
        return self._by_name.get(selector.lower(), _NONE)

    def _starting(self, start: str) -> list[Element]:
        starting = (elements for name, elements in self._by_name.items() if name.startswith(start))
        return list(dict.fromkeys(element for elements in starting for element in elements))

    def _holds(self, element: Element) -> bool:
        return element is self._root or any(above is self._root for above in element.iterancestors())


def _names(classes: str | None, identity: str | None) -> list[str]:
    names = [f".{name}" for name in dict.fromkeys((classes or "").lower().split())]
    identity = (identity or "").strip()
    return [*names, f"#{identity.lower()}"] if identity else names
