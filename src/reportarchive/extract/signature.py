"""The lines of a text enter; what the text says of itself leaves: title, document number, issuer, date.

A signature is a body's name on a line of its own with a date behind or below it, at the end of the text or
under the title. Its lines stay in the text.
"""

from __future__ import annotations

import re
from functools import cache

from reportarchive.extract.tables import table
from reportarchive.extract.values import Found
from reportarchive.text.dates import find_dates
from reportarchive.text.folding import fold
from reportarchive.text.titles import Decision, read_title

_HEAD_LINES = 6
_TAIL_LINES = 12
_LONGEST_NAME = 40
_LONGEST_TITLE = 120
_NOT_A_NAME = re.compile(r"[,。;:!?、《》]|^(?:各|附件|联系)")


def read_text(text: str) -> list[Found]:
    """Return the candidates in the text itself, all of origin body."""
    lines = text.split("\n")
    return [*_title(lines), *_doc_no(lines), *_signature(lines)]


def _title(lines: list[str]) -> list[Found]:
    """Return the title that stands in the first lines, alone or broken over up to four of them."""
    parts: list[str] = []
    first = 1 if _is_doc_no(lines[0]) else 0
    for line in lines[first : first + 4]:
        if len(line) > 60 or line.endswith(("。", "：", ":", "；")) or "\t" in line or _is_doc_no(line):
            break
        parts.append(line)
        joined = "".join(parts)
        if len(joined) <= _LONGEST_TITLE and len(joined) >= 8 and _title_end().search(fold(joined)):
            return [Found("title", joined, "body", "first lines")]
    return []


def read_issuer(title: str) -> list[Found]:
    """Return who speaks in the title of a document that is no report; of reports the title's own reader tells more."""
    folded = fold(title)
    for verb in _title_verb().finditer(folded):
        name = title[: verb.start()]
        if _is_name(name):
            is_report = read_title(title).decision is not Decision.REFUSE
            return [] if is_report else [Found("issuer", name, "title", verb[0])]
    return []


def _doc_no(lines: list[str]) -> list[Found]:
    for place, line in enumerate(lines[:_HEAD_LINES]):
        if _is_doc_no(line):
            return [Found("doc_no", line, "body", "first lines"), *_decree(line)]
        following = lines[place + 1] if place + 1 < len(lines) else ""
        if len(line) < 40 and _decree_number().fullmatch("".join(fold(following).split())) and _decree(line):
            return [Found("doc_no", f"{line}{following.strip('()（）')}", "body", "first lines"), *_decree(line)]
    return []


def _decree(line: str) -> list[Found]:
    """Return who gives a decree: the name before 令."""
    match = _decree_head().match(fold(line))
    return [Found("issuer", match[1], "body", "decree")] if match else []


def _is_doc_no(line: str) -> bool:
    return len(line) < 40 and _doc_no_pattern().fullmatch(fold(line).strip("()")) is not None


def _signature(lines: list[str]) -> list[Found]:
    """Return issuer and date of the last signature, else of the one under the title."""
    tail = range(len(lines) - 1, max(-1, len(lines) - 1 - _TAIL_LINES), -1)
    for place in [*tail, *range(min(_HEAD_LINES, len(lines)))]:
        dated = _dated(lines[place])
        if dated is None:
            continue
        iso, name = dated
        above = lines[place - 1] if place else ""
        issuer = name or (above if _is_name(above) else "")
        lone = not issuer and (place >= len(lines) - 3 or place < _HEAD_LINES)
        if issuer or lone:
            found = [Found("written_on", iso, "body", "signature")]
            return [*found, Found("issuer", issuer, "body", "signature")] if issuer else found
    return []


def _dated(line: str) -> tuple[str, str] | None:
    """Return the date a line ends with and the body's name before it, when the line holds nothing else."""
    if len(line) > _LONGEST_NAME + 30:
        return None
    dates = find_dates(line)
    if len(dates) != 1:
        return None
    before, after = line[: dates[0].start].strip("(（"), fold(line[dates[0].end :]).lstrip(")")
    if not _after_date().fullmatch(after) or (before and not _is_name(before)):
        return None
    return dates[0].iso, before


def _is_name(line: str) -> bool:
    folded = fold(line)
    return (
        3 <= len(line) <= _LONGEST_NAME and _NOT_A_NAME.search(folded) is None and _organ().search(folded) is not None
    )


@cache
def _doc_no_pattern() -> re.Pattern[str]:
    return re.compile(table("patterns")["doc_no"])


@cache
def _title_verb() -> re.Pattern[str]:
    return re.compile(table("patterns")["title_issuer"])


@cache
def _decree_head() -> re.Pattern[str]:
    return re.compile(f"{table('patterns')['decree']}(?:{table('patterns')['decree_number']})?$")


@cache
def _decree_number() -> re.Pattern[str]:
    return re.compile(table("patterns")["decree_number"])


@cache
def _organ() -> re.Pattern[str]:
    return re.compile(f"{table('patterns')['organ']}$")


@cache
def _after_date() -> re.Pattern[str]:
    return re.compile(table("patterns")["after_date"])


@cache
def _title_end() -> re.Pattern[str]:
    return re.compile(f"{table('patterns')['title_end']}$")
