"""Elements that lead to a page by a script -> links: <li onclick="window.open('/a.html')">, <a href="#" onclick=…>.

Some systems list their rows so (column-index pages of Chengdu). Only a plain address in quotes is taken; a call that
makes one up of numbers says nothing that could be asked.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag
    from bs4.element import NavigableString

MOST = 2000
_OPENS = re.compile(
    r"""(?:\bwindow\.open|\blocation\.(?:assign|replace))\(\s*(["'])(?P<called>[^"'<>\s]{1,1000})\1
    | \blocation(?:\.href)?\s*=\s*(["'])(?P<set>[^"'<>\s]{1,1000})\3""",
    re.VERBOSE,
)


def with_links(soup: BeautifulSoup) -> BeautifulSoup:
    """Return the page with a link in each element that opens an address by a click, around its wordiest text.

    >>> from reportarchive.markup.select import parse
    >>> page = with_links(parse("<li onclick=window.open('/a.html')><i>7</i><b>年度报告</b></li>"))
    >>> str(page.a)
    '<a href="/a.html">年度报告</a>'
    """
    for element in soup.select("[onclick]", limit=MOST):
        opened = _OPENS.search(str(element.get("onclick")))
        address = opened["called"] or opened["set"] if opened else ""
        if not address:
            continue
        if element.name == "a":
            element["href"] = _own(element) or address
        elif element.find("a", href=True) is None and (text := _wordiest(element)) is not None:
            text.wrap(_link(soup, element, address))
    return soup


def _own(link: Tag) -> str:
    """Return where a link leads by itself; `#` and a script lead nowhere."""
    href = str(link.get("href") or "").strip()
    return "" if href.startswith("#") or href.lower().startswith("javascript:") else href


def _wordiest(element: Tag) -> NavigableString | None:
    """Return the text of most letters: beside a title stand days and numbers, which may be as long."""
    texts = [text for text in element.find_all(string=True) if text.strip()]
    return max(texts, key=lambda text: sum(map(str.isalpha, text)), default=None)


def _link(soup: BeautifulSoup, element: Tag, address: str) -> Tag:
    title = str(element.get("title") or "")
    return soup.new_tag("a", attrs={"href": address} | ({"title": title} if title else {}))
