"""Titles: the title of a page or listing row enters, a decision and what the title says of itself leave.

A title is a report when a topic word (法治政府建设, 依法行政) and a genre word (报告, 总结, 情况) stand
together outside 《》 and no word of a look-alike is near; what is doubtful goes to a person (`needs_review`).
The words are `data/titles.toml`. Refuses nothing by exception: any text gets a decision.

>>> reading = read_title("赵县人民政府关于２０２５年度法治政府建设情况的报告")
>>> reading.decision.value, reading.issuer, reading.year
('accept', '赵县人民政府', 2025)
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from reportarchive.model import ReportKind
from reportarchive.text.folding import fold
from reportarchive.text.title_years import (
    DAY,
    HALF,
    PLAIN_SPAN,
    SEVERAL_YEARS,
    YEAR_WORD,
    Period,
    read_period,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_CHARACTERS = 300  # longer strings are no titles, and the limit bounds the work on hostile pages


class Decision(StrEnum):
    """Whether a title is a report: yes, no, or a person must look."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    NEEDS_REVIEW = "needs_review"


@dataclass(frozen=True, slots=True)
class TitleReading:
    """What a title says: the decision with the rule that made it, the body as written, kind, and period.

    `year` is the year reported on (the last one of several); the periods are ISO dates.
    """

    decision: Decision
    rule: str
    issuer: str | None = None
    kind: ReportKind | None = None
    year: int | None = None
    period_start: str | None = None
    period_end: str | None = None


@dataclass(frozen=True, slots=True)
class _Core:
    """A topic and genre standing together: what stands before, between and after them."""

    before: str
    between: str
    after: str


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(files("reportarchive.text").joinpath("data", "titles.toml").read_text("utf-8"))


def _any_of(words: Iterable[str]) -> str:
    """Return an alternation, longest word first, so that 全面推进 is not read as 全面 + 推进."""
    return "(?:" + "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True)) + ")"


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """Return one of the patterns below, compiled with the words of the data file."""
    lists = {key: _any_of(words) for key, words in _words().items() if isinstance(words, list)}
    lists["long_connectors"] = _any_of(word for word in _words()["connectors"] if len(word) > 1)
    spans = _any_of(_words()["plan_spans"])
    lists["spans"] = rf"[“\"「]?{spans}[”\"」]?(?:期间|时期|以来)?"
    lists["year"] = rf"[(\[]?{YEAR_WORD}{HALF}?[)\]]?"
    return re.compile(_PATTERNS[name] % lists, re.VERBOSE | re.IGNORECASE)


_TEMPLATE = re.compile(r"[xX×*＊]{2,}|某某|某[省市区县镇乡州局委办厅街单]|\(略\)|(?<![A-Za-z])X[省市区县镇乡局]")
_QUOTED = re.compile(r"《[^《》]*》?|〈[^〈〉]*〉|<[^<>]*>")
_NPC_HOST = re.compile(r"(?:^|\.)[a-z]{0,12}rd\.")  # 人大 is rd in pinyin initials: cqrd.gov.cn
_CUT = re.compile(r"(?:…|\.{2,}|。{2,})+$")
_INVISIBLE = re.compile("[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_BULLET = re.compile(r"^(?:[·•●◆■▪>»*\-]+|\d{1,3}[.、](?!\d)|\(\d{1,3}\)|\[(?!20)[^\]]{1,12}\]|【(?!20)[^】]{1,20}】)+")
_PATTERNS = {
    "core": r"""%(topics)s(?:%(topic_joints)s{0,2}%(topics)s)*
        (?P<between>(?:%(gap_words)s|%(year)s)*?)
        %(genres)s(?P<more>(?:%(gap_words)s|%(year)s)*%(genres)s)?""",
    "substance": "%(topics)s|%(genres)s|%(npc)s",
    "site_name": r"(?:\s+[-_|–—]+\s*|[_|])[^-_|–—]{2,40}$|[-–—]+[^-–—]{0,30}(?:%(site_names)s|政府)$",
    "speech": rf"[-—―–(]+(?:{DAY})?在?[^()]*%(npc)s[^()]*\)?$",
    "year": "%(year)s",
    "tail_year": rf"[(\[【]?(?:{PLAIN_SPAN}|%(year)s(?:1月?[-–—~至]12月)?|{HALF})[)\]】]?",
    "tail_body": r"(?:[-_|–—]+(?P<site>[^()\[\]]{2,30})|[(\[【](?P<name>[^()\[\]]{2,30})[)\]】])$",
    "tail": r"(?:[(\[【)\]】.,。;:、\-—]|%(tails)s)*",
    "plan": r"""%(plan_joints)s(?:%(year)s|下一?年度?|下一?步|下一?阶段|明年)?(?:法治政府建设)?
        %(plans)s(?:情况)?(?:的?报告)?""",
    "piece": rf"{PLAIN_SPAN}|%(year)s|{SEVERAL_YEARS}|%(spans)s|{HALF}|关于|[:：》《]",
    "organ": r"%(organs)s(?:\([^()]*\))?$",
    "lead": "^%(long_connectors)s+",
    "trail": "%(connectors)s$",
    "self_end": "%(connectors)s*%(self_words)s$",
    "explained": r"%(connectors)s|%(self_words)s|%(topic_joints)s|期间|时期|[、,:;.\-—()\[\]“”\"]",
}


