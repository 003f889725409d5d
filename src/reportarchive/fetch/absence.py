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
    marks = rules()["absence"]
    if page.holds(marks["predicates"]) or page.holds(marks["both"]) or b"&#" in page.body:
        return True
    start = page.lower.find(b"<title")
    head = page.lower[start : start + 600] if start >= 0 else b""
    return any(hint in head for hint in _title_hints()) or b"not found" in page.lower or b"exist" in page.lower


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
