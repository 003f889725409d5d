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
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from urllib.parse import urlsplit

from reportarchive.model import ReportKind
from reportarchive.text.folding import fold
from reportarchive.text.title_bodies import issuer_of, take_tail_body, unexplained
from reportarchive.text.title_tidy import MAX_CHARACTERS, tidy
from reportarchive.text.title_words import first_of, listed, pattern, words
from reportarchive.text.title_years import DAY, YEAR_WORD, Period, read_period


class Decision(StrEnum):
    """Whether a title is a report: yes, no, or a person must look."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    NEEDS_REVIEW = "needs_review"


@dataclass(frozen=True, slots=True)
class TitleReading:
    """What a title says: the decision with the rule that made it, the body as written, kind, and period.

    `year` is the year that the title is about (the last one of several), also when it is not a report's;
    the periods are ISO dates.
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


_TEMPLATE = re.compile(
    r"(?<![A-Za-z])[xX×*]{2,}(?![A-Za-z])|某某|某[省市区县镇乡州局委办厅街单]|\(略\)|(?<![A-Za-z\d])[xX×*][省市区县镇乡州局街](?!级)"
)
_QUOTED = re.compile(r"《[^《》]*》?|〈[^〈〉]*〉|<[^<>]*>")
_QUOTES = re.compile("[《》〈〉<>]")
_NPC_HOST = re.compile(r"(?:^|\.)[a-z]{0,12}rd\.")  # 人大 is rd in pinyin initials: cqrd.gov.cn
_CUT = re.compile(r"(?:…|\.{2,}|。{2,})+$")
_DAY = re.compile(DAY)


def read_title(title: str, *, url: str | None = None) -> TitleReading:
    """Return whether a title is that of a report, and its body, kind and period.

    `url` only adds evidence: a People's Congress host, or an address that is a folder and so a column.
    Rules: field guide 1.1 to 1.4.
    """
    text = tidy(title)
    if not text or len(text) > MAX_CHARACTERS:
        return TitleReading(Decision.REFUSE, "too_long" if text else "empty")
    sure = _sure_refusal(fold(title[: 4 * MAX_CHARACTERS])) or _sure_refusal(text)
    if sure:
        return TitleReading(Decision.REFUSE, sure, year=_year_in(text))
    speech, text = _take_speech(text)
    text = _DAY.sub("", text)
    plain = _QUOTED.sub("《》", text)
    core = _find_core(plain)
    if core is None:
        return _without_core(text, plain)
    return _with_core(core, speech=speech or _is_npc_host(url), url=url)


def _sure_refusal(text: str) -> str | None:
    """Return the rule that refuses a title whatever else it says, also with the tag or column that holds the word."""
    if _TEMPLATE.search(text):
        return "template"
    word = first_of(text, "refuse_anywhere")
    return f"negative:{word}" if word else None


def _take_speech(text: str) -> tuple[bool, str]:
    """Return whether the title says it was spoken before a congress, and the title without that part."""
    place = pattern("speech").search(text)
    if place and not first_of(text, "npc_papers"):
        return True, text[: place.start()]
    return False, text


def _find_core(plain: str) -> _Core | None:
    for match in pattern("core").finditer(plain):
        counted = pattern("when").sub("", match["between"])
        if len(counted) <= words()["gap"]:
            between = match["between"] + (match["more"] or "")
            return _Core(plain[: match.start()], between, plain[match.end() :])
    return None


def _year_in(text: str) -> int | None:
    """Return the year that any title is about: the last before the topic, else the first behind it."""
    topic = listed("topics").search(text)
    cut = topic.start() if topic else len(text)
    return read_period(text[:cut], text[cut:], "").year


def _without_core(text: str, plain: str) -> TitleReading:
    """Decide a title whose topic and genre do not stand together."""
    topic = listed("topics").search(plain)
    issuer = issuer_of(plain[: topic.start()]) if topic else None
    decision, rule = _judge_loose(text, plain.replace(issuer or "\0", "", 1), has_topic=bool(topic))
    return TitleReading(decision, rule, issuer, year=_year_in(_QUOTES.sub("", text)))


def _judge_loose(text: str, plain: str, *, has_topic: bool) -> tuple[Decision, str]:
    negative = first_of(plain, "refuse") or first_of(plain, "acts")
    if negative:
        return Decision.REFUSE, f"negative:{negative}"
    genre = first_of(plain, "genres")
    if not has_topic and first_of(text, "topics"):
        return _judge_quoted(text, genre=genre)
    if _CUT.search(plain) and (has_topic or _cut_within_topic(plain)):
        return Decision.NEEDS_REVIEW, "cut"
    if has_topic:
        return _judge_topic(plain, genre=genre)
    if genre and first_of(plain, "near_topics"):
        return Decision.NEEDS_REVIEW, "near_topic"
    return Decision.REFUSE, "no_topic"


