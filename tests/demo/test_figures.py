"""The figures say what the texts print, agree with each other from year to year, and carry known codes."""

import re
from decimal import ROUND_HALF_UP, Decimal

import pytest
from tests.tables import for_each

from reportarchive.demo import Figure, figures, report_text
from reportarchive.demo.places import slots
from reportarchive.indicators import load_indicators

FULL_WIDTH = str.maketrans("０１２３４５６７８９％．", "0123456789%.")
SERVED = [(slot, day) for slot in slots() for day in (1, 2) if slot.served_on(day)]
CLAIMS = [(row, day) for day in (1, 2) for row in figures(day) if row.claim]


def named(row: object) -> str:
    return f"{row.division}-{row.year}-{row.key}" if isinstance(row, Figure) else ""


def value(of: Figure, key: str, day: int, *, years_before: int = 0) -> Decimal:
    year = of.year - years_before
    rows = [row for row in figures(day) if (row.division, row.year, row.key) == (of.division, year, key)]
    assert len(rows) == 1, f"{of.division}/{year} has no figure {key}"
    return Decimal(rows[0].value)


def like(number: Decimal, printed: str) -> Decimal:
    """Round as many decimals as the printed form shows."""
    return number.quantize(Decimal(printed), ROUND_HALF_UP)


@pytest.mark.parametrize(("slot", "day"), SERVED, ids=lambda part: getattr(part, "path", part))
def test_every_figure_stands_in_its_report_with_its_neighbours(slot, day):
    text = re.sub(r"\s", "", report_text(slot, day))
    rows = [row for row in figures(day) if (row.division, row.year) == (slot.division, slot.year)]
    assert len(rows) >= 15
    for row in rows:
        # A digit just before or after would mean that only a part of a longer number was found.
        assert re.search(rf"(?<![\d０-９])(?<!\d[.,]){re.escape(row.printed)}", text), row


def agrees(row: Figure, claim: str, day: int) -> bool:
    """Tell whether a figure agrees with what its claim names."""
    kind, _, keys = claim.partition(":")
    stated = Decimal(row.value)
    if kind == "previous":
        return stated == value(row, keys, day, years_before=1)
    if kind == "sum":
        return stated == sum(value(row, key, day) for key in keys.split("+"))
    if kind == "part":
        return stated <= value(row, keys, day)
    if kind == "share":
        return stated <= Decimal(keys)
    if kind == "ratio":
        part, whole = (value(row, key, day) for key in keys.split("/"))
        return stated == like(part / whole * 100, row.value)
    assert kind in {"difference", "growth"}
    new, old = value(row, keys, day), value(row, keys, day, years_before=1)
    amount = abs(new - old) if kind == "difference" else abs(new - old) / old * 100
    return row.change == ("up" if new > old else "down") and stated == like(amount, row.value)


@for_each(CLAIMS)
def test_claims_agree_with_the_figures_but_for_the_planted_ones(row, day):
    claim = row.claim.removeprefix("not ")
    assert agrees(row, claim, day) == (claim == row.claim)


def test_there_are_claims_of_every_kind_and_one_contradiction_of_each_that_is_looked_for():
    kinds = [row.claim.partition(":")[0] for row, day in CLAIMS if day == 2]
    assert {kind for kind in kinds if not kind.startswith("not ")} == {
        "difference",
        "growth",
        "previous",
        "ratio",
        "sum",
    }
    assert sorted(kind for kind in kinds if kind.startswith("not ")) == ["not growth", "not part", "not share"]


@pytest.mark.parametrize("year", [2024, 2025])
def test_words_of_comparison_have_a_claim(year):
    """Wherever a text compares with the year before, the number after it is held by a claim."""
    comparison = re.compile(r"(?:较上年|同比|比上年|由上年的)[一-龥]{0,4}?(?P<number>[\d０-９][\d.０-９．]*)")
    found = 0
    for slot in slots():
        if slot.year != year or not slot.served_on(2):
            continue
        claimed = [row.printed for row in figures(2) if row.claim and (row.division, row.year) == (slot.division, year)]
        for match in comparison.finditer(report_text(slot, 2)):
            assert any(printed.startswith(match["number"]) for printed in claimed), match.group()
            found += 1
    assert found >= 8


def test_codes_are_those_of_the_indicator_list():
    codes = {code: one.units for code, one in load_indicators().items()}
    for row in figures(2):
        assert row.indicator in codes, row
        if row.change is None and not row.claim:
            assert row.unit in codes[row.indicator], row


def test_values_are_the_printed_numbers():
    for row in figures(2):
        number = re.match(r"([\d.,]+)(万|亿)?", row.printed.translate(FULL_WIDTH))
        if number is None:
            assert re.match(r"[一二两三四五六七八九十百千万]+余?[一-龥]", row.printed), row
            continue
        scale = {None: 1, "万": 10_000, "亿": 100_000_000}[number[2]]
        if "万余" in row.printed or "亿余" in row.printed or "余" in row.printed:
            assert row.bound == "over", row
        if row.unit == "元":
            scale = {"万": 10_000, "亿": 100_000_000}[number[2] or "万"]
        assert Decimal(row.value) == Decimal(number[1].replace(",", "")) * scale, row


def test_forms_asked_for_are_there():
    rows = figures(2)
    assert {row.bound for row in rows} == {"exact", "over", "under", "about"}
    assert {row.change for row in rows} == {None, "up", "down"}
    assert any(row.upper for row in rows)
    assert any(row.is_target for row in rows)
    for form in ("三百余场", "二十三件", "两万余人次", "3—5个工作日", "1,286件", "２．１万份"):
        assert form in {row.printed for row in rows}


def test_the_edit_changes_one_figure():
    before, after = set(figures(1)), set(figures(2))
    assert [(row.key, row.printed) for row in before - after] == [("proposals", "216件")]
    assert [(row.key, row.printed) for row in after - before] == [("proposals", "218件")]


def test_no_figure_is_named_twice():
    names = [(row.division, row.year, row.key) for row in figures(2)]
    assert len(names) == len(set(names))
