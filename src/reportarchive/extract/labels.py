"""Lines of a page enter, the metadata written on them with labels leave.

Reads info lines (`日期:2025-03-28 10:00    来源:…人民政府`, fields glued or empty, labels with blanks in
them) and key tables (索 引 号 | … | 成文日期 | …, labels beside or above their values). A date without a label
is no metadata: clocks, lists of other articles and comments are full of dates.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from reportarchive.extract.tables import table
from reportarchive.extract.values import Found
from reportarchive.extract.whitespace import join_white
from reportarchive.text.dates import find_dates, read_date
from reportarchive.text.folding import fold

_NAMES = frozenset({"publisher", "issuer", "organ"})
DATE_FIELDS = frozenset({"published_on", "updated_on", "written_on"})
_LONGEST_LINE = 1000
_EDGES = " \t|:;,，；|/\\()（）【】[]　"
_NEEDED = re.compile(r"[:：]|\d{4}")  # a label ends with a colon, or its date follows it
_TIME = re.compile(r"\d{1,2}(?::\d{2}(?::\d{2})?|时\d{1,2}分)")
_NO_NAME = re.compile(r"[,。、;!?《》()（），]")
_OWN_LABEL = re.compile(r"(\w{1,12})\s*:\s*$")


@dataclass(frozen=True, slots=True)
class Labelled:
    """A label with its value on the page; `value` is "" for an empty field, `label` without blanks."""

    field: str
    label: str
    value: str
    in_table: bool = False


def read_line(line: str) -> tuple[list[Labelled], str]:
    """Return the labelled values of one info line in order, and what stands before the first label."""
    if len(line) > _LONGEST_LINE or _NEEDED.search(line) is None:
        return [], line
    folded = fold(line)
    matches = list(_pattern().finditer(folded))
    if not matches:
        return [], line
    ends = [match.start() for match in matches[1:]] + [len(line)]
    read = []
    for match, end in zip(matches, ends, strict=True):
        label = "".join(match[1].split())
        field = _fields()[label]
        read.append(Labelled(field, label, _value(field, line[match.end() : end])))
    return read, line[: matches[0].start()]


def read_row(row: str) -> list[Labelled]:
    """Return the labelled values of one table row: each label in a cell of its own, its value in the next."""
    cells = row.split("\t")
    read: list[Labelled] = []
    for place, cell in enumerate(cells):
        label = _label_of(cell)
        if label is None:
            inner, before = read_line(cell)
            if not before.strip(_EDGES):
                read.extend(Labelled(one.field, one.label, one.value, in_table=True) for one in inner)
            continue
        value = cells[place + 1] if place + 1 < len(cells) and _label_of(cells[place + 1]) is None else ""
        field = _fields()[label]
        read.append(Labelled(field, label, _value(field, value), in_table=True))
    return read


def read_lines(lines: list[str]) -> list[Labelled]:
    """Return all labelled values of lines and table rows, in order."""
    read: list[Labelled] = []
    for place, line in enumerate(lines):
        following = lines[place + 1] if place + 1 < len(lines) else ""
        if "\t" in line:
            header = _header_row(line, following)
            read.extend(header or read_row(line))
            continue
        own = read_line(line)[0]
        if own and not own[-1].value and own[-1].field in DATE_FIELDS:
            value = _value(own[-1].field, following)  # a label in one block, its date in the next
            own[-1] = Labelled(own[-1].field, own[-1].label, value)
        read.extend(own)
    return read


def is_info_line(line: str) -> bool:
    """Return whether a line at the head of a body is nothing but metadata: labels, a date with its time."""
    if "\t" in line:
        cells = [cell for cell in line.split("\t") if cell]
        labels = sum(_label_of(cell) is not None for cell in cells)
        return labels > 0 and labels * 2 >= len(cells)
    read, before = read_line(line)
    if not read:
        return len(line) < 60 and ((_TIME.search(line) is not None and _is_moment(line)) or _is_dateline(line))
    telling = [one for one in read if one.field != "other"]
    is_whole = not before.strip(_EDGES) or _is_moment(before)
    return is_whole and (bool(telling) or len(read) > 1) and len(line) < 300


def is_date_of_other(line: str, start: int) -> bool:
    """Return whether the date at `start` of a line has a label of its own that is none of publication."""
    label = _OWN_LABEL.search(fold(line[:start]))
    if label is None:
        return False
    known = [(name, field) for name, field in _fields().items() if label[1].endswith(name)]
    if not known:
        return True
    name, field = max(known, key=lambda one: len(one[0]))
    # An empty field stands before the date (来源： 2024-03-01); 生效日期 and the like are no such fields.
    return field in ("written_on", "updated_on") or (field == "other" and name.endswith(("日期", "时间")))


def candidates(before: list[str], after: list[str]) -> list[Found]:
    """Return the candidates of a page's lines before and behind its body, the nearest first.

    Per field the nearest label counts, and all that stand in key tables.
    """
    near = list(reversed(read_lines(before))) + read_lines(after)
    found: list[Found] = []
    taken: set[str] = set()
    for one in near:
        if one.field == "other" or not one.value or (one.field in taken and not one.in_table):
            continue
        taken.add(one.field)
        origin = "update" if one.field == "updated_on" else "label"
        field = "published_on" if one.field == "updated_on" else one.field
        found.append(Found(field, one.value, origin, one.label))
    return found


def _is_moment(text: str) -> bool:
    """Return whether a text is one date, with or without its time, and nothing else."""
    dates = find_dates(text)
    if len(dates) != 1:
        return False
    rest = text[: dates[0].start] + _TIME.sub("", fold(text[dates[0].end :]))
    return not rest.strip(_EDGES)


def _is_dateline(line: str) -> bool:
    """Return whether a line is a date and behind it the name of who publishes, as under a headline."""
    dates = find_dates(line)
    if len(dates) != 1 or line[: dates[0].start].strip():
        return False
    name = _TIME.sub("", line[dates[0].end :]).strip(_EDGES)
    return 2 <= len(name) <= 20 and _NO_NAME.search(name) is None and not name.startswith(("印发", "发布", "起"))


def _header_row(row: str, following: str) -> list[Labelled]:
    """Return the values of a table whose labels stand above them, or nothing when this is not one."""
    labels = [_label_of(cell) for cell in row.rstrip("\t").split("\t")]
    values = following.rstrip("\t").split("\t")
    if len(labels) < 3 or None in labels or len(values) > len(labels) or "\t" not in following:
        return []
    if any(_label_of(value) for value in values):
        return []
    pairs = zip(labels, values, strict=False)
    return [
        Labelled(_fields()[label], label, _value(_fields()[label], value), in_table=True)
        for label, value in pairs
        if label
    ]


def _value(field: str, written: str) -> str:
    rules = table("labels")["values"]
    if field in DATE_FIELDS:
        head = written[:40]
        return read_date(head) or ""
    cut = _ends().search(written)
    written = written[: cut.start()] if cut else written
    if field in _NAMES:
        dates = find_dates(written)  # 来源：某报 2024-03-01
        written = written[: dates[0].start] if dates else written
    value = join_white(written).strip(_EDGES_OF_VALUES)
    silent = value.casefold() in rules["empty"] or len(value) > (rules["longest"] if field != "title" else 200)
    return "" if silent else value


_EDGES_OF_VALUES = " \t|:;：；,，"


def _label_of(cell: str) -> str | None:
    """Return the label that a cell consists of, without blanks and colon, or None."""
    if len(cell) > 20:
        return None
    label = "".join(fold(cell).split()).strip(":|[]【】")
    return label if label in _fields() else None


@cache
def _fields() -> dict[str, str]:
    tables = table("labels")
    return {**tables["long"], **tables["short"]}


@cache
def _pattern() -> re.Pattern[str]:
    """Return the pattern of a label: longer ones first, a blank allowed between its characters."""
    tables = table("labels")
    long = "|".join(" ?".join(map(re.escape, label)) for label in sorted(tables["long"], key=len, reverse=True))
    short = "|".join(" ?".join(map(re.escape, label)) for label in sorted(tables["short"], key=len, reverse=True))
    return re.compile(rf"((?:{long})|(?<![^\W_])(?:{short}))\s*(?::|(?=\s*\d{{4}}[-/.年]))")


@cache
def _ends() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, table("labels")["values"]["ends"])))
