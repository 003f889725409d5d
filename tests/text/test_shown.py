"""What is shown hides nothing, and numbers are grouped and say no more than they hold."""

from __future__ import annotations

import doctest

import pytest

from reportarchive.text import shown
from reportarchive.text.shown import grouped, short, visible


@pytest.mark.parametrize(
    "char", ["\x00", "\x1b", "\x9b", "\u061c", "\u200b", "\u202e", "\u2066", "\ufeff", "\ud800", "\uffff"]
)
def test_what_hides_or_turns_others_is_seen(char: str):
    assert visible(f"石{char}渡") == "石\ufffd渡"


@pytest.mark.parametrize("text", ["石渡区\t12件\r\n", "𠮷野", "\u202f", "①", ""])
def test_what_is_seen_stays(text: str):
    assert visible(text) == text


def test_numbers_are_grouped_and_say_no_more_than_they_hold():
    assert grouped("1234567.25") == "1\u202f234\u202f567.25"
    assert grouped(999) == "999"
    assert short(0.1 + 0.2) == "0.3"
    assert short(1360000.0) == "1\u202f360\u202f000"
    assert short(-1234.5) == "-1\u202f234.5"


def test_the_examples_hold():
    assert doctest.testmod(shown).failed == 0
