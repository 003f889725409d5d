"""Rows that a site hands out as data: JSON of its search or content interface, XML of hanweb's dataproxy.

Enters: a decoded answer. Leaves: its rows, and the request for the rows behind them. What the fields are called is
`data/feeds.toml`. Hostile input costs no more than its length: JSON is bounded, and the XML is cut, never parsed.
"""

from __future__ import annotations

import json
import re
import tomllib
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from html import unescape
from importlib.resources import files
from itertools import islice
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from reportarchive.discover.links import absolute_url
from reportarchive.model import Candidate, Listing, PageRequest
from reportarchive.text.dates import read_date

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

MAX_ROWS = 5000
MAX_SCRIPTS = 20
_MAX_DEPTH = 6
_MAX_TITLE = 500
_LATEST = 4_102_444_800  # 2100 in seconds; larger numbers are milliseconds
_CHINA = timedelta(hours=8)
_TAG = re.compile(r"<[^<>]{0,200}>")
_JSONP = re.compile(r"^[\w.$]{0,80}\((?P<json>[\[{].*[\]}])\)\s*;?\s*$", re.DOTALL)
_TOTAL = re.compile(r"""<totalrecord>\s*(\d{1,6})|["']?totalRecords?["']?\s*[:=]\s*["']?(\d{1,6})""", re.IGNORECASE)
_PER_PAGE = re.compile(
    r"""[?&;]perpage=(\d{1,4})|["']?(?:perPage|pageSize)["']?\s*[:=]\s*["']?(\d{1,4})""", re.IGNORECASE
)
_PROXY = re.compile(r"""["']([^"'<>\s]{0,200}/dataproxy\.jsp[^"'<>\s]{0,800})""")
_COLUMN = re.compile(r"/col/col(\d+)/")


@cache
def _names() -> dict[str, Any]:
    return tomllib.loads(files("reportarchive.discover").joinpath("data", "feeds.toml").read_text("utf-8"))


def is_json(text: str) -> bool:
    """Tell whether an answer is JSON, in a callback or not."""
    head = text.lstrip("\ufeff \t\r\n")[:200]
    return head.startswith(("{", "[")) or re.match(r"[\w.$]{1,80}\(\s*[\[{]", head) is not None


def has_records(text: str) -> bool:
    """Tell whether an answer, or a script inside a page, holds records of a dataproxy."""
    return "<recordset" in text or "dataproxy.jsp" in text or "unitid" in text


def read_json(text: str, *, url: str) -> Listing:
    """Return the rows of a JSON answer; of anything that is none, no rows."""
    bare = text.lstrip("\ufeff \t\r\n")
    wrapped = _JSONP.match(bare)
    try:
        data = json.loads(wrapped["json"] if wrapped else bare)
    except (ValueError, RecursionError):
        return Listing(())
    rows = max(_lists_of(data), key=_likeness, default=[])
    listing, number = _listed(rows, url), page_number(url)
    if listing.rows and not _is_last(data, url, len(rows)):
        listing = replace(listing, feed=PageRequest(page_of_feed(url, number + 1)))
    return replace(listing, total=_number_in(data, "totals"), number=number)


def read_embedded(page: str, *, url: str) -> tuple[Listing, int] | None:
    """Return the rows that a script of a page holds as data, and how many it holds; None when it holds none."""
    for match in islice(_embedded().finditer(page), MAX_SCRIPTS):
        try:
            data, _ = json.JSONDecoder().raw_decode(page, match.end())
        except (ValueError, RecursionError):
            continue
        rows = max(_lists_of(data), key=_likeness, default=[])
        if rows and (listing := _listed(rows, url)).rows:
            return listing, len(data)
    return None


@cache
def _embedded() -> re.Pattern[str]:
    """Return what stands before the rows in a script: a name that they go by, and their bracket ahead."""
    return re.compile(rf"""\b(?:{"|".join(_names()["embedded"])})["']?\s{{0,9}}[:=]\s{{0,9}}(?=\[)""")


def _listed(rows: list[dict[str, Any]], url: str) -> Listing:
    found: dict[str, Candidate] = {}
    for row in rows[:MAX_ROWS]:
        candidate = _candidate(row, url)
        if candidate is not None:
            found.setdefault(candidate.url, candidate)
    return Listing(tuple(found.values()), rows=frozenset(found))


