"""Text as the overlapping pairs of its characters: what an index that knows no Chinese words finds everything by.

A run is what stands between white space and sentence signs. `行政复议` becomes `行政 政复 复议 议¦`, the last with the
sign of a run's end, so that each character begins one gram: two characters are a gram, one is what grams begin with,
and more are grams that follow each other. Width and the case of ASCII letters are folded. Measured on 19,010 sections:
words found by a segmenter missed most places of 复议; pairs find all.
"""

from __future__ import annotations

import re
from operator import add
from typing import TYPE_CHECKING

from reportarchive.text.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

END = "¦"
"""Stands for the end of a run, and before a key (`¦y2024`): no run holds it."""
# Signs that numbers and rates are written with (. % - / ·) belong to runs.
_BREAKS = r"\s，。；：、！？…—“”‘’「」『』《》〈〉（）【】〔〕,;:!?()<>\[\]{}\"'`\\|¦"
_RUN = re.compile(f"[^{_BREAKS}]+")
_CAPITALS = re.compile(r"[A-Z]+")


def folded(text: str) -> str:
    """Return the text as it is compared: width and ASCII case folded, one character for one."""
    # Capitals are rare here: looking for them takes a tenth of the time of translating every character.
    return _CAPITALS.sub(lambda match: match[0].lower(), fold(text))


def runs(text: str) -> list[str]:
    """Return the runs of a text, folded."""
    return _RUN.findall(folded(text))


def grams(found: Iterable[str]) -> list[str]:
    """Return the grams of runs in order, as many as the runs have characters.

    >>> grams(runs("复议，5件"))
    ['复议', '议¦', '5件', '件¦']
    """
    pairs: list[str] = []
    for run in found:
        pairs += map(add, run, run[1:] + END)
    return pairs


def characters(found: Iterable[str]) -> list[str]:
    """Return every character that runs hold, once, sorted.

    >>> characters(runs("复议，复核5件"))
    ['5', '件', '复', '核', '议']
    """
    return sorted(set("".join(found)))


def phrase(run: str) -> list[str]:
    """Return the grams that follow each other wherever a run stands; one character is returned alone, as a beginning.

    >>> phrase("行政复"), phrase("复")
    (['行政', '政复'], ['复'])
    """
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]
