"""A page -> whether it says that the page asked for is not there, though the status says 200.

What an article tells of missing pages is no such thing: the sentence must consist of the words of an excuse,
or the title of nothing else. The words are `data/answers.toml`.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from reportarchive.fetch.pages import rules

if TYPE_CHECKING:
    from reportarchive.fetch.pages import Page

_SENTENCE = re.compile(r"[。！!？?\n]|\. ")
_TITLE_PART = re.compile(r"[-_|—–·>]+|\s{2,}")
_ALERT = re.compile(r"""\balert\s*\(\s*["']([^"'<>]{1,80})["']""")
_LONGEST_SENTENCE = 120
_JOINTS = "[\\s，,、；;：:“”\"'.…~]"


def absence_told(page: Page) -> str | None:
    """Return the words by which a page says that it is not there, or None."""
    marks = rules()["absence"]
    if not page.is_markup or not _may_say_so(page):
        return None
    if len(page.shown) < marks["title_characters"]:
        part = next((one for one in _TITLE_PART.split(page.title) if _is_title(one)), None)
        if part:
            return f"its title says {part.strip()}"
    if len(page.shown) >= marks["shown_characters"]:
        return None
    told = page.shown or "\n".join(_ALERT.findall(page.scripts))
    sentence = next((one.strip() for one in _SENTENCE.split(told) if _is_excuse(one)), None)
    return f"it says {sentence[:60]}" if sentence else None


def _may_say_so(page: Page) -> bool:
    """Tell by the bytes whether a closer look is worth it: nearly all pages end here."""
    if _holds_words(page) or b"&#" in page.body or any(word in page.lower for word in _english_words()):
        return True
    start = page.lower.find(b"<title")
    head = page.lower[start : start + 600] if start >= 0 else b""
    return any(hint in head for hint in _title_hints())


def _holds_words(page: Page) -> bool:
    """Tell whether a page holds Chinese words of an excuse; of UTF-8, where each is one string, in one search."""
    if page.beyond_ascii is not None:
        return _chinese_words().search(page.beyond_ascii) is not None
    marks = rules()["absence"]
    return bool(page.holds(marks["predicates"]) or page.holds(marks["both"]))


@cache
def _chinese_words() -> re.Pattern[str]:
    marks = rules()["absence"]
    words = (*marks["predicates"], *marks["both"])
    return re.compile("|".join(re.escape(word) for word in words if not word.isascii()))


@cache
def _english_words() -> tuple[bytes, ...]:
    """Return the last words of the English excuses, between whose words any white space may stand."""
    last = {word.split()[-1].encode() for word in rules()["absence"]["predicates"] if word.isascii()}
    return tuple(sorted(word for word in last if not any(other in word for other in last - {word})))


@cache
def _title_hints() -> tuple[bytes, ...]:
    hints = ("404", "found", "错误", "出错")
    return tuple(hint.encode(charset) for hint in hints for charset in ("utf-8", "gb18030"))


def _is_title(part: str) -> bool:
    written = "".join(part.split()).lower()
    if not 0 < len(written) <= _LONGEST_SENTENCE:
        return False
    return any(re.fullmatch(title, written) for title in rules()["absence"]["titles"]) or _is_excuse(part)


def _is_excuse(sentence: str) -> bool:
    """Tell whether a sentence begins, up to a comma at least, with words of an excuse that say what is not there."""
    found = _words().match(" ".join(sentence[:_LONGEST_SENTENCE].lower().split()))
    if found is None:
        return False
    marks, said = rules()["absence"], found[0]
    if any(word in said for word in marks["both"]):
        return True
    return any(word in said for word in marks["subjects"]) and any(word in said for word in marks["predicates"])


@cache
def _words() -> re.Pattern[str]:
    """Return the expression for a run of excuse words; each is taken whole and for good, so that none costs more."""
    marks = rules()["absence"]
    words = {*marks["subjects"], *marks["predicates"], *marks["both"], *marks["fillers"]}
    longest_first = sorted(words, key=lambda word: (-len(word), word))
    choice = "|".join(re.escape(word) + (r"\b" if word.isascii() else "") for word in longest_first)
    return re.compile(rf"(?:{_JOINTS}*+(?>{choice}))++(?={_JOINTS}|$)")
