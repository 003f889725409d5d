"""The head, headings and address of a page enter, candidates for fields leave."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from lxml import etree

from reportarchive.extract.containers import named
from reportarchive.extract.tables import table
from reportarchive.extract.values import Found
from reportarchive.extract.whitespace import join_white
from reportarchive.markup import many, maybe, parse
from reportarchive.text.dates import iso_date, read_date
from reportarchive.text.folding import fold

if TYPE_CHECKING:
    from reportarchive.markup import Element

_MOST_TAGS = 200
_LONGEST = 300
_SHORTEST_TITLE = 6
_SEPARATORS = re.compile(r"\s*[_|]+\s*|\s+[-–—]+\s+|(?<=[^\W\d_])-+(?=[^\W\d_])|\s*--+\s*")


def read_head(root: Element) -> list[Found]:
    """Return the candidates in meta tags and the title tag; call it before anything is dropped.

    Meta names are matched without regard to case; the tags are read wherever they stand.
    """
    pieces = []
    for count, tag in enumerate(root.iter("meta", "title")):
        if count >= _MOST_TAGS:
            break
        pieces.append(etree.tostring(tag, encoding="unicode", with_tail=False, method="html"))
    soup = parse(f"<html><head>{''.join(pieces)}</head></html>")
    fields = table("labels")["meta"]
    found = []
    for tag in many(soup, "meta[name], meta[property]", at_least=0):
        name = str(tag.get("name") or tag.get("property")).strip()
        field = fields.get(name.casefold())
        value = _meta_value(field, str(tag.get("content") or "")) if field else ""
        if field and value:
            found.append(Found(field, value, "meta", name))
    heading = maybe(soup, "title:first-of-type")
    title = _longest_piece(heading.get_text()) if heading else ""
    if title:
        found.append(Found("title", title, "title", "title"))
    return found


def read_headings(root: Element, title_tag: str) -> list[Found]:
    """Return the candidates for the title among h1 and title-like elements, those in the title tag first."""
    headings = [(element, "h1") for element in root.iter("h1")][:20]
    for selector, elements in named(root, table("containers")["title"]["names"]).items():
        headings.extend((element, selector) for element in elements[:3])
    found = []
    for element, name in headings:
        value = join_white("".join(element.itertext())) if _is_short(element) else ""
        if _SHORTEST_TITLE <= len(value) <= _LONGEST:
            found.append(Found("title", value, "h1", name))
    return sorted(found, key=lambda one: (not _agree(one.value, title_tag), one.detail != "h1"))


def read_url(url: str) -> list[Found]:
    """Return the date in an address as the weakest candidate for the day of publication."""
    for pattern in _url_patterns():
        match = pattern.search(url)
        iso = iso_date(*(int(part) for part in match.groups())) if match else None
        if iso:
            return [Found("published_on", iso, "url", match[0] if match else "")]
    return []


def _meta_value(field: str, written: str) -> str:
    if field == "published_on":
        return read_date(written[:60]) or ""
    value = join_white(written)
    if value.casefold() in table("labels")["values"]["empty"] or len(value) > _LONGEST:
        return ""
    return value


def _longest_piece(title: str) -> str:
    """Return the piece of a title tag that is the article's: the longest between _ | and dashes."""
    pieces = [join_white(piece) for piece in _SEPARATORS.split(title[:1000])]
    longest = max(pieces, key=len)
    return longest if _SHORTEST_TITLE <= len(longest) <= _LONGEST else ""


def _is_short(element: Element) -> bool:
    total = 0
    for piece in element.itertext():
        total += len(piece)
        if total > 2000:
            return False
    return True


def _agree(value: str, title_tag: str) -> bool:
    own, other = fold(value), fold(title_tag)
    return bool(other) and (own in other or other in own)


@cache
def _url_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in table("patterns")["url_dates"])
