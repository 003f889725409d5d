"""By which words a report says what a value counts, so that two years are held together only where both say the same.

The words are those of its sentence before the value, without the numbers, its year and what says 全年, and the nearest
body or field of work (市农业农村局, 城市管理领域) named before the sentence. Where something leaves open what is
counted, or over which time, there are none. All texts here are folded ones.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from reportarchive.claims.words import says, words_of
from reportarchive.model import Bound

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportarchive.model import Metric

CELL = "\t"  # ends a table's cell
_STOPS = "。!?\n"
_END = re.compile(f"[{_STOPS}]")
_UNFINISHED = tuple(",、:(﹐")  # before a line's end: its sentence goes on in the next line
_FARTHEST = 1000  # characters before a number to which its sentence is followed
_BEFORE = 200  # characters before a sentence in which a body is looked for
_BEFORE_THE_END = 2  # characters of a body's name before what ends it
_NO_LETTER = re.compile(r"[\W_]+")
_YEAR = re.compile(r"((?:19|20)[0-9]{2})年")
_LOOSE = re.compile("[余多]")  # 700余件 is less than 800件, 超700件 may be any more


def wording_of(text: str, metrics: Sequence[Metric], place: int, *, year: int) -> str | None:
    """Return a short hash of the words that say what a value counts, or None where they leave something open."""
    metric = metrics[place]
    if is_open(metric) or is_in_table(text, metric) or is_broken_off(text, metric) or is_qualified(text, metric):
        return None
    before, behind = around(text, metric)
    if is_by_other_rules(before, behind) or any(int(found) != year for found in _YEAR.findall(before)):
        return None
    if says(_without(before, "whole_year"), "wording", "other_time"):
        return None
    words = f"{_nearest_body(text, metric.sentence_start)}|{_bare_words(text, metrics, place, year)}"
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def around(text: str, metric: Metric) -> tuple[str, str]:
    """Return the words before and behind a number: to the full stop or line's end, with a note behind it."""
    before = text[max(metric.start - _FARTHEST, 0) : metric.start]
    start = max(before.rfind(stop) for stop in _STOPS) + 1
    end = _end_after(text, metric.end)
    end_of_next = _end_after(text, end + 2)
    following = text[end + 1 : end_of_next].lstrip()
    if following.startswith(words_of("note", "opens")) or says(following, "note", "speaks_of"):
        end = end_of_next
    return before[start:], text[metric.end : end]


def doubt_of(text: str, metric: Metric) -> str | None:
    """Return what keeps a number that is too large from being called so, whatever it is compared with."""
    if metric.bound not in {Bound.EXACT, Bound.OVER}:
        return "a number that may be less"
    if is_in_table(text, metric) or is_broken_off(text, metric):
        return "words that are not seen"
    if is_qualified(text, metric) or is_by_other_rules(*around(text, metric)):
        return "counted by rules of its own"
    return None


def is_by_other_rules(*words: str) -> bool:
    """Tell whether the words around a number say how it was counted."""
    return any(says(it, "note", "other_rules") for it in words)


def is_limited(text: str) -> bool:
    """Tell whether a report says of its numbers that they are not of the whole year."""
    return says(text, "note", "limits")


def is_open(metric: Metric) -> bool:
    """Tell whether a number may be any more, or any less, than what is printed."""
    return metric.bound is not Bound.EXACT and not (metric.bound is Bound.OVER and _LOOSE.search(metric.surface))


def is_in_table(text: str, metric: Metric) -> bool:
    """Tell whether a number stands in a row of a table, whose columns are not known."""
    start, end = text.rfind("\n", 0, metric.start) + 1, text.find("\n", metric.end)
    return CELL in text[start : end if end >= 0 else len(text)]


def is_broken_off(text: str, metric: Metric) -> bool:
    """Tell whether the line before goes on in the number's own: a sentence of which a part is not seen."""
    before = text[max(metric.sentence_start - 20, 0) : metric.sentence_start]
    return before.endswith("\n") and before.rstrip().endswith(_UNFINISHED)


def is_qualified(text: str, metric: Metric) -> bool:
    """Tell whether a bracket right behind a number says more of it than how it compares."""
    return text.startswith("(", metric.end) and not text.startswith(words_of("note", "harmless"), metric.end + 1)


def _end_after(text: str, at: int) -> int:
    found = _END.search(text, at)
    return found.start() if found else len(text)


def _without(words: str, line: str) -> str:
    if says(words, "wording", line):  # one search, where most texts hold none of them
        for word in words_of("wording", line):
            words = words.replace(word, "")
    return words


def _bare_words(text: str, metrics: Sequence[Metric], place: int, year: int) -> str:
    """Return the words of the sentence before a value, without its numbers and what only says that it is the year."""
    start, end = metrics[place].sentence_start, metrics[place].start
    pieces, at = [], start
    for it in metrics[max(place - 30, 0) : place]:
        if at <= it.start:
            pieces.append(text[at : it.start])
            at = it.end
    words = " ".join([*pieces, text[at:end]]).replace(f"{year}年度", "").replace(f"{year}年", "")
    return _NO_LETTER.sub("", _without(words, "whole_year"))


def _nearest_body(text: str, at: int) -> str:
    return last_body(text[max(at - _BEFORE, 0) : at])


@lru_cache(maxsize=16)
def last_body(words: str) -> str:
    """Return the last body that is named; several numbers of one sentence ask one after the other."""
    words = _without(words, "no_bodies")
    last, end = "", 0
    # What ends a name is looked for first: to try at each character whether one begins takes seven times as long.
    while (ending := _ends_of_bodies().search(words, end)) and (
        body := _bodies().search(words, max(end, ending.start() - _BEFORE_THE_END))
    ):
        last, end = body[0], body.end()
    return last


@cache
def _ends_of_bodies() -> re.Pattern[str]:
    return re.compile("|".join(words_of("wording", "bodies")))


@cache
def _bodies() -> re.Pattern[str]:
    return re.compile(rf"[\u4e00-\u9fff]{{0,{_BEFORE_THE_END}}}(?:{_ends_of_bodies().pattern})")
