"""The cue file: every line is of use, and a slip in it is told with its code."""

from __future__ import annotations

import re
import tomllib
from collections import Counter

import pytest
from tests.tables import for_each

from reportarchive.indicators import load_indicators
from reportarchive.metrics import measure
from reportarchive.metrics.cues import _line, load_cues
from reportarchive.metrics.lexicon import DATA

TABLE = tomllib.loads((DATA / "cues.toml").read_text("utf-8"))
LINES = [(code, line) for code, lines in TABLE["cues"].items() for line in lines.split("\n") if line.strip()]


def test_every_code_has_cues() -> None:
    assert set(load_indicators()) == set(TABLE["cues"])


def test_no_line_stands_twice_and_every_group_is_used() -> None:
    assert [line for line, count in Counter(LINES).items() if count > 1] == []
    used = {name for _, line in LINES for name in re.findall(r"\{(.*?)\}", line)}
    assert used == set(TABLE["groups"])


@for_each(LINES)
def test_no_term_says_a_word_twice(code: str, line: str) -> None:
    parsed = _line(code, line, TABLE["groups"])
    for words in (*(term.split("|") for term in parsed.terms), parsed.without, parsed.unless):
        assert [word for word, count in Counter(words).items() if count > 1] == [], line


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{无此} 受理", "audit.projects: there is no group '无此'"),
        ("受理||办结", "audit.projects: a term without a word"),
        ("-受理 @件", "audit.projects: a term without a word"),
        ("受理 办结|", "audit.projects: a term without a word"),
    ],
)
def test_a_slip_is_told_with_its_code(line: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        _line("audit.projects", line, TABLE["groups"])


def test_units_are_compared_without_their_classifier() -> None:
    assert _line("audit.projects", "审计 @个工作日|个", {}).units == {"工作日", "个"}


def test_a_line_that_begins_with_a_star_holds_for_the_phrases_of_the_list_too() -> None:
    assert "服务大厅" not in TABLE["groups"]["热线"]
    (metric,) = measure("窗口群众满意率98%。").metrics
    assert metric.indicator == "services.satisfaction_rate"
    (metric,) = measure("信访群众满意率98%。").metrics
    assert metric.indicator is None


def test_companions_and_bodies_name_codes_of_the_list() -> None:
    cues = load_cues()
    assert {*cues.companions, *cues.companions.values(), *cues.of_bodies} <= set(load_indicators())


def test_the_automaton_finds_every_word_where_it_stands() -> None:
    found = {(last, word.length) for last, word in load_cues().words_in("行政复议案件", 0, 6)}
    assert (3, 4) in found
    assert (3, 2) in found


def test_words_of_a_span_stand_at_their_characters_behind_those_of_four_bytes() -> None:
    text = "复议。𠮷\ud842行政复议案件"
    found = {(last, word.length) for last, word in load_cues().words_in(text, 3, len(text))}
    assert (8, 4) in found
    assert (8, 2) in found
    assert min(last for last, _ in found) > 4


def test_every_unit_of_a_cue_is_a_unit() -> None:
    tables = tomllib.loads((DATA / "units.toml").read_text("utf-8"))
    units = {unit for name, table in tables.items() if name != "not_before" for unit in table["words"].split()}
    named = {unit for code, line in LINES for unit in _line(code, line, TABLE["groups"]).units or ()}
    assert named <= units | {"比例"}