def _judge_topic(plain: str, *, genre: str | None) -> tuple[Decision, str]:
    other = None if genre else first_of(plain, "refuse_without_genre")
    if other:
        return Decision.REFUSE, f"negative:{other}"
    return Decision.NEEDS_REVIEW, "gap" if genre else "no_genre"


def _judge_quoted(text: str, *, genre: str | None) -> tuple[Decision, str]:
    """Decide a title whose topic stands in 《》: a report named, or any other document (《…实施纲要》)."""
    bare = _QUOTES.sub("", text)
    if genre or _CUT.search(bare) or pattern("core").search(bare):
        return Decision.NEEDS_REVIEW, "quoted"
    return Decision.REFUSE, "quoted_other"


def _cut_within_topic(plain: str) -> bool:
    """Tell whether a shortened title may have lost its topic: it ends in a year or a topic's beginning."""
    return bool(_topic_begun().search(_CUT.sub("", plain)))


@cache
def _topic_begun() -> re.Pattern[str]:
    starts = {topic[:length] for topic in words()["topics"] for length in range(1, len(topic))}
    return re.compile(rf"(?:{YEAR_WORD}|关于|推进|人民政府|{'|'.join(sorted(starts, key=len, reverse=True))})$")


def _with_core(core: _Core, *, speech: bool, url: str | None) -> TitleReading:
    """Decide a title whose topic and genre stand together, by what surrounds them."""
    issuer = issuer_of(core.before)
    plan = pattern("plan").match(core.after)
    after = core.after[plan.end() :] if plan else core.after
    issuer, behind = take_tail_body(issuer, after)
    period = read_period(core.before, core.between, "" if plan else behind, plan_spans=words()["plan_spans"])
    decision, rule = _judge_words(core.before, issuer, behind)
    if decision is not Decision.REFUSE and period.partial:
        decision, rule = Decision.NEEDS_REVIEW, "partial_year"
    elif decision is Decision.ACCEPT and not issuer and period == Period(ReportKind.ANNUAL) and not core.before:
        decision, rule = _judge_bare(url)
    elif decision is Decision.ACCEPT:
        rule = "npc" if speech else "with_plan" if plan else "adjacent"
    kind = ReportKind.NPC_REPORT if speech else period.kind
    return TitleReading(decision, rule, issuer, kind, period.year, period.start, period.end)


def _judge_words(before: str, issuer: str | None, behind: str) -> tuple[Decision, str]:
    """Decide by the words around topic, genre and body (a body's name may hold 规划 or 宣传).

    A word of a look-alike refuses behind the genre, where it says what the page is; before the topic it is only
    a doubt, unless it says what somebody does with a report (听取).
    """
    tail = pattern("tail_year").sub("", behind, count=1)
    tail = "" if pattern("tail").fullmatch(tail) else behind
    outside = before.replace(issuer or "\0", "", 1)
    word = first_of(before, "acts") or first_of(tail, "acts") or first_of(tail, "refuse")
    if word:
        return Decision.REFUSE, f"negative:{word}"
    word = first_of(outside, "refuse") or first_of(outside + "\n" + tail, "review")
    if word:
        return Decision.NEEDS_REVIEW, f"doubtful:{word}"
    if tail:
        return Decision.NEEDS_REVIEW, "cut" if _CUT.search(tail) else "tail"
    if "《》" in before:
        return Decision.NEEDS_REVIEW, "quoted"
    return (Decision.NEEDS_REVIEW, "unknown_words") if unexplained(before) else (Decision.ACCEPT, "adjacent")


def _judge_bare(url: str | None) -> tuple[Decision, str]:
    """Decide a title of topic and genre only: on a folder address it is the column of that name."""
    try:
        path = urlsplit(url).path if url else None
    except ValueError:
        path = None
    if path is not None and re.search(r"(?:^|/)(?:(?:index|list|default)\.\w{2,5})?$", path):
        return Decision.REFUSE, "column"
    return Decision.NEEDS_REVIEW, "bare"


def _is_npc_host(url: str | None) -> bool:
    """Tell whether the address is on a People's Congress host."""
    try:
        host = urlsplit(url).hostname if url else None
    except ValueError:
        return False
    return bool(host and _NPC_HOST.search(host))
