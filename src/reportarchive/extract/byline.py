"""The lines between a page's headline and its text enter, the day of publication leaves that has no label there.

`2024年05月06日 10:00 来源：…` under the headline is the article's; the same date above it is the site's clock, in a
list it is another article's. So a date without a label counts only in that place, or in an element whose name says
what it is (`data/byline.toml`).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from reportarchive.extract.containers import length_of
from reportarchive.extract.labels import is_date_of_other, read_line
from reportarchive.extract.tables import table
from reportarchive.extract.values import Found
from reportarchive.extract.whitespace import join_white
from reportarchive.text.dates import find_dates, read_moment
from reportarchive.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from reportarchive.markup import Element, NamedElements

_LONGEST = 240  # characters of a line that tells when and by whom
_MAY_BE_TITLE = re.compile(r"[^\t:：|>。，]{6,80}")
_MOST_LINES = 400  # before the text that are looked at
_SHORT = 14  # characters beside a date without its time: a name; titles of other articles are longer
_MOST_OF_A_KIND = 2  # elements of one name; more are a list
_TIME_OF_DAY = re.compile(r"\d{1,2}[:：]\d{2}|\d{1,2}时\d{1,2}分")
_NEAR = 12  # lines under the headline
_ABOVE = 3  # lines above it, which must have a label: clocks have none
_PARTS = re.compile(r"\b((?:19|20)\d{2})\s+(\d{1,2})\s*[/.-]\s*(\d{1,2})\b")
_SENTENCE = re.compile("[。；！？]|，.*，")


def read_byline(before: Sequence[str], info: Sequence[str], titles: Iterable[str]) -> list[Found]:
    """Return the day in the first line that tells it: of those between headline and text, else of the text's head."""
    squeezed = [_squeezed(title) for title in titles if title]
    before = before[-_MOST_LINES:]
    place = _place_of_headline(before, squeezed)
    near = [_behind(before[place], squeezed), *before[place + 1 : place + 1 + _NEAR]] if place is not None else []
    above = before[max(0, place - _ABOVE) : place] if place is not None else []
    for line in (*near, *info, *(line for line in above if read_line(line)[0])):
        iso = _day_of(line)
        if iso:
            return [Found("published_on", iso, "byline", line[:60])]
    return []


def read_headline(before: Sequence[str]) -> list[Found]:
    """Return the line above the one with the day and its label: the headline of a page that marks none."""
    before = before[-_MOST_LINES:]
    for place in range(len(before) - 1, 0, -1):
        title = join_white(before[place - 1]) if "\t" not in before[place - 1] else ""
        if read_line(before[place])[0] and _day_of(before[place]) and _MAY_BE_TITLE.fullmatch(title):
            return [Found("title", title, "byline", before[place][:60])]
    return []


def read_times(root: Element, named: NamedElements) -> list[Found]:
    """Return the day in the first element that is named for it: `#pubtime`, `<time>`, itemprop datePublished."""
    rules = table("byline")
    by_name = named.select(rules["names"], still_there=True)
    for selector in rules["names"]:
        elements = by_name.get(selector, ())
        for element in elements if len(elements) <= _MOST_OF_A_KIND else ():
            if length_of(element, limit=_LONGEST) < _LONGEST and not _is_in_list(element):
                iso = _day_of(" ".join("".join(element.itertext()).split()))
                if iso:
                    return [Found("published_on", iso, "byline", selector)]
    times = [element for element in root.iter("time") if element.get("datetime") or element.text]
    marked = [element for element in times if "datePublished" in (element.get("itemprop"), element.get("property"))]
    for element in marked or ([one for one in times if not _is_in_list(one)] if len(times) == 1 else []):
        iso = read_moment(element.get("datetime") or "") or _day_of("".join(element.itertext()))
        if iso:
            return [Found("published_on", iso, "byline", "time")]
    return []


def _place_of_headline(lines: Sequence[str], titles: list[str]) -> int | None:
    """Return the last line that is the headline, or most of it where it is broken over lines."""
    squeezed = [_squeezed(line) for line in lines]
    for place in range(len(lines) - 1, -1, -1):
        line = squeezed[place]
        if any(title in line and len(line) <= len(title) + 40 for title in titles):
            return place
    for place in range(len(lines) - 1, -1, -1):
        line = squeezed[place]
        if len(line) >= 6 and any(line in title and 2 * len(line) > len(title) for title in titles):
            return place
    return None


def _behind(line: str, titles: list[str]) -> str:
    """Return what stands on the headline's line behind it."""
    folded = fold(line)
    squeezed = "".join(folded.split())
    ends = [squeezed.index(title) + len(title) for title in titles if title in squeezed]
    if not ends:
        return ""
    seen = 0
    for place, char in enumerate(folded):
        if seen == max(ends):
            return line[place:]
        seen += not char.isspace()
    return ""


def _day_of(line: str) -> str | None:
    """Return the day a line tells beside at most a time, labels and a short name, else None; no row of a table does."""
    if "\t" in line or len(line) > _LONGEST or _SENTENCE.search(line) or _clock_words().search(line):
        return None
    dates = find_dates(line) or find_dates(_parts_joined(line))
    if not dates or is_date_of_other(line, dates[0].start):
        return None
    labels = read_line(line)[0]
    rest = "".join(_TIME_OF_DAY.sub("", line[: dates[0].start] + line[dates[0].end :]).split())
    is_told = bool(labels) or _TIME_OF_DAY.search(line) is not None
    return dates[0].iso if len(rest) <= (_LONGEST // 2 if is_told else _SHORT) else None


def _is_in_list(element: Element) -> bool:
    """Return whether an element is a row of a list, or beside the article."""
    return next(element.iterancestors("li", "ul", "ol", "aside", "footer", "nav"), None) is not None


def _parts_joined(line: str) -> str:
    """Return a line with a date in parts (2026 07/09 08:03, as some headers set it) written as one."""
    return _PARTS.sub(r"\1-\2-\3 ", fold(line))


def _squeezed(text: str) -> str:
    return "".join(fold(text).split())


@cache
def _clock_words() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, table("byline")["clock_words"])))
