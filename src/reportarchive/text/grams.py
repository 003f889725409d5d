"""Text as the overlapping pairs of its characters: what an index that knows no Chinese words finds everything by.

A run is what stands between white space and sentence signs. `行政复议` becomes `行政 政复 复议 议¦`, the last with the
sign of a run's end, so that each character begins one gram: two characters are a gram, one is what grams begin with,
and more are grams that follow each other. Width and the case of ASCII letters are folded. Measured on 19,010 sections:
words found by a segmenter missed most places of 复议; pairs find all.
"""

from __future__ import annotations

import re

from reportarchive.text.folding import fold

END = "¦"
"""Stands for the end of a run, and before a key (`¦y2024`): no run holds it."""
# Signs that numbers and rates are written with (. % - / ·) belong to runs.
_BREAKS = r"\s，。；：、！？…—“”‘’「」『』《》〈〉（）【】〔〕,;:!?()<>\[\]{}\"'`\\|¦"
_RUN = re.compile(f"[^{_BREAKS}]+")
_LOWER = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def folded(text: str) -> str:
    """Return the text as it is compared: width and ASCII case folded, one character for one."""
    return fold(text).translate(_LOWER)


def runs(text: str) -> list[str]:
    """Return the runs of a text, folded."""
    return _RUN.findall(folded(text))


def grams(text: str) -> list[str]:
    """Return the grams of a text in order, as many as its runs have characters.

    >>> grams("复议，5件")
    ['复议', '议¦', '5件', '件¦']
    """
    found = []
    for run in runs(text):
        found += [run[at : at + 2] for at in range(len(run) - 1)]
        found.append(run[-1] + END)
    return found


def characters(text: str) -> list[str]:
    """Return every character that a run of a text holds, once, sorted.

    >>> characters("复议，复核5件")
    ['5', '件', '复', '核', '议']
    """
    return sorted(set().union(*runs(text)))


def phrase(run: str) -> list[str]:
    """Return the grams that follow each other wherever a run stands; one character is returned alone, as a beginning.

    >>> phrase("行政复"), phrase("复")
    (['行政', '政复'], ['复'])
    """
    return [run[at : at + 2] for at in range(len(run) - 1)] or [run]
