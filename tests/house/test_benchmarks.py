"""The benchmark suite's own forms: goals are judged, pages are written, and every chapter has its figures explained."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from tests.benchmarks.suite.chapters import CHAPTERS
from tests.benchmarks.suite.figures import Chapter, Figure, Goal, Table, goals, shown
from tests.benchmarks.suite.written import Told, lines_of, page

SUITE = Path(__file__).parent.parent / "benchmarks" / "suite"


@pytest.mark.parametrize(
    ("goal", "value", "verdict"),
    [
        (Goal("speed", at_least=3), 3.0, "reached"),
        (Goal("speed", at_least=3), 2.99, "short"),
        (Goal("time", at_most=0.4), 0.4, "reached"),
        (Goal("time", at_most=0.4), 0.41, "short"),
        (Goal("flat", at_least=0.85, at_most=1.15), 1.0, "reached"),
        (Goal("flat", at_least=0.85, at_most=1.15), 1.2, "short"),
        (Goal("flat", at_least=0.85, at_most=1.15), 0.8, "short"),
        (Goal("free"), 0.0, "no goal"),
    ],
)
def test_a_value_is_judged_by_both_bounds(goal, value, verdict):
    assert goal.judged(value) == verdict


def test_the_middle_of_the_rounds_counts_and_their_ends_are_told():
    figure = Figure("any", (9.0, 1.0, 2.0))
    assert (figure.median, figure.spread) == (2.0, "1 to 9")
    assert Figure("any", (2.0,)).spread == "one round"
    assert [shown(value) for value in (0.01234, 2.345, 99.94, 1234.5)] == ["0.0123", "2.35", "99.9", "1,234"]


def test_a_page_tells_what_is_short_and_what_is_not_judged():
    keys = {"judged": "reading.trafilatura", "free": "quantities.jieba"}
    chapter = Chapter(
        "Bytes to reports",
        "As it was done.",
        (Figure(keys["judged"], (2.0, 2.5, 2.25)), Figure(keys["free"], (7.0,))),
        (Table("Two | pages.", ("page", "ms"), (("a|b", "1"),)),),
        (Path("growth.svg"),),
        ("lxml", "no-such-distribution"),
    )
    text = page([Told(chapter, 90.0)])
    goal = goals()[keys["judged"]]
    assert f"| {goal.label} | ≥ 3 times | 2.25 | 2 to 2.5 | short |" in text
    assert f"| {goals()[keys['free']].label} | 7 times | one round |" in text
    assert "| a/b | 1 |" in text  # a cell cannot end its column
    assert "](images/growth.svg)" in text
    assert "no-such-distribution (not installed)" in text
    assert "in 2 minutes" in text
    lines = list(lines_of(Told(chapter, 90.0), goals()))
    assert lines[0] == "Bytes to reports (90 s)"
    assert lines[1].endswith("asked ≥ 3: short")
    assert "asked" not in lines[2]


def test_every_chapter_is_a_module_with_the_one_entry():
    for name in CHAPTERS:
        tree = ast.parse((SUITE / f"{name}.py").read_text("utf-8"))
        (entry,) = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "chapter"]
        assert [argument.arg for argument in entry.args.kwonlyargs] == ["quick"], name


def test_every_goal_is_of_a_chapter_and_can_be_told():
    for key, goal in goals().items():
        assert key.split(".")[0] in CHAPTERS, key
        assert goal.label, key
