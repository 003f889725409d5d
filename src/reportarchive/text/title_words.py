"""The words of titles: `data/titles.toml` -> patterns, each compiled once.

All patterns but those of `title_tidy` expect folded text without white space.

>>> first_of("柳堤区2023年法治政府建设白皮书", "refuse")
'白皮书'
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from reportarchive.text.title_years import DAY, PART, PLAIN_SPAN, SEVERAL_YEARS, YEAR_WORD

if TYPE_CHECKING:
    from collections.abc import Iterable

_PATTERNS = {
    "core": r"""%(topics)s(?:(?:%(topic_joints)s|%(companions)s){0,3}\(?%(topics)s\)?){0,3}
        (?:%(topic_joints)s%(companions)s\)?)?
        (?P<between>(?:%(gap_words)s|%(when)s)*?)
        %(genres)s(?P<more>(?:%(gap_words)s|%(when)s)*%(genres)s)?""",
    "speech": rf"(?:(?<![-—―–(])[-—―–(]{{1,8}}(?:{DAY})?|{DAY}(?=在))在?[^()]*%(npc)s[^()]*\)?(?:\([^()]*\))?$",
    "speech_part": rf"^(?:{DAY})?在|%(npc)s",
    "site_end": "(?:%(site_names)s|政府)$",
    "site_name": r"(?<![-–—])[-–—]{1,4}[^-–—]{0,30}(?:%(site_names)s|政府)[-–—]{0,4}$",
    "label": r"^(?:%(labels)s)\d{0,2}[:.、]\s*",
    "page_note": r"\s*[(\[]?(?:%(page_notes)s)\s*[:].*$",
    "year": "%(year)s",
    "when": "%(when)s",
    "tail_year": rf"[(\[【]?(?:{PLAIN_SPAN}|%(year)s(?:1月?[-–—~至]12月)?|{PART})[)\]】]?",
    "tail_body": r"(?:(?<![-_|–—])[-_|–—]{1,8}(?P<site>[^()\[\]]{2,30})|[(\[【](?P<name>[^()\[\]]{2,30})[)\]】])$",
    "tail": r"(?:[(\[【)\]】.,。;:、\-—_》”\"]|\d+(?:\.\d+)?[KM]B?|\(\d{1,2}\)|%(tails)s)*",
    "plan": rf"""%(plan_joints)s(?:%(year)s|{PART}|下一?年度?|下一?步|下一?阶段|明年)?(?:法治政府建设)?
        %(plans)s(?:情况)?(?:的?%(genres)s)?""",
    "piece": rf"{PLAIN_SPAN}|%(year)s|{SEVERAL_YEARS}|%(spans)s|{PART}|关于|[:：》《]",
    "organ": r"%(organs)s(?:\([^()]*\))?$",
    "lead": "^%(long_connectors)s+",
    "trail": "%(connectors)s$",
    "self_end": "%(connectors)s*%(self_words)s$",
    "explained": r"""%(companions)s|%(connectors)s|%(self_words)s|%(topic_joints)s|期间|时期
        |[、,:;.\-—()\[\]“”\"]""",
}


@cache
def words() -> dict[str, Any]:
    """Return the lists of the data file by name."""
    return tomllib.loads(files("reportarchive.text").joinpath("data", "titles.toml").read_text("utf-8"))


@cache
def listed(name: str) -> re.Pattern[str]:
    """Return a list of the data file as a pattern that matches any of its words."""
    return re.compile(_any_of(words()[name]))


@cache
def pattern(name: str) -> re.Pattern[str]:
    """Return one of the patterns above, compiled with the words of the data file."""
    lists = {key: _any_of(listing) for key, listing in words().items() if isinstance(listing, list)}
    lists["companions"] = f"(?:{'|'.join(words()['companions'])})"
    lists["long_connectors"] = _any_of(word for word in words()["connectors"] if len(word) > 1)
    lists["spans"] = rf"[“\"「]?{_any_of(words()['plan_spans'])}[”\"」]?(?:期间|时期|以来)?"
    lists["year"] = rf"[(\[]?{YEAR_WORD}{PART}?[)\]]?"
    lists["when"] = rf"(?:[(\[]?(?:{PLAIN_SPAN}|{SEVERAL_YEARS})[)\]]?|{lists['year']})"
    return re.compile(_PATTERNS[name] % lists, re.VERBOSE | re.IGNORECASE)


def first_of(text: str, name: str) -> str | None:
    """Return the word of a list that occurs first in the text, or None."""
    match = listed(name).search(text)
    return match[0] if match else None


def _any_of(listing: Iterable[str]) -> str:
    """Return an alternation, longest word first, so that 全面推进 is not read as 全面 + 推进."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(listing, key=len, reverse=True)) + ")"
