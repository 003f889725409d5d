"""Texts made to blow an expression up, and how much longer ten times as much of them takes: 10 is linear."""

from __future__ import annotations

import time

from reportarchive import parse_text

TEXTS = {
    "digits": "1",
    "一": "一",
    "brackets": "（",
    "opening quotes": "《",
    "no full stop": "全年办理行政复议案件120件，同比增长12.5%，",
    "list of numbers": "1、",
    "headings": "一、工作\n",
    "headings in one line": "（一）做好。",
    "spaced list": "12、3和",
    "blanks between digits": "1 ",
    "parts": "其中1件，",
    "sentences": "办理案件5件；\n",
}


def growth(piece: str, characters: int) -> tuple[float, float]:
    """Return the seconds that so many characters of a repeated piece take, and those that ten times as many do."""
    return _seconds(piece, characters), _seconds(piece, 10 * characters)


def _seconds(piece: str, characters: int) -> float:
    text = piece * (characters // len(piece))
    clock = time.process_time()
    parse_text(text)
    return time.process_time() - clock