def read_title(title: str, *, url: str | None = None) -> TitleReading:
    """Return whether a title is that of a report, and its body, kind and period.

    `url` only adds evidence: a People's Congress host, or an address that is a folder and so a column.
    Rules: field guide 1.1 to 1.4.
    """
    text = _tidy(title)
    if not text or len(text) > MAX_CHARACTERS:
        return TitleReading(Decision.REFUSE, "too_long" if text else "empty")
    if _TEMPLATE.search(text):
        return TitleReading(Decision.REFUSE, "template")
    sure = _first_of(text, _words()["refuse_anywhere"])
    if sure:
        return TitleReading(Decision.REFUSE, f"negative:{sure}")
    speech, text = _take_speech(_BULLET.sub("", text))
    text = re.sub(DAY, "", text)
    plain = _QUOTED.sub("《》", text)
    core = _find_core(plain)
    if core is None:
        return _without_core(text, plain)
    return _with_core(core, speech=speech or _is_npc_host(url), url=url)


def _tidy(title: str) -> str:
    """Return the title folded, without white space, invisible characters and site name."""
    text = _INVISIBLE.sub("", fold(title[: 4 * MAX_CHARACTERS])).strip()
    text = _pattern("site_name").sub(_drop_site_name, text)
    return re.sub(r"\s+", "", text)


def _drop_site_name(match: re.Match[str]) -> str:
    """Drop a site's name behind the title, but never the words that make it a report, nor a body's name."""
    ending = match[0].rstrip()
    kept = _pattern("substance").search(ending)
    return match[0] if kept or (_pattern("organ").search(ending) and not ending.endswith("政府")) else ""


def _take_speech(text: str) -> tuple[bool, str]:
    """Return whether the title says it was spoken before a congress, and the title without that part."""
    place = _pattern("speech").search(text)
    if place and not _first_of(text, _words()["npc_papers"]):
        return True, text[: place.start()]
    return False, text


def _find_core(plain: str) -> _Core | None:
    for match in _pattern("core").finditer(plain):
        counted = _pattern("year").sub("", match["between"])
        if len(counted) <= _words()["gap"]:
            between = match["between"] + (match["more"] or "")
            return _Core(plain[: match.start()], between, plain[match.end() :])
    return None


def _without_core(text: str, plain: str) -> TitleReading:
    """Decide a title whose topic and genre do not stand together."""
    words = _words()
    topic = _first_of(plain, words["topics"])
    before = plain.partition(topic)[0] if topic else plain
    issuer = _issuer_of(before)
    decision, rule = _judge_loose(text, plain.replace(issuer or "\0", "", 1), topic)
    if not topic:
        return TitleReading(decision, rule)
    return TitleReading(decision, rule, issuer, year=read_period(before, "", "").year)


def _judge_loose(text: str, plain: str, topic: str | None) -> tuple[Decision, str]:
    words = _words()
    negative = _first_of(plain, words["refuse"])
    if negative:
        return Decision.REFUSE, f"negative:{negative}"
    if not topic and _first_of(text, words["topics"]):
        return Decision.NEEDS_REVIEW, "quoted"
    if _CUT.search(plain) and (topic or _cut_within_topic(plain)):
        return Decision.NEEDS_REVIEW, "cut"
    genre = _first_of(plain, words["genres"])
    if topic:
        return Decision.NEEDS_REVIEW, "gap" if genre else "no_genre"
    if genre and _first_of(plain, words["near_topics"]):
        return Decision.NEEDS_REVIEW, "near_topic"
    return Decision.REFUSE, "no_topic"


def _cut_within_topic(plain: str) -> bool:
    """Tell whether a shortened title may have lost its topic: it ends in a year or a topic's beginning."""
    head = _CUT.sub("", plain)
    starts = {topic[:length] for topic in _words()["topics"] for length in range(1, len(topic))}
    return bool(re.search(rf"(?:{YEAR_WORD}|关于|推进|人民政府|{_any_of(starts)})$", head))


