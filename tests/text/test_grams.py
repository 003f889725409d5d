from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportarchive.text.grams import END, folded, grams, phrase, runs

CASES = {
    "行政复议": ["行政", "政复", "复议", "议¦"],
    "复议，5件": ["复议", "议¦", "5件", "件¦"],
    "８.８８％": ["8.", ".8", "88", "8%", "%¦"],
    "ISO 9001": ["is", "so", "o¦", "90", "00", "01", "1¦"],
    "《条例》": ["条例", "例¦"],
    "\n\t ，。": [],
}


@pytest.mark.parametrize("text", CASES)
def test_a_text_becomes_its_grams(text: str) -> None:
    assert grams(runs(text)).split() == CASES[text]


@given(st.text(alphabet="行政复议案件12.%，。 \n《》Aa８％\\'\"¦*", max_size=60), st.integers(0, 60), st.integers(1, 8))
def test_whatever_stands_in_a_run_is_found_by_its_phrase(text: str, start: int, length: int) -> None:
    found = grams(runs(text)).split()
    for run in runs(text):
        part = run[start % len(run) :][:length]
        sought = phrase(part)
        places = range(len(found) - len(sought) + 1)
        if len(part) == 1:
            assert any(gram.startswith(part) for gram in found)
        else:
            assert any(found[at : at + len(sought)] == sought for at in places)


@given(st.text(alphabet="行政复议12，。 ", max_size=40), st.text(alphabet="行政复议12", min_size=2, max_size=5))
def test_what_stands_nowhere_is_found_nowhere(text: str, sought: str) -> None:
    found, wanted = grams(runs(text)).split(), phrase(sought)
    is_found = any(found[at : at + len(wanted)] == wanted for at in range(len(found)))
    assert is_found == (sought in text)


@given(st.text(max_size=80))
def test_no_gram_holds_a_sign_that_a_database_reads(text: str) -> None:
    assert len(folded(text)) == len(text)
    for gram in grams(runs(text)).split():
        assert not set(gram.removesuffix(END)) & set("\"'\\¦ \n\t")
