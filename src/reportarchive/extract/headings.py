"""The headlines of a page enter, candidates for its title leave, best first.

A headline that the title tag repeats is the article's: logos and names of columns are not repeated there alone.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING

from reportarchive.extract.labels import is_info_line
from reportarchive.extract.tables import table
from reportarchive.extract.values import Found
from reportarchive.extract.whitespace import join_white
from reportarchive.text.dates import find_dates
from reportarchive.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from reportarchive.markup import Element, NamedElements

_LONGEST = 300
_SHORTEST = 6
_SHORTEST_REPEATED = 3  # of a headline that the title tag repeats, and of any h1
_MOST_OF_A_KIND = 20
_HEAD_LINES = 6  # of the text, where its title may be repeated
_SEPARATORS = re.compile(
    r"\s*[_|｜]+\s*|\s+[-–—]+\s+|(?<=[^\W\d_])-+(?=[^\W\d_])|\s*--+\s*|(?<!—)—(?!—)|\s*－\s*|\s*(?:>>|»|::)\s*"
)
_TELLING = 12  # characters of a title tag's piece that is no name of a column or site
_SITE_BEHIND = re.compile(r"\s*[-_|｜–—]")


def read_headings(root: Element, named: NamedElements, tag: str) -> list[Found]:
    """Return the candidates for the title among headline elements; `tag` is the text of the title tag.

    Elements whose name says little (h2, `.title`) count only when the title tag repeats them. A headline that it does
    not repeat and that is very short, or shorter than what it tells, may be a logo: of origin title, behind the tag.
    """
    piece = longest_piece(tag)
    ranked = []
    for element, name, is_telling in _headlines(root, named):
        value = join_white("".join(element.itertext())) if _is_short(element) else ""
        is_repeated = _is_part(value, tag)
        least = _SHORTEST_REPEATED if is_repeated or name == "h1" else _SHORTEST
        if least <= len(value) <= _LONGEST and (is_telling or is_repeated):
            rank = 0 if is_repeated else 1 if _is_part(piece, value) else 2
            value = _without_info(value, tag) if rank == 1 else value
            origin = "title" if _may_be_logo(value, piece, rank) else "h1"
            ranked.append((rank, -len(value) if rank == 0 else 0, name != "h1", Found("title", value, origin, name)))
    return [found for *_, found in sorted(ranked, key=lambda one: one[:3])]


def read_title_tag(tag: str, head: Sequence[str], before: Sequence[str]) -> list[Found]:
    """Return the piece of the title tag that is the article's as a candidate.

    That is the longest one that the head of the text or a line before it repeats (专利条例_2002年第27号公报_某网: the
    number of the gazette is longer than the title), else the longest.
    """
    pieces = sorted((join_white(piece) for piece in _SEPARATORS.split(tag)), key=len, reverse=True)
    told = [piece for piece in pieces if len(piece) >= _SHORTEST_REPEATED and not _site_title().search(piece)]
    text, lines = _squeezed("".join(head[:_HEAD_LINES])), {_squeezed(line) for line in before}
    in_text = (piece for piece in told if _squeezed(piece) in text)
    above = (piece for piece in told if _squeezed(piece) in lines)
    longest = (piece for piece in told[:1] if _SHORTEST <= len(piece) == len(pieces[0]))
    chosen = next((piece for kind in (in_text, above, longest) for piece in kind if len(piece) <= _LONGEST), None)
    return [Found("title", chosen, "title", tag)] if chosen else []


def longest_piece(tag: str) -> str:
    """Return the longest piece of a title tag between _ | and dashes; "" when none is long enough."""
    longest = max((join_white(piece) for piece in _SEPARATORS.split(tag)), key=len)
    return longest if _SHORTEST <= len(longest) <= _LONGEST else ""


def without_site(found: list[Found], titles: list[Found]) -> list[Found]:
    """Return candidates with the site's name taken off a title in a meta tag that one of the titles is the head of.

    Portals write 标题_站名 in og:title, and some the name of the site alone, which is no title.
    """
    sites = {one.value for one in found if one.name == "site_name"}
    kept = []
    for one in found:
        if one.name != "title":
            kept.append(one)
        elif one.value not in sites:
            shorter = next((title.value for title in titles if _has_site_behind(one.value, title.value)), None)
            kept.append(Found("title", shorter or one.value, "meta", one.detail))
    return kept


def _headlines(root: Element, named: NamedElements) -> Iterator[tuple[Element, str, bool]]:
    rules = table("containers")["title"]
    for element in islice(root.iter("h1"), _MOST_OF_A_KIND):
        yield element, "h1", True
    for selector, elements in named.select([*rules["names"], *rules["vague"]], still_there=True).items():
        for element in elements[:3]:
            yield element, selector, selector in rules["names"]
    for element in islice(root.iter("h2", "h3"), _MOST_OF_A_KIND):
        yield element, str(element.tag), False


def _without_info(value: str, tag: str) -> str:
    """Return a headline without the date and source that stand in the same element, told by the title tag."""
    piece = longest_piece(tag)
    rest = value.removeprefix(piece)
    return piece if len(rest) < len(value) and (find_dates(rest) or is_info_line(rest)) else value


def _may_be_logo(value: str, piece: str, rank: int) -> bool:
    """Return whether a headline names the site: one that the title tag does not repeat, or only behind its title."""
    if rank == 0:
        return len(value) < len(piece) and _site_title().search(value) is not None
    return rank == 2 and (len(value) < _SHORTEST or _TELLING <= len(piece) > len(value))


def _has_site_behind(value: str, heading: str) -> bool:
    return value.startswith(heading) and _SITE_BEHIND.match(value, len(heading)) is not None


def _is_part(value: str, whole: str) -> bool:
    return bool(value) and _squeezed(value) in _squeezed(whole)


def _squeezed(text: str) -> str:
    return "".join(fold(text).split())


def _is_short(element: Element) -> bool:
    total = 0
    for piece in element.itertext():
        total += len(piece)
        if total > 2000:
            return False
    return True


@cache
def _site_title() -> re.Pattern[str]:
    return re.compile(table("patterns")["site_title"])