def page_number(url: str) -> int:
    """Return the page number in the query of an address; without one it is the first."""
    query = dict(parse_qsl(urlsplit(url).query))
    return next((int(query[name]) for name in _names()["page_keys"] if _is_count(query.get(name, ""))), 1)


def _is_last(data: Any, url: str, shown: int) -> bool:
    """Tell whether nothing stands behind a page of rows; where that is not sure, the next page is asked for.

    A size is believed only when it was asked for: some sites give the total under its name.
    """
    query = dict(parse_qsl(urlsplit(url).query))
    number = page_number(url)
    size = next((int(query[name]) for name in _names()["sizes"] if _is_count(query.get(name, ""))), 0)
    pages, total = _number_in(data, "pages"), _number_in(data, "totals")
    if pages is not None and number >= pages:
        return True
    return total is not None and ((number == 1 and total <= shown) or (0 < size <= shown and number * size >= total))


def read_records(text: str, *, url: str, read_rows: Callable[[str], tuple[Candidate, ...]]) -> Listing | None:
    """Return the rows of a dataproxy's answer, or of the script on the page that calls it; None when it has neither.

    `read_rows` reads the candidates of a piece of HTML.
    """
    records = list(islice(_records_of(text), MAX_ROWS))
    candidates = read_rows("\n".join(records)) if records else ()
    proxy = _PROXY.search(unescape(text))
    is_answer = "/dataproxy.jsp" in urlsplit(url).path
    if not records and not proxy and not _fields_of(text, url).keys() >= {"columnid", "unitid"}:
        return None
    total, per_page = _first_number(_TOTAL, text), _first_number(_PER_PAGE, url if is_answer else unescape(text))
    asked = dict(parse_qsl(urlsplit(url).query, keep_blank_values=True)) if is_answer else {}
    fields = asked or _fields_of(unescape(text), url)
    starts = int(asked["startrecord"]) if _is_count(asked.get("startrecord", "")) else 1
    # A store that is asked by groups, or by a secret of its own, is not asked by the numbers of its records.
    is_counted = "startrecord" in asked or (bool(per_page or total) and "page" not in asked and "unitid" in fields)
    last = starts + len(records) - 1
    feed = None
    if records and not is_counted:
        feed = _named_group(proxy, url)
    elif (not is_answer or records) and (total is None or last < total):
        base = url if is_answer else urljoin(url, proxy[1] if proxy else _names()["dataproxy"]["usual"])
        feed = _next_records(base, fields, last, per_page or max(len(records), 15))
    return Listing(candidates, None, rows=frozenset(one.url for one in candidates), feed=feed)


def _records_of(text: str) -> Iterator[str]:
    """Yield the HTML of each record; a mark without its end ends the search, so that no part is searched twice."""
    end = 0
    while (start := text.find("<record>", end)) >= 0 and (end := text.find("]]>", start)) >= 0:
        yield text[start:end].partition("<![CDATA[")[2]


def _named_group(proxy: re.Match[str] | None, url: str) -> PageRequest | None:
    """Return the request that a store names for its next group, where neither page nor store counts its records."""
    following = absolute_url(proxy[1], base=url) if proxy else None
    return PageRequest(following, or_form=dict(parse_qsl(urlsplit(following).query))) if following else None


def _next_records(base: str, fields: dict[str, str], last: int, per_page: int) -> PageRequest:
    """Return the request for the records behind number `last`; a server that takes posts only gets the same fields."""
    upto = last + per_page * int(_names()["dataproxy"]["pages_at_once"])
    given = dict(parse_qsl(urlsplit(base).query, keep_blank_values=True)) | fields
    given.pop("page", None)
    given |= {"startrecord": str(last + 1), "endrecord": str(upto), "perpage": str(per_page)}
    parts = urlsplit(base)
    return PageRequest(urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(given), "")), or_form=given)


def _fields_of(text: str, url: str) -> dict[str, str]:
    """Return what the page's script says it asks the dataproxy with."""
    found: dict[str, str] = {}
    for name in _names()["dataproxy"]["fields"]:
        match = re.search(rf"""(?<![\w]){name}["']?\s*[:=]\s*["']?([^"'&,;<>\s{{}}]{{0,200}})""", text)
        if match:
            found[name] = match[1]
    column = _COLUMN.search(urlsplit(url).path)
    if column:
        found["columnid"] = column[1]
    return found


