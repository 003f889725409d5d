"""A page's tree enters; the files that its article links to leave.

Blocks of the body that hold nothing but such links are emptied: they are no text of the article.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from reportarchive.extract.tables import table
from reportarchive.extract.unseen import empty_element
from reportarchive.extract.values import Attachment
from reportarchive.text.folding import fold

if TYPE_CHECKING:
    from reportarchive.markup import Element

_LONGEST = 160  # characters of a block that are looked at


def take_attachments(body: Element) -> list[Attachment]:
    """Return the files a body links to, and empty the blocks that hold nothing else."""
    links: dict[Element, list[Element]] = {}
    found = []
    for link in body.iter("a"):
        attachment = _attachment(link)
        if attachment is None:
            continue
        found.append(attachment)
        block = next((up for up in link.iterancestors("p", "li", "div", "td") if up is not body), None)
        if block is not None and not any(up is block for up in body.iterancestors()):
            links.setdefault(block, []).append(link)
    for block, inside in links.items():
        if _only_links(block, inside):
            empty_element(block)
    return found


def attachments_beside(root: Element, body: Element) -> list[Attachment]:
    """Return the files that a page links to outside its body as such: in a block that says so, or named as a report.

    Guides and forms in a sidebar are none.
    """
    inside = set(body.iter("a"))
    found = []
    for link in root.iter("a"):
        attachment = _attachment(link) if link not in inside else None
        if attachment is None:
            continue
        above = next(link.iterancestors("p", "li", "div", "td", "dd"), link)
        words = fold("".join("".join(above.itertext()).split())[:_LONGEST])
        if _beside_words().search(words):
            found.append(attachment)
    return found


def _attachment(link: Element) -> Attachment | None:
    """Return the file that a link leads to by its address, or by its words when it is a download; None for a page."""
    href = (link.get("href") or "").strip()
    label = "".join("".join(link.itertext()).split()) or "".join((link.get("title") or "").split())
    address = href.lower().split("?")[0].split("#")[0]
    extensions = tuple(table("furniture")["attachment_files"])
    if not href or href.lower().startswith(("javascript:", "mailto:", "#")):
        return None
    if address.endswith(extensions) or label.lower().endswith(extensions) or href.lower().endswith(extensions):
        return Attachment(href, label)
    return None


def _only_links(block: Element, links: list[Element]) -> bool:
    words = "".join("".join(block.itertext()).split())
    for link in links:
        words = words.replace("".join("".join(link.itertext()).split()), "", 1)
    return not _attachment_words().sub("", fold(words))


@cache
def _beside_words() -> re.Pattern[str]:
    return re.compile(table("furniture")["beside_words"])


@cache
def _attachment_words() -> re.Pattern[str]:
    return re.compile(table("furniture")["attachment_words"])
