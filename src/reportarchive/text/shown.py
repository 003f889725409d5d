"""What a person is shown: text in which nothing hides or turns other characters, numbers in groups of three.

>>> visible("\N{RIGHT-TO-LEFT OVERRIDE}12件")
'\N{REPLACEMENT CHARACTER}12件'
>>> short(1234.5)
'1\N{NARROW NO-BREAK SPACE}234.5'
"""

from __future__ import annotations

import re

UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"  # controls but tab and line ends
    r"\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"  # what turns direction or has no width
    r"\ud800-\udfff\ufffe\uffff]"  # half a character, and what is none
)
GROUPED = re.compile(r"(?<=\d)(?=(?:\d{3})+(?!\d))")


def visible(text: str) -> str:
    """Return the text with every character that hides or turns others as U+FFFD, one for one."""
    return UNSEEN.sub("\N{REPLACEMENT CHARACTER}", text)


def grouped(value: object) -> str:
    """Return a number with a blank between thousands, which both tongues read."""
    whole, point, rest = str(value).partition(".")
    return GROUPED.sub("\N{NARROW NO-BREAK SPACE}", whole) + point + rest


def short(value: float) -> str:
    """Return a number in at most six digits behind the point, without those that say nothing."""
    return grouped(f"{value:.6f}".rstrip("0").rstrip("."))
