"""The section tree: headings and the nodes between them, together owning the whole text.

Enters: tidy text. Leaves: sections in text order with paths, roles and extents. Preamble, closing and annex
are nodes without heading. Own texts in order are the text: each node owns from its start to its first child.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from reportarchive.model import Issue, IssueCode, Role, Section, Severity
from reportarchive.outline.headings import Heading, find_headings
from reportarchive.outline.lines import is_date_line, is_organ_line
from reportarchive.outline.roles import role_of, settle
from reportarchive.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

_ANNEX_LINE = re.compile(r"附[ ]*(?:件|表|录)?(?:[ ]*[:1一]|[ ]*$)|名词解释|有关用语说明")
_REMARK_LINE = re.compile(r"\((?:此件|联系人|公开方式).*\)|(?:联系人|联系电话|抄送|公开方式)[ ]*[:].*")


@dataclass(frozen=True, slots=True)
class Outline:
    """The sections of one text and what was odd about their numbering."""

    sections: tuple[Section, ...]
    issues: tuple[Issue, ...]


def read_outline(text: str, *, year: int | None = None) -> Outline:
    """Return the section tree of a tidy text; `year` is the year reported on, if known.

    Invariant: the own texts of the sections in order are the text, spans nest and never overlap.
    """
    if not text:
        return Outline((), ())
    tail, annex = _tail(text)
    headings, issues = find_headings(text[:tail])
    if not headings:
        message = "no heading found; the whole text is one section"
        issues.append(Issue(IssueCode.OUTLINE_NO_HEADING, Severity.WARNING, message))
    top_roles = settle([role_of(fold(one.title), year=year) for one in headings if one.level == 1])
    sections = [*_body(headings, top_roles, tail)]
    top = sum(one.level == 1 for one in headings)
    bounds = [(tail, annex, Role.CLOSING), (annex, len(text), Role.ANNEX)]
    for start, end, role in bounds:
        if start < end:
            top += 1
            sections.append(Section((top,), "", 1, "", role, start, start, end))
    first = headings[0].start if headings else tail
    if first > 0:
        role = Role.PREAMBLE if headings else Role.TOPIC
        sections.insert(0, Section((0,), "", 1, "", role, 0, 0, first))
    return Outline(tuple(sections), tuple(issues))


def _body(headings: Sequence[Heading], top_roles: Sequence[Role], tail: int) -> list[Section]:
    """Turn headings into sections: each ends where the next of its level or above starts."""
    sections: list[Section] = []
    path: list[int] = []
    for heading, end in zip(headings, _ends(headings, tail), strict=True):
        # A heading deeper than one below its parent cannot occur: levels are depths of open marks.
        path[heading.level - 1 :] = [path[heading.level - 1] + 1 if len(path) >= heading.level else 1]
        sections.append(
            Section(
                tuple(path), heading.mark, heading.level, heading.title, top_roles[path[0] - 1],
                heading.start, heading.heading_end, end,
            )
        )  # fmt: skip
    return sections


def _ends(headings: Sequence[Heading], tail: int) -> list[int]:
    """Return where each heading's section ends: at the next heading of its level or above, or at the tail."""
    ends = [tail] * len(headings)
    open_ones: list[int] = []
    for position, heading in enumerate(headings):
        while open_ones and headings[open_ones[-1]].level >= heading.level:
            ends[open_ones.pop()] = heading.start
        open_ones.append(position)
    return ends


def _tail(text: str) -> tuple[int, int]:
    """Return where the closing lines (signature, date, remarks) and the annex start; the length if absent.

    Only whole lines at the end count. An annex is looked for in the last half, so that a table of contents
    naming it is not taken for it.
    """
    lines = text.split("\n")
    starts = list(accumulate((len(line) + 1 for line in lines[:-1]), initial=0))
    annex = next(
        (
            start
            for start, line in zip(starts, lines, strict=True)
            if start > len(text) // 2 and len(line) <= 60 and _ANNEX_LINE.match(fold(line))
        ),
        len(text),
    )
    closing = annex
    for start, line in reversed([*zip(starts, lines, strict=True)]):
        if start >= annex:
            continue
        if not (is_date_line(line) or is_organ_line(line) or _REMARK_LINE.fullmatch(fold(line))) or start == 0:
            break
        closing = start
    return closing, annex