def _with_core(core: _Core, *, speech: bool, url: str | None) -> TitleReading:
    """Decide a title whose topic and genre stand together, by what surrounds them."""
    issuer = _issuer_of(core.before)
    planned = bool(_pattern("plan").fullmatch(core.after))
    issuer, behind = (issuer, "") if planned else _take_tail_body(issuer, core.after)
    period = read_period(core.before, core.between, behind, plan_spans=_words()["plan_spans"])
    decision, rule = _judge_words(core.before, issuer, behind)
    if decision is not Decision.REFUSE and period.partial:
        decision, rule = Decision.NEEDS_REVIEW, "partial_year"
    elif decision is Decision.ACCEPT and not issuer and period == Period(ReportKind.ANNUAL) and not core.before:
        decision, rule = _judge_bare(url)
    elif decision is Decision.ACCEPT:
        rule = "npc" if speech else "with_plan" if planned else "adjacent"
    kind = ReportKind.NPC_REPORT if speech else period.kind
    return TitleReading(decision, rule, issuer, kind, period.year, period.start, period.end)


def _judge_words(before: str, issuer: str | None, behind: str) -> tuple[Decision, str]:
    """Decide by the words around topic, genre and body (a body's name may hold 规划 or 宣传)."""
    tail = _pattern("tail_year").sub("", behind, count=1)
    tail = "" if _pattern("tail").fullmatch(tail) else behind
    for listed, decision, name in (
        ("refuse", Decision.REFUSE, "negative"),
        ("review", Decision.NEEDS_REVIEW, "doubtful"),
    ):
        word = _first_of(before.replace(issuer or "\0", "", 1) + "\n" + tail, _words()[listed])
        if word:
            return decision, f"{name}:{word}"
    if tail:
        return Decision.NEEDS_REVIEW, "cut" if _CUT.search(tail) else "tail"
    if "《》" in before:
        return Decision.NEEDS_REVIEW, "quoted"
    return (Decision.NEEDS_REVIEW, "unknown_words") if _unexplained(before) else (Decision.ACCEPT, "adjacent")


def _take_tail_body(issuer: str | None, after: str) -> tuple[str | None, str]:
    """Return the body and the words behind the genre, when a body's name stands there (…报告(区城管局))."""
    match = _pattern("tail_body").search(after)
    name = match and (match["site"] or match["name"])
    if not match or not name or not _pattern("organ").search(name) or (issuer and match["name"]):
        return issuer, after
    return issuer or name, after[: match.start()]


def _judge_bare(url: str | None) -> tuple[Decision, str]:
    """Decide a title of topic and genre only: on a folder address it is the column of that name."""
    try:
        path = urlsplit(url).path if url else None
    except ValueError:
        path = None
    if path is not None and re.search(r"(?:^|/)(?:(?:index|list|default)\.\w{2,5})?$", path):
        return Decision.REFUSE, "column"
    return Decision.NEEDS_REVIEW, "bare"


def _issuer_of(before: str) -> str | None:
    """Return the body named before the topic, as written, or None.

    The text is cut at years and 关于; the first piece that ends in an organ's name is the body. Of a joint
    title of party and government the government counts.
    """
    for piece in _pattern("piece").split(before):
        name = _organ_in(piece or "")
        if name:
            return _one_body(name)
    return None


def _organ_in(piece: str) -> str | None:
    """Return the organ's name that a piece is, without the connectors around it, or None."""
    name = _pattern("lead").sub("", piece.strip("、,;.-—“”\"'").lstrip(")]】").rstrip("([【"))
    name = _pattern("self_end").sub("", name)
    while not _pattern("organ").search(name) and (shorter := _pattern("trail").sub("", name)) != name:
        name = shorter
    return name if len(name) >= 2 and _pattern("organ").search(name) else None


def _one_body(name: str) -> str:
    """Return the name without a second name in brackets and without the party committee of a joint author."""
    name = re.sub(r"\([^()]*\)$", "", name)
    joint = re.match(r"(?:中共)?.{1,20}?委(?:员会)?[、,](?=.+政府$)|中共.{1,20}?委(?:员会)?(?=.{2,}人民政府$)", name)
    return name[joint.end() :] if joint else name


def _unexplained(before: str) -> str:
    """Return the words before the topic that are no body, year, connector or 我区."""
    pieces = [piece for piece in _pattern("piece").split(before) if piece and not _organ_in(piece)]
    return "".join(_pattern("explained").sub("", piece) for piece in pieces)


def _first_of(text: str, words: Iterable[str]) -> str | None:
    """Return the word that occurs first in the text, or None."""
    match = re.search(_any_of(words), text)
    return match[0] if match else None


def _is_npc_host(url: str | None) -> bool:
    """Tell whether the address is on a People's Congress host."""
    try:
        host = urlsplit(url).hostname if url else None
    except ValueError:
        return False
    return bool(host and _NPC_HOST.search(host))
