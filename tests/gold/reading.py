"""Gold files to cases: TOML written by hand (surfaces in text order), or JSON with offsets into the squeezed text."""

from __future__ import annotations

import json
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reportarchive.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterator

OWN = Path(__file__).parent
SHARED = Path(__file__).resolve().parents[3] / "shared" / "gold"


@dataclass(frozen=True)
class Wanted:
    """One quantity as a person read it; offsets are into the text without white space."""

    start: int
    end: int
    surface: str
    value: str
    upper: str | None
    unit: str
    bound: str
    change: str | None
    codes: frozenset[str | None] | None  # the codes that are right (None: no code); None when not annotated
    target: bool | None


@dataclass(frozen=True)
class Case:
    """One annotated text; `None` where a kind was not annotated."""

    id: str
    text: str
    quantities: tuple[Wanted, ...] | None
    optional: tuple[tuple[int, int], ...] = ()
    reasons: tuple[tuple[int, int, str], ...] = ()
    headings: tuple[dict[str, Any], ...] | None = None
    citations: tuple[str, ...] | None = None
    year: int | None = None  # the year reported on, where the text does not say it


def gold_files() -> list[Path]:
    """Return the gold files there are, our own first."""
    return [*sorted(OWN.glob("*-gold.toml")), *sorted(SHARED.glob("*.json"))]


def read_gold(path: Path) -> list[Case]:
    """Return the cases of one gold file.

    Raises:
        ValueError: a surface does not stand in its text in the order given, or that of a numeral not once.
    """
    if path.suffix == ".toml":
        return [_from_toml(case) for case in tomllib.loads(path.read_text("utf-8"))["case"]]
    loaded = json.loads(path.read_text("utf-8"))
    return [_from_json(item, path) for item in (loaded if isinstance(loaded, list) else [loaded])]


def squeeze(text: str) -> tuple[str, list[int]]:
    """Return the folded text without white space and, per old offset, the new one."""
    kept: list[str] = []
    where: list[int] = []
    for char in fold(text):
        where.append(len(kept))
        if not char.isspace():
            kept.append(char)
    return "".join(kept), [*where, len(kept)]


def _from_toml(case: dict[str, Any]) -> Case:
    text = squeeze(case["text"])[0]
    quantities = []
    position = 0
    for one in case.get("quantities", []):
        surface = squeeze(one["surface"])[0]
        start = text.find(surface, position)
        if start < 0:
            raise ValueError(f"{case['id']}: {one['surface']} does not stand in the text, or not in this order")
        position = start + len(surface)
        codes = frozenset({one.get("indicator")} | ({one["also"]} if "also" in one else set()))
        quantities.append(
            Wanted(
                start, position, one["surface"], one["value"], one.get("upper"), one["unit"], one.get("bound", "exact"),
                one.get("change"), codes, one.get("target", False),
            )
        )  # fmt: skip
    reasons = []
    for one in case.get("numerals", []):
        surface = squeeze(one["surface"])[0]
        at = text.find(surface)
        if text.count(surface) != 1:
            raise ValueError(f"{case['id']}: {one['surface']} does not stand in the text once")
        reasons.append((at, at + len(surface), one["reason"]))
    headings = tuple(_headings(case, text)) if "headings" in case else None
    asked = tuple(quantities) if "quantities" in case else None
    return Case(case["id"], case["text"], asked, (), tuple(reasons), headings, year=case.get("year"))


def _headings(case: dict[str, Any], text: str) -> Iterator[dict[str, Any]]:
    """Yield the headings of a case, written as `level|mark|title|role` in text order."""
    position = 0
    for line in case["headings"]:
        level, mark, title, role = line.split("|")
        written = squeeze(mark + title)[0]
        start = text.find(written, position)
        if start < 0:
            raise ValueError(f"{case['id']}: the heading {line} does not stand in the text, or not in this order")
        position = start + len(written)
        yield {"start": start, "level": int(level), "mark": mark, "title": title, "role": role}


def _from_json(item: dict[str, Any], path: Path) -> Case:
    text = item["text"] if "text" in item else (path.parent / item["text_file"]).read_text("utf-8")
    quantities = tuple(
        Wanted(
            one["start"], one["end"], one["surface"], one["value"], one.get("upper"), one["unit"], one["bound"],
            one.get("change"), _codes(one) if "indicator" in one else None, None,
        )
        for one in item["quantities"]
    )  # fmt: skip
    return Case(
        item["id"],
        text,
        quantities,
        tuple((one["start"], one["end"]) for one in item.get("optional", [])),
        (),
        tuple(item["sections"]) if "sections" in item else None,
        tuple(one["title"] for one in item["citations"]) if "citations" in item else None,
    )


def _codes(one: dict[str, Any]) -> frozenset[str | None]:
    return frozenset({one["indicator"], *one.get("ambiguous", []), *([one["also"]] if "also" in one else [])})
