"""An index page -> the folders below it, each with the name of the body whose reports lie there.

Which body a name is, is not asked here. Links up, aside and to other sites are no folders of it, nor are articles.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reportarchive.discover.links import absolute_url, base_of, host_of
from reportarchive.markup.select import parse
from reportarchive.model import Candidate

if TYPE_CHECKING:
    from bs4 import Tag

MAX_FOLDERS = 2000
_INDEX_FILE = re.compile(r"(?:index|list|default)\.\w{2,5}$")


def read_index(page: str, *, url: str) -> tuple[Candidate, ...]:
    """Return the folders below an index page in order, each once, titled by their link's text.

    A folder lies one step below the page's own folder and is linked as such or by its index file.
    """
    own = _folder(url)
    found: dict[str, Candidate] = {}
    soup = parse(page + "\n")
    base = base_of(soup, url)
    for link in soup.select("a[href]", limit=20 * MAX_FOLDERS):
        target = absolute_url(str(link.get("href") or ""), base=base)
        name = _name_of(link)
        if target is None or not name or host_of(target) != host_of(url) or urlsplit(target).query:
            continue
        folder = _folder(target)
        inside = folder.removeprefix(own)
        if folder.startswith(own) and re.fullmatch(r"[^/]+/", inside) and _is_folder(target):
            found.setdefault(target.removesuffix(_file(target)), Candidate(target, name))
        if len(found) >= MAX_FOLDERS:
            break
    return tuple(found.values())


def _is_folder(url: str) -> bool:
    return not _file(url) or _INDEX_FILE.match(_file(url)) is not None


def _folder(url: str) -> str:
    return urlsplit(url).path.rpartition("/")[0] + "/"


def _file(url: str) -> str:
    return urlsplit(url).path.rpartition("/")[2]


def _name_of(link: Tag) -> str:
    return "".join(link.get_text(" ").split()) or "".join(str(link.get("title") or "").split())
