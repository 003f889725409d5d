"""What changed in a report between two of its versions: its fields, sections, numbers and sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import TYPE_CHECKING, Any

from reportarchive.archive import Archive
from reportarchive.errors import UnknownName, UsageError
from reportarchive.query import Reader, compare_versions, read_version, read_versions

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportarchive.settings import Settings

SENTENCE = re.compile(r"[^。；！？\n]+[。；！？]*|[。；！？]+")
FIELDS = ("title", "published_on", "written_on", "doc_no", "index_no", "publisher")

MANY = 3_000
"""Sentences after which those said over and over are compared by their place alone, lest a comparison never end."""

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Rewording:
    """Sentences that gave way to others in the same place; one side is empty where something was only added or cut."""

    before: tuple[str, ...]
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two versions of a report and all that differs; `before` is None for a report that has one version only.

    `between` are the rows of `version_history` that lead from one to the other, the later one included; `fields` are
    (name, before, after); sections and numbers are rows of `section_diff` and `metric_diff`.
    """

    report_id: str
    before: Row | None
    after: Row
    between: list[Row] = field(default_factory=list)
    fields: list[tuple[str, str | None, str | None]] = field(default_factory=list)
    sections: list[Row] = field(default_factory=list)
    metrics: list[Row] = field(default_factory=list)
    sentences: list[Rewording] = field(default_factory=list)


def read_difference(settings: Settings, key: str, *, before: int | None = None, after: int | None = None) -> Difference:
    """Return what differs between two versions of a report: the current one and the one before, unless numbers say.

    Raises:
        UnknownName: no such report, or no such version of it.
        UsageError: the earlier version is not earlier.
        ArchiveError: there is no archive, or it cannot be read.
    """
    with Archive.open(settings.archive_url) as archive:
        report_id = archive.find_report(key)
    with Reader.open(settings.archive_url) as reader:
        return difference_of(reader, report_id, before=before, after=after)


def difference_of(reader: Reader, report_id: str, *, before: int | None = None, after: int | None = None) -> Difference:
    """Return what differs between two versions of the report of this report_id.

    Raises:
        UnknownName: no such version of it.
        UsageError: the earlier version is not earlier.
    """
    versions = read_versions(reader, report_id)
    if len(versions) == 1 and before is None and after is None:
        return Difference(report_id, None, versions[0])
    late = _version(versions, versions[-1]["version_no"] if after is None else after)
    if before is None and late["version_no"] == 1:
        raise UsageError(f"version 1 of {report_id} is the first; name a later one with --to")
    early = _version(versions, late["version_no"] - 1 if before is None else before)
    pair = {"before": early["version_no"], "after": late["version_no"]}
    if pair["before"] >= pair["after"]:
        raise UsageError("version {before} is not before version {after}; --from is the earlier".format(**pair))
    was, now = (read_version(reader, one["version_id"]) for one in (early, late))
    return Difference(
        report_id,
        early,
        late,
        [one for one in versions if pair["before"] < one["version_no"] <= pair["after"]],
        [(name, was[name], now[name]) for name in FIELDS if was[name] != now[name]],
        compare_versions(reader, "section_diff", report_id, **pair),
        compare_versions(reader, "metric_diff", report_id, **pair),
        rewordings(was["text"], now["text"]),
    )


def rewordings(before: str, after: str) -> list[Rewording]:
    """Return the sentences that differ, in text order; white space around them does not count."""
    old, new = sentences(before), sentences(after)
    steps = SequenceMatcher(None, old, new, autojunk=len(new) > MANY).get_opcodes()
    return [Rewording(old[a:b], new[c:d]) for step, a, b, c, d in steps if step != "equal"]


def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text: each ends with 。；！？ or with its line."""
    return tuple(stripped for found in SENTENCE.findall(text) if (stripped := found.strip()))


def _version(versions: Sequence[Row], number: int) -> Row:
    for one in versions:
        if one["version_no"] == number:
            return one
    held = ", ".join(str(one["version_no"]) for one in versions)
    raise UnknownName(f"report {versions[0]['report_id']} has no version {number}; it has {held}")
