"""Where to add: a word in a data file is enough, and none of them is there in vain."""

from __future__ import annotations

import tomllib

from tests.tables import for_each

from reportarchive.metrics import measure
from reportarchive.metrics.lexicon import DATA, WORDS
from reportarchive.model import Bound, Change, Reason

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


@for_each(WORDS["bare"]["before"])
def test_each_word_before_an_order_word_makes_it_a_number(word: str) -> None:
    (metric,) = measure(f"资金{word}百亿元。").metrics
    assert (metric.surface, metric.value) == ("百亿元", "10000000000")


@for_each(WORDS["lone"]["units"])
def test_each_unit_that_a_lone_digit_counts_in(unit: str) -> None:
    (metric,) = measure(f"规模为两{unit}。").metrics
    assert (metric.value, metric.unit) == ("2", unit)


@for_each(WORDS["lone"]["after"])
def test_each_word_behind_a_lone_digit_of_time(word: str) -> None:
    (metric,) = measure(f"须在三年{word}完成。").metrics
    assert (metric.surface, metric.value) == ("三年", "3")


@for_each(WORDS["lone"]["closing"])
def test_each_unit_that_a_lone_digit_closes_a_clause_with(unit: str) -> None:
    assert [metric.surface for metric in measure(f"新设基地三{unit}，三{unit}基地").metrics] == [f"三{unit}"]


@for_each(WORDS["lone"]["not_before"])
def test_each_word_that_makes_a_coinage_of_a_lone_digit(word: str) -> None:
    assert measure(f"共三项{word}。").metrics == ()


@for_each(WORDS["rank"]["before"])
def test_each_word_that_makes_a_rank_of_an_ordinal(word: str) -> None:
    (numeral,) = measure(f"考核{word}全市第3。").numerals
    assert numeral.reason is Reason.RANK


@for_each(WORDS["named"]["before"])
def test_each_word_that_makes_a_name_of_a_number(word: str) -> None:
    (numeral,) = measure(f"{word}318贯通。").numerals
    assert numeral.reason is Reason.VERSION


@for_each(WORDS["change"][change]["with_object"] for change in ("up", "down"))
def test_each_word_of_change_with_an_object(*words: str) -> None:
    for word in words:
        (metric,) = measure(f"{word}重复检查128次。").metrics
        assert metric.change is not None, word


@for_each(WORDS["change"]["not_behind"].items())
def test_no_word_of_change_is_read_out_of_another_word(first: str, tails: str) -> None:
    for character in tails:
        (metric,) = measure(f"本区{character}{first}128件。").metrics
        assert metric.change is None, f"{character}{first}"


@for_each(WORDS["target"]["ended_by"])
def test_each_word_that_ends_a_plan(word: str) -> None:
    planned, done = measure(f"计划完成60个，{word}64个。").metrics
    assert (planned.is_target, done.is_target) == (True, False)


@for_each(WORDS["label"]["leading"])
def test_each_word_cut_off_the_beginning_of_a_label(word: str) -> None:
    (metric,) = measure(f"{word}办理信访件128件。").metrics
    assert metric.label == "办理信访件"


@for_each(WORDS["label"]["trailing"])
def test_each_word_cut_off_the_end_of_a_label(word: str) -> None:
    (metric,) = measure(f"办理信访件{word}128件。").metrics
    assert metric.label == "办理信访件"


@for_each(WORDS["award"]["words"])
def test_each_word_of_honour_takes_a_number_out_of_its_whole(word: str) -> None:
    done, honoured = measure(f"完成审计项目32项，1个审计项目{word}。").metrics
    assert (done.indicator, honoured.indicator) == ("audit.projects", None)


@for_each(WORDS["part"]["words"])
def test_each_word_that_names_a_part(word: str) -> None:
    whole, part = measure(f"办结法律援助案件230件，{word}未成年人80件。").metrics
    assert part.indicator == whole.indicator == "legal_aid.cases"


@for_each(word for word in WORDS["neutral"]["words"])
def test_each_word_that_names_nothing_of_its_own(word: str) -> None:
    before, after = measure(f"主动公开政府信息6422条，{word}325条。").metrics
    assert after.indicator == before.indicator == "disclosure.proactive_items", word


def test_units_that_stand_for_each_other_are_units() -> None:
    kinds = [unit for units in WORDS["unit_kinds"].values() for unit in units.split()]
    assert set(kinds) <= {*PLAIN, *(unit.removeprefix("个") for unit in WITH_GE), "比例"}
    assert len(kinds) == len(set(kinds))
