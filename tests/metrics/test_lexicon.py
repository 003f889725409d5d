"""Where to add: a word in a data file is enough, and none of them is there in vain."""

from __future__ import annotations

import tomllib

from tests.tables import for_each

from reportarchive.metrics import measure
from reportarchive.metrics.lexicon import DATA, WORDS
from reportarchive.model import Bound, Change

UNITS = tomllib.loads((DATA / "units.toml").read_text("utf-8"))
PLAIN = [
    unit for name, table in UNITS.items() if name not in {"with_ge", "not_before"} for unit in table["words"].split()
]
WITH_GE = [f"个{unit}" for unit in UNITS["with_ge"]["words"].split()]
BOUNDS = ("over", "under", "about")
BOUND_WORDS = [
    (place, bound, word) for place in ("before", "after") for bound in BOUNDS for word in WORDS[place][bound]
]
CHANGE_WORDS = [
    (change, kind, word) for change in Change for kind in ("verbs", "nouns") for word in WORDS["change"][change][kind]
]


@for_each(PLAIN + WITH_GE)
def test_each_unit_is_read_behind_a_numeral(unit: str) -> None:
    (metric,) = measure(f"共有128{unit}。").metrics
    assert (metric.surface, metric.value, metric.unit, metric.bound) == (f"128{unit}", "128", unit, Bound.EXACT)


@for_each((unit, tail) for unit, tails in UNITS["not_before"].items() for tail in tails)
def test_no_unit_is_read_out_of_another_word(unit: str, tail: str) -> None:
    assert unit not in {metric.unit for metric in measure(f"共有128{unit}{tail}。").metrics}


def test_guards_are_of_units_that_there_are() -> None:
    assert set(UNITS["not_before"]) <= set(PLAIN)
    assert set(WORDS["not_behind"]) <= {word[0] for bound in BOUNDS for word in WORDS["before"][bound]}


@for_each(BOUND_WORDS)
def test_each_bound_word_binds(place: str, bound: str, word: str) -> None:
    text = f"共计{word}128件。" if place == "before" else f"共计128件{word}。"
    (metric,) = measure(text).metrics
    assert (metric.surface, metric.bound) == ("128件", Bound(bound))


@for_each(WORDS["not_behind"].items())
def test_no_bound_word_is_read_out_of_another_word(first: str, tails: str) -> None:
    for character in tails:
        (metric,) = measure(f"本区{character}{first}128件。").metrics
        assert metric.bound is Bound.EXACT, f"{character}{first}"


@for_each(CHANGE_WORDS)
def test_each_change_word_gives_the_direction(change: Change, kind: str, word: str) -> None:
    (metric,) = measure(f"数量{word}128件。").metrics
    assert metric.change is change


@for_each((word, level) for change in Change for word in WORDS["change"][change]["verbs"] for level in "到至")
def test_no_change_word_gives_a_direction_before_a_level(verb: str, level: str) -> None:
    (metric,) = measure(f"数量{verb}{level}128件。").metrics
    assert metric.change is None


@for_each((kind, word) for kind in ("verbs", "nouns") for word in WORDS["change"]["between"][kind])
def test_each_word_between_keeps_the_direction(kind: str, word: str) -> None:
    lead = "增长" if kind == "verbs" else "增幅"
    (metric,) = measure(f"数量{lead}{word}128件。").metrics
    assert metric.change is Change.UP


@for_each(WORDS["lone"]["before"])
def test_each_word_before_a_lone_digit_makes_it_a_quantity(word: str) -> None:
    (metric,) = measure(f"本区{word}三年。").metrics
    assert (metric.surface, metric.value) == ("三年", "3")


def test_no_word_list_says_a_thing_twice() -> None:
    lists = [
        PLAIN,
        UNITS["with_ge"]["words"].split(),
        WORDS["slogans"]["words"],
        WORDS["hotlines"]["numbers"],
        WORDS["words"]["words"],
    ]
    assert [[word for word in set(words) if words.count(word) > 1] for words in lists] == [[], [], [], [], []]
