"""What a page says of itself to machines enters, candidates for fields leave.

Reads meta tags, the title tag, linked data, scripts and the address; call it before anything is dropped.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING

from reportarchive.extract.tables import table
from reportarchive.extract.values import Found
from reportarchive.extract.whitespace import join_white
from reportarchive.text.dates import iso_date, read_moment

if TYPE_CHECKING:
    from reportarchive.markup import Element

_MOST_TAGS = 200
_LONGEST = 300
_LONGEST_SCRIPT = 200_000
_TAG = re.compile(r"</?[a-zA-Z][^<>]{0,100}>")
_LINKED_DATA = "application/ld+json"


@dataclass(frozen=True, slots=True)
class Head:
    """What was heard: candidates in meta tags and linked data, the title tag, fields that scripts read, and scripts."""

    meta: list[Found]
    title_tag: str
    fields: list[Found]
    scripts: list[str]


def read_head(root: Element) -> Head:
    """Return what the page says of itself to machines."""
    scripts = [script.text for script in root.iter("script") if script.text]
    return Head(_read_meta(root), _title_tag(root), _read_fields(root), scripts)


def read_scripts(scripts: list[str]) -> list[Found]:
    """Return the day of publication that a script is given, where a page is put together by one."""
    for script in scripts:
        match = _script_pattern().search(script[:_LONGEST_SCRIPT])
        iso = read_moment(match[2]) if match else None
        if match and iso:
            return [Found("published_on", iso, "script", match[1])]
    return []


def read_url(url: str) -> list[Found]:
    """Return the date in an address as the weakest candidate for the day of publication."""
    for pattern in _url_patterns():
        match = pattern.search(url)
        iso = iso_date(*(int(part) for part in _full(*match.groups()))) if match else None
        if iso:
            return [Found("published_on", iso, "url", match[0] if match else "")]
    return []


def _read_meta(root: Element) -> list[Found]:
    """Return the candidates in meta tags, wherever they stand, and in linked data; names in any case."""
    fields = table("labels")["meta"]
    found = []
    for tag in islice(root.iter("meta"), _MOST_TAGS):
        written = tag.get("name") or tag.get("property") or tag.get("itemprop")
        if not written:
            continue
        field = fields.get("".join(written.casefold().split()))
        value = _value(field, tag.get("content") or "") if field else ""
        if field == "updated_on" and value:
            found.append(Found("published_on", value, "update", written.strip()))
        elif field and value:
            found.append(Found(field, value, "meta", written.strip()))
    for script in root.iter("script"):
        if script.get("type", "").strip().lower() == _LINKED_DATA:
            found.extend(_read_linked(script.text or ""))
    return found


def _title_tag(root: Element) -> str:
    """Return what the title tag says, white space joined; "" when there is none or it is overlong."""
    tag = next(root.iter("title"), None)
    text = join_white("".join(tag.itertext())[:1000]) if tag is not None else ""
    return text if len(text) <= _LONGEST else ""


def _read_fields(root: Element) -> list[Found]:
    """Return the day of publication in a field of a form that a script reads."""
    names = set(table("patterns")["field_names"])
    for field in islice(root.iter("input", "textarea"), _MOST_TAGS):
        own = f"{field.get('id', '')} {field.get('name', '')} {field.get('class', '')}".casefold().split()
        iso = read_moment((field.get("value") or field.text or "")[:60]) if not names.isdisjoint(own) else None
        if iso:
            return [Found("published_on", iso, "script", own[0])]
    return []


def _read_linked(text: str) -> list[Found]:
    """Return the day of publication in linked data; read by its name, since half of it is no valid JSON."""
    match = _linked_pattern().search(text[:_LONGEST_SCRIPT])
    iso = read_moment(match[2]) if match else None
    return [Found("published_on", iso, "meta", match[1])] if match and iso else []


def _full(year: str, month: str, day: str) -> tuple[str, str, str]:
    return (f"20{year}" if len(year) == 2 else year, month, day)


def _value(field: str, written: str) -> str:
    if field in ("published_on", "updated_on"):
        return read_moment(written[:60]) or ""
    if field == "title" and ("<" in written or "&" in written):  # a break or a blank of the headline, escaped twice
        written = _TAG.sub("", unescape(written))
    value = join_white(written)
    if value.casefold() in table("labels")["values"]["empty"] or len(value) > _LONGEST:
        return ""
    return value


@cache
def _script_pattern() -> re.Pattern[str]:
    return re.compile(table("patterns")["script_date"])


@cache
def _linked_pattern() -> re.Pattern[str]:
    return re.compile(table("patterns")["linked_date"])


@cache
def _url_patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in table("patterns")["url_dates"])
