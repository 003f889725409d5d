"""The lines of a body enter; the same lines leave without page furniture at head and tail.

Nothing is taken from the middle but lists of other articles, and nothing that is not recognised: see
`data/furniture.toml`.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree

from reportarchive.extract.tables import table
from reportarchive.extract.unseen import empty_element
from reportarchive.markup import BLOCK_TAGS
from reportarchive.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

    from reportarchive.markup import Element

_MOST_LISTS = 10  # that are looked at
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST = 160
_SHORT_TEXTS = etree.XPath("descendant::text()[not(parent::a) and string-length(.) < 40]")


def is_furniture(line: str) -> bool:
    """Return whether a whole line is page furniture (上一篇, 扫一扫, 打印, breadcrumbs)."""
    if len(line) > _LONGEST:
        return False
    return _pattern().fullmatch("".join(fold(line).split())) is not None


def trim(lines: list[str]) -> tuple[int, int]:
    """Return the range of the lines that are body: the furniture before and behind them is outside."""
    start, end = 0, len(lines)
    while start < end and is_furniture(lines[start]):
        start += 1
    while end > start and is_furniture(lines[end - 1]):
        end -= 1
    return start, end


def drop_related(body: Element) -> None:
    """Empty the lists of other articles in a body: a line such as 相关报道 and the links behind it."""
    if _related().search(etree.tostring(body, method="text", encoding="unicode", with_tail=False)) is None:
        return  # most bodies: far quicker than to look at each of their texts
    for block in islice(_heads_of_lists(body), _MOST_LISTS):
        behind = list(block.itersiblings())
        if behind and _mostly_links(behind):
            for element in (block, *behind):
                empty_element(element)


def _heads_of_lists(body: Element) -> Iterator[Element]:
    """Yield the blocks that hold nothing but the words over a list of other articles, the last ones first."""
    for text in reversed(_SHORT_TEXTS(body)):
        if _related().fullmatch("".join(fold(text).split()).strip("【】[]■◆●>")) is None:
            continue
        place = text.getparent()
        block = place if place.tag in BLOCK_TAGS else next(place.iterancestors(*BLOCK_TAGS), None)
        if block is not None and block is not body and "".join(block.itertext()).strip() == text.strip():
            yield block


def _mostly_links(elements: list[Element]) -> bool:
    """Return whether the letters in elements, days left out, are those of links."""
    words = linked = 0
    for element in elements:
        words += len(_LETTER.findall("".join((*element.itertext(), element.tail or ""))))
        links = [element] if element.tag == "a" else element.iter("a")
        linked += sum(len(_LETTER.findall("".join(link.itertext()))) for link in links)
    return linked > 0 and words - linked <= table("furniture")["related_most_words"] * words


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{line})" for line in table("furniture")["lines"]))


@cache
def _related() -> re.Pattern[str]:
    return re.compile(table("furniture")["related"])
