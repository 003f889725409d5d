"""The body named before a sentence: found by what ends its name, and the same as by a search at every character."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportarchive.claims.wording import last_body
from reportarchive.claims.words import words_of

ENDS = words_of("wording", "bodies")
NO_BODIES = words_of("wording", "no_bodies")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", ""),
        ("全年办理案件", ""),
        ("市司法局、市公安局交警支队", "交警支队"),
        ("县委员会", ""),  # 委员 is nobody
        ("某局局局", "局"),
        ("a局", "局"),
        ("农业农村局\n", "农村局"),
        ("为中心工作的大局面", ""),
        ("某某司法所法庭", "法庭"),
    ],
)
def test_the_last_body_is_named(words: str, expected: str) -> None:
    assert last_body(words) == expected


@given(st.lists(st.sampled_from([*ENDS, *NO_BODIES, *"市县乡，。 \na1"]), max_size=20).map("".join))
def test_it_is_the_last_of_those_that_a_search_at_every_character_finds(words: str) -> None:
    bare = words
    for word in NO_BODIES:
        bare = bare.replace(word, "")
    found = re.findall(rf"[\u4e00-\u9fff]{{0,2}}(?:{'|'.join(ENDS)})", bare)
    assert last_body(words) == (found[-1] if found else "")
