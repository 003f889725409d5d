"""A place, a year and a seed -> the lines of an invented report: its parts, several sections, many numbers."""

from __future__ import annotations

import random
from html import escape
from typing import TYPE_CHECKING

from tests.zoo.sites import read_data

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MARKS = "一二三四五六七八九十"
NAMES = ("issuer", "name", "year", "next")


def report_lines(*, issuer: str, name: str, year: int, seed: str) -> tuple[str, ...]:
    """Return the lines of a report; the same seed gives the same words and numbers."""
    words = dict(zip(NAMES, (issuer, name, str(year), str(year + 1)), strict=True))
    return tuple(line.format(**words) for line in _lines(random.Random(seed)))


def _lines(chance: random.Random) -> Iterator[str]:
    """Yield lines in which the place and the years are still to be filled in."""
    prose = read_data("prose.toml")
    yield chance.choice(prose["preamble"])
    measures = chance.sample(prose["measure"], len(prose["measure"]))
    by_topic = chance.random() < 0.25  # a quarter has no part of measures: its topics are the parts
    if not by_topic:
        yield f"一、{chance.choice(prose['measures_titles'])}"
    for position, measure in enumerate(measures):
        numbers = [str(chance.randint(*bounds)) for bounds in measure["draw"]]
        yield (f"{MARKS[position]}、" if by_topic else f"（{MARKS[position]}）") + measure["title"]
        yield _numbered(measure["text"], numbers)
    first = len(measures) if by_topic else 1
    for part, kind in enumerate(("shortcomings", "leadership", "plan"), start=first):
        yield f"{MARKS[part]}、{chance.choice(prose[f'{kind}_titles'])}"
        yield _numbered(chance.choice(prose[kind]), [str(chance.randint(5, 9)), str(chance.randint(2, 4))])


def _numbered(text: str, numbers: Sequence[str]) -> str:
    """Fill in the numbers of a sentence; names of places and years stay to be filled in."""
    return text.format(*numbers, **{name: f"{{{name}}}" for name in NAMES})


def body_html(lines: Sequence[str], layout: str) -> str:
    """Return the lines as HTML: `p` (paragraphs), `br` (one block), `span` (a word processor's nested spans)."""
    if layout == "br":
        return "<br>\n".join(f"&nbsp;&nbsp;&nbsp;&nbsp;{escape(line)}" for line in lines)
    if layout == "span":
        return "\n".join(
            f'<p class="MsoNormal"><span style="font-family:仿宋"><span>　　{escape(line[:7])}</span>'
            f"{escape(line[7:])}</span></p>"
            for line in lines
        )
    return "\n".join(f'<p style="text-indent:2em">{escape(line)}</p>' for line in lines)
