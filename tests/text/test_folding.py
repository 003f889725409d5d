"""Folding keeps every offset; control characters are shown, not dropped."""

from __future__ import annotations

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportarchive.text.folding import clean_controls, fold


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("２０２３年（第１批）：", "2023年(第1批):"),
        ("ＡＢＣ～！", "ABC~!"),
        ("一\u3000二\u00a0三", "一 二 三"),
        ("①⑴…㈠½㎡ﬁ", "①⑴…㈠½㎡ﬁ"),  # NFKC would change each of these
        ("〔2023〕、。《》“”", "〔2023〕、。《》“”"),
        ("｟￠", "｟￠"),  # just outside the folded range
        ("", ""),
    ],
)
def test_fold(written: str, folded: str) -> None:
    assert fold(written) == folded


@given(st.text())
def test_fold_keeps_the_length_and_is_done_once(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert fold(fold(text)) == fold(text)


def test_wide_forms_and_the_digits_of_every_script_are_folded_and_nothing_else() -> None:
    wide = {0xA0, 0x3000, 0xFE6A, *range(0xFF01, 0xFF5F)}
    folded = {code for code in range(sys.maxunicode + 1) if fold(chr(code)) != chr(code)}
    assert folded == wide | {code for code in range(0x80, sys.maxunicode + 1) if chr(code).isdecimal()}


@pytest.mark.parametrize("code", [0, 1, 0x0C, 0x0D, 0x1F, 0x7F, 0x85, 0x9F, 0xD800, 0xDFFF])
def test_controls_and_surrogates_become_replacements(code: int) -> None:
    assert clean_controls(f"甲{chr(code)}乙") == ("甲\ufffd乙", [1])


@pytest.mark.parametrize("char", ["\u202e", "\u202a", "\u2066", "\u2069", "\u200e", "\u200f", "\u061c"])
def test_bidi_controls_become_replacements(char: str) -> None:
    assert clean_controls(f"甲{char}") == ("甲\ufffd", [1])


@pytest.mark.parametrize("char", ["\t", "\n", " ", "\u3000", "\u200b", "\ufffd", "😀", "\ue000"])
def test_other_characters_stay(char: str) -> None:
    assert clean_controls(f"甲{char}乙") == (f"甲{char}乙", [])


@given(st.text(st.characters()))
def test_clean_controls_keeps_the_length_and_names_each_place(text: str) -> None:
    clean, places = clean_controls(text)
    assert len(clean) == len(text)
    assert [at for at, (old, new) in enumerate(zip(text, clean, strict=True)) if old != new] == places
