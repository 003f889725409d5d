"""An element enters, how much prose it holds leaves: characters of text outside links that has punctuation.

Menus, lists of links and key tables have hardly any, an article is full of it; a site's footer is not counted.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from lxml import etree

from reportarchive.extract.tables import table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from reportarchive.markup import Element

_PROSE_MARK = re.compile("[。，；,;！？]")
# All texts are counted and those of links taken off again: to ask each for a link above it takes time with the depth.
_TEXTS = etree.XPath("descendant::text()", smart_strings=False)
_PLACED_TEXTS = etree.XPath("descendant::text()")


def prose_of(element: Element, *, enough: int | None = None) -> int:
    """Return the characters of prose in an element; no more are counted once there are `enough`."""
    total = -sum(_length(text, 0) for link in _links(element) for text in link.itertext())
    for text in _TEXTS(element):
        if _PROSE_MARK.search(text) is not None:
            total += _length(text, 0)
            if enough is not None and total >= enough:
                break
    return total


def prose_by_element(root: Element, *, least: int = 0) -> dict[Element, int]:
    """Return per element the characters of prose in it; elements without any are left out, the root is not.

    With `least`, any text outside links of so many characters counts too.
    """
    own: dict[Element, int] = {}
    linked = (text for link in _links(root) for text in _PLACED_TEXTS(link))
    for sign, texts in ((1, _PLACED_TEXTS(root)), (-1, linked)):
        for text in texts:
            length = _length(text, least)
            if length:
                place = text.getparent()
                place = place.getparent() if text.is_tail else place
                own[place] = own.get(place, 0) + sign * length
    depths = _depths(root, own)
    totals = {element: own.get(element, 0) for element in sorted(depths, key=depths.__getitem__, reverse=True)}
    for element, total in totals.items():  # the deepest first, so that each is whole when its turn comes
        if element is not root:
            totals[element.getparent()] += total
    return totals


def _links(root: Element) -> Iterator[Element]:
    """Yield the links below an element, but for those within another one."""
    open_links = 0
    for event, link in etree.iterwalk(root, events=("start", "end"), tag="a"):
        open_links += 1 if event == "start" else -1
        if event == "start" and open_links == 1 and link is not root:
            yield link


def _depths(root: Element, places: Iterable[Element]) -> dict[Element, int]:
    """Return how deep below the root places and all that is above them lie; each element is visited once."""
    depths = {root: 0}
    for place in places:
        chain = []
        above = place
        while above not in depths:
            chain.append(above)
            above = above.getparent()
        depth = depths[above]
        depths.update((element, depth + rise) for rise, element in enumerate(reversed(chain), 1))
    return depths


def _length(text: str, least: int) -> int:
    stripped = text.strip()
    enough = 0 < least <= len(stripped)
    if not enough and _PROSE_MARK.search(stripped) is None:
        return 0
    return 0 if _site_words().search(stripped) else len(stripped)


@cache
def _site_words() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, table("containers")["drop"]["site_words"])))
