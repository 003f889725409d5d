"""The command that compares: what changed in a report from one version to another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from reportarchive.cli.files import Shape
from reportarchive.cli.frame import escaped, out, plain, print_table, say

if TYPE_CHECKING:
    from reportarchive.pipeline.answer.diff import Difference

_HEADING = "bold"
_GONE, _CAME = "red", "green"
_WHY = {
    "source": "the page was edited",
    "parser": "the page was read by newer code",
    "correction": "a person corrected it",
}
_HISTORY = ("version_no", "reason", "recorded_from", "published_on", "characters", "sections", "metrics")


def diff(
    report: Annotated[str, typer.Argument(metavar="REPORT", help="A report_id, a URL, or 110107/2023.")],
    before: Annotated[
        int | None, typer.Option("--from", min=1, help="The earlier version; the one before --to if not given.")
    ] = None,
    after: Annotated[
        int | None, typer.Option("--to", min=1, help="The later version; the current one if not given.")
    ] = None,
    shape: Annotated[Shape, typer.Option("--format", help="text to read, json to process.")] = Shape.TEXT,
) -> None:
    """Print what changed in a report between two versions, and why: its sections, its numbers, its sentences."""
    from reportarchive.pipeline.answer.diff import read_difference
    from reportarchive.settings import Settings

    found = read_difference(Settings.load(), report, before=before, after=after)
    if shape is Shape.JSON:
        _print_json(found)
    elif found.before is None:
        _print_title(found)
        say(f"One version only, recorded {found.after['recorded_from']}: nothing has changed.")
    else:
        _print_difference(found)


def _print_json(found: Difference) -> None:
    import dataclasses
    import json

    fields = [dict(zip(("name", "before", "after"), one, strict=True)) for one in found.fields]
    told = dataclasses.asdict(found) | {"fields": fields}
    out.file.write(escaped(json.dumps(told, ensure_ascii=False, indent=1)) + "\n")


def _print_title(found: Difference) -> None:
    out.print(plain(found.after["title"] or found.report_id, style=_HEADING))
    say(found.report_id)
    say()


def _print_difference(found: Difference) -> None:
    _print_title(found)
    versions = [row for row in (found.before, *found.between) if row is not None]
    print_table(_HISTORY, ([row[name] for name in _HISTORY] for row in versions))
    say()
    for row in found.between:
        say(f"Version {row['version_no']}: {_WHY[row['reason']]}, recorded {row['recorded_from']}.")
    _print_fields(found)
    _print_sections(found)
    _print_numbers(found)
    _print_sentences(found)
    if not (found.fields or found.sections or found.metrics or found.sentences):
        say()
        say("In their fields, sections, numbers and sentences they agree.")


def _print_fields(found: Difference) -> None:
    if found.fields:
        _print_heading("Fields")
    for name, was, now in found.fields:
        say(f"  {name}: {was or 'none'} → {now or 'none'}")


def _print_sections(found: Difference) -> None:
    if found.sections:
        _print_heading("Sections")
    for row in found.sections:
        was, now = (_heading_of(row, side) for side in ("before", "after"))
        kind = row["difference"]
        if kind == "removed":
            out.print(plain(f"  - {was}  {row['length_before']} characters", style=_GONE))
        elif kind == "added":
            out.print(plain(f"  + {now}  {row['length_after']} characters", style=_CAME))
        elif kind in ("retitled", "replaced"):
            say(f"  {was} → {now}  {_measures_of(row)}")
        else:
            say(f"  {now}  {_measures_of(row)}")


def _measures_of(row: dict[str, object]) -> str:
    """Return what can be told of a section in a word: how its length and its role changed."""
    length = f"{row['length_before']} → {row['length_after']} characters"
    role = f"{row['role_before']} → {row['role_after']}" if row["role_before"] != row["role_after"] else ""
    return role if row["difference"] == "reclassified" else f"{length}  {role}".rstrip()


def _heading_of(row: dict[str, object], side: str) -> str:
    # A title that a person corrected stands in no heading.
    is_corrected = row["difference"] == "retitled" and row["heading_before"] == row["heading_after"]
    path, heading = row[f"path_{side}"], row[f"{'title' if is_corrected else 'heading'}_{side}"]
    return f"[{path}] {heading}".rstrip()


def _print_numbers(found: Difference) -> None:
    if found.metrics:
        _print_heading("Numbers")
    style = {"added": _CAME, "removed": _GONE, "changed": ""}
    for row in found.metrics:
        out.print(plain(f"  [{row['section_path']}] {row['summary']}", style=style[row["difference"]]))


def _print_sentences(found: Difference) -> None:
    if found.sentences:
        _print_heading("Sentences")
    for one in found.sentences:
        for sentence in one.before:
            out.print(plain(f"  - {sentence}", style=_GONE))
        for sentence in one.after:
            out.print(plain(f"  + {sentence}", style=_CAME))
        say()


def _print_heading(title: str) -> None:
    say()
    out.print(plain(title, style=_HEADING))