def page_of_feed(url: str, number: int, *, size: int | None = None) -> str:
    """Return the address of another page of a feed: one of its page's number, and of its size where that is given."""
    parts = urlsplit(url)
    given = parse_qsl(parts.query, keep_blank_values=True)
    keys = [key for key in _names()["page_keys"] if (key, True) in {(name, _is_count(value)) for name, value in given}]
    numbered = keys[0] if keys else _names()["page_keys"][0]
    asked = {numbered: str(number)} | ({} if size is None else dict.fromkeys(_names()["sizes"], str(size)))
    query = [(key, asked.get(key, value)) for key, value in given] + ([] if keys else [(numbered, str(number))])
    return urlunsplit((parts.scheme, parts.netloc, parts.path, urlencode(query), ""))


def _lists_of(data: Any, depth: int = 0) -> Iterator[list[dict[str, Any]]]:
    """Yield every list of objects that have a title and an address."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(data, dict):
        for value in data.values():
            yield from _lists_of(value, depth + 1)
    elif isinstance(data, list):
        objects = (_unwrapped(row) for row in data[:MAX_ROWS] if isinstance(row, dict))
        named = (row for row in objects if _address(row) and _text(row, "titles"))
        rows = [row for row in named if _has_own_title(row) or _date(row)]
        if rows:
            yield rows
        for value in data[:100]:
            yield from _lists_of(value, depth + 1)


def _unwrapped(row: dict[str, Any]) -> dict[str, Any]:
    """Return what a row wraps, where all that is told of it stands one step further in."""
    inner = next((row[name] for name in _names()["wrapped"] if isinstance(row.get(name), dict)), None)
    return row if inner is None or _text(row, "titles") else inner


def _likeness(rows: list[dict[str, Any]]) -> tuple[bool, bool, int]:
    """Return how much a list is like the rows of a listing: dated, titled by the likeliest name, long.

    Menus of columns, labels and files of a row have names and addresses too, and are often the longer ones.
    """
    shown = rows[:20]
    return (any(_date(row) for row in shown), any(map(_has_own_title, shown)), len(rows))


def _has_own_title(row: dict[str, Any]) -> bool:
    title, weak = _text(row, "titles"), _names()["weak_titles"]
    return any(row.get(name) == title for name in _names()["titles"] if name not in weak)


def _candidate(row: dict[str, Any], url: str) -> Candidate | None:
    target = absolute_url(_address(row), base=url)
    title = " ".join(unescape(_TAG.sub("", _text(row, "titles"))).split())[:_MAX_TITLE]
    return Candidate(target, title, _date(row)) if target and title else None


def _address(row: dict[str, Any]) -> str:
    """Return a row's address; of several, given as data within the data, the one for large screens."""
    written = _text(row, "urls")
    if not written.startswith("{"):
        return written
    try:
        several = json.loads(written)
    except (ValueError, RecursionError):
        return ""
    return next((text for key in _names()["screens"] if isinstance(text := several.get(key), str)), "")


def _text(row: dict[str, Any], kind: str) -> str:
    return next((row[name] for name in _names()[kind] if isinstance(row.get(name), str) and row[name].strip()), "")


def _date(row: dict[str, Any]) -> str | None:
    """Return the day of a row; numbers are seconds or milliseconds since 1970, and the day is China's."""
    for name in _names()["dates"]:
        value = row.get(name)
        if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) in (10, 13):
            value = int(value)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 < value < 1000 * _LATEST:
            seconds = value / 1000 if value > _LATEST else value
            return (datetime.fromtimestamp(seconds, UTC) + _CHINA).date().isoformat()
        if isinstance(value, str) and (found := read_date(value[:100])):
            return found
    return None


def _number_in(data: Any, kind: str, depth: int = 0) -> int | None:
    """Return the first whole number that stands under a name of this kind, from the outside in."""
    if not isinstance(data, dict) or depth > _MAX_DEPTH:
        return None
    for name in _names()[kind]:
        value = data.get(name)
        number = int(value) if isinstance(value, int | str) and _is_count(str(value)[:9]) else 0
        if number > 0 and not isinstance(value, bool):
            return number
    inner = (_number_in(value, kind, depth + 1) for value in data.values())
    return next((number for number in inner if number), None)


def _first_number(pattern: re.Pattern[str], text: str) -> int | None:
    match = pattern.search(text)
    return next((int(group) for group in match.groups() if group), None) if match else None


def _is_count(text: str) -> bool:
    """Tell whether a text is a whole number that pages and rows can be counted by (³ is a digit to Python)."""
    return text.isascii() and text.isdigit() and len(text) < 8
