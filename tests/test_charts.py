"""Charts as SVG: what they say, that they stand for themselves, and that a real browser shows every name whole."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import pytest
from lxml import etree
from playwright.sync_api import Browser

from reportarchive import charts
from reportarchive.charts import MOST_BARS, MOST_LINES, Chart, chart_of, draw_lines, draw_places, load_pygal
from reportarchive.errors import UsageError
from reportarchive.indicators import load_indicators

HOSTILE = "<script>alert(1)</script>\u202e\"'&amp;\x00]]>\uffff"
LONG = (
    "双江拉祜族佤族布朗族傣族自治县",
    "新疆生产建设兵团第十师北屯市",
    "A Latin Name That Is Too Long for It",
    "澄" * 60,
)
DRAWN = pytest.mark.parametrize("draw", [draw_lines, draw_places])


def row(place: str, value: float, *, year: int = 2025, issuer: str = "", code: str = "") -> dict[str, Any]:
    return {
        "division_name": place,
        "division_code": code or f"99{sum(map(ord, place)) % 10_000:04}",
        "issuer": issuer or f"{place}人民政府",
        "year": year,
        "value": value,
    }


def texts(drawn: bytes, kind: str = "") -> list[str]:
    """Return the texts that are shown, all or those below elements of a class."""
    root = etree.fromstring(drawn)
    return [
        node.text
        for node in root.iter("{*}text")
        if node.text
        and (not kind or kind in {word for up in node.iterancestors() for word in up.get("class", "").split()})
    ]


def pieces(drawn: bytes) -> list[int]:
    """Return how many values each piece of a line joins."""
    below = etree.fromstring(drawn).xpath("//*[contains(@class, 'series')]//*[local-name() = 'path']")
    return [len(re.findall(r"[\d.]+ [\d.]+", path.get("d"))) for path in below]


@DRAWN
def test_a_chart_stands_for_itself(draw):
    drawn = draw(Chart("题\nTitle", "件", [row("河湾区", 2.5), row("石渡区", 1, year=2024)]))
    assert drawn.startswith(b"<?xml")
    root = etree.fromstring(drawn)
    assert {etree.QName(node).localname for node in root.iter(etree.Element)} <= {
        *("svg", "defs", "title", "style", "g", "rect", "text", "path", "circle", "desc")
    }
    assert list(root.iter(etree.Comment, etree.ProcessingInstruction)) == []
    names = [etree.QName(name).localname for node in root.iter(etree.Element) for name in node.attrib]
    assert [name for name in names if name in {"href", "src"} or name.startswith("on")] == []
    assert not re.search(rb"@import|@font-face|url\(|//fonts", drawn)
    assert (root.get("width"), int(root.get("height")) > 0) == ("900", True)


@DRAWN
def test_the_same_values_give_the_same_bytes(draw):
    chart = Chart("题", "件", [row("河湾区", 2.5), row("石渡区", 1)])
    assert draw(chart) == draw(chart)


@DRAWN
def test_hostile_names_are_text_and_hide_nothing(draw):
    rows = [row("石渡区", 2, issuer=HOSTILE), row("石渡区", 1), row(HOSTILE, 1)]
    drawn = draw(Chart(f"题{HOSTILE}", HOSTILE, rows))
    assert b"<script" not in drawn
    assert not re.search("[\u202e\x00\uffff]", drawn.decode())
    shown = "".join(texts(drawn))
    assert shown.count("<script>alert(1)</script>\ufffd") >= 3  # the title, and two names


def test_a_year_without_a_value_is_a_gap():
    held = [row("河湾区", year, year=year) for year in (2020, 2021, 2023, 2024)]
    drawn = draw_lines(Chart("题", "件", [*held, *(row("石渡区", 1, year=year) for year in range(2020, 2025))]))
    assert texts(drawn, "x") == ["2020", "2021", "2022", "2023", "2024"]
    assert pieces(drawn) == [2, 2, 5]
    assert len([*etree.fromstring(drawn).iter("{*}circle")]) == 9


def test_bars_are_the_largest_first_with_their_values():
    rows = [row(f"第{number}区", 40_000 - number) for number in range(30)]
    drawn = draw_places(Chart("题", "件", rows))
    assert texts(drawn, "y")[::-1] == [f"第{number}区" for number in range(MOST_BARS)]
    assert texts(drawn, "text-overlay")[::-1][:2] == ["40\u202f000", "39\u202f999"]


def test_years_are_told_where_there_are_several():
    drawn = draw_places(Chart("题", "件", [row("河湾区", 2), row("河湾区", 1, year=2024)]))
    assert sorted(texts(drawn, "y")) == ["河湾区 2024", "河湾区 2025"]


def test_places_of_one_name_are_told_apart_and_not_taken_for_one():
    rows = [
        row("鼓楼区", 4, code="990101"),
        row("鼓楼区", 3, code="990201"),
        row("鼓楼区", 2, code="990201", issuer="鼓楼区司法局"),
        row("石渡区", 1),
    ]
    called = ["鼓楼区人民政府 990101", "鼓楼区人民政府 990201", "鼓楼区司法局", "石渡区"]
    assert texts(draw_places(Chart("题", "件", rows)), "y")[::-1] == called
    assert texts(draw_lines(Chart("题", "件", rows)), "legends") == called


def test_a_long_name_is_cut_before_what_tells_it_apart():
    rows = [row("鼓楼区", 2, issuer="鼓" * 40, code="990101"), row("鼓楼区", 1, issuer="鼓" * 40, code="990201")]
    assert texts(draw_lines(Chart("题", "件", rows)), "legends") == [f"{'鼓' * 12}… 990101", f"{'鼓' * 12}… 990201"]


def test_no_more_lines_than_colours():
    drawn = draw_lines(Chart("题", "件", [row(f"第{number}区", number) for number in range(20)]))
    assert len(texts(drawn, "legends")) == MOST_LINES == len(charts.COLOURS)


@DRAWN
def test_nothing_to_draw_is_said(draw):
    assert "—" in texts(draw(Chart("题", "件", [])))


def test_the_title_is_in_both_tongues_with_year_and_unit():
    one = load_indicators()["proposals.handled"]
    drawn = draw_places(chart_of(one, "件", [row("河湾区", 2)], "2025"))
    assert texts(drawn, "titles") == [f"{one.name_zh} 2025 (件)", one.name_en]
    assert texts(draw_lines(chart_of(one, "件", [])), "titles")[0] == f"{one.name_zh} (件)"


def test_the_imports_of_others_are_left_alone():
    load_pygal()
    assert [finder for finder in sys.meta_path if type(finder).__module__.startswith("pygal")] == []


def test_without_its_library_a_chart_says_what_to_install(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "pygal.style", None)
    load_pygal.cache_clear()
    with pytest.raises(UsageError, match=r"install reportarchive\[browse\]"):
        draw_lines(Chart("题", "件", []))
    load_pygal.cache_clear()


BOXES = """() => [...document.querySelectorAll('.axis text, .legends text, .title, text.value')]
    .map(one => ({text: one.textContent, ...one.getBoundingClientRect().toJSON()}))"""


@DRAWN
@pytest.mark.parametrize("count", [1, 3, 4, 7, 8])
def test_a_browser_shows_every_text_whole_and_none_over_another(browser: Browser, tmp_path: Path, draw, count: int):
    places = [*LONG, *(f"第{number}区" for number in range(count))][:count]
    rows = [
        row(place, 4_538_900_123.25 / nth, year=year) for year in (2024, 2025) for nth, place in enumerate(places, 1)
    ]
    rows = rows if draw is draw_lines else rows[count:]
    (tmp_path / "chart.svg").write_bytes(draw(chart_of(load_indicators()["proposals.handled"], "元", rows, "2025")))
    page = browser.new_page(viewport={"width": 1000, "height": 1000})
    page.goto((tmp_path / "chart.svg").as_uri())
    boxes = page.evaluate(BOXES)
    height = page.evaluate("document.documentElement.getBoundingClientRect().height")
    page.close()
    assert len(boxes) > count
    outside = [
        box["text"]
        for box in boxes
        if box["left"] < 0 or box["right"] > 900 or box["top"] < 0 or box["bottom"] > height
    ]
    assert outside == []
    over = [
        (one["text"], other["text"])
        for nth, one in enumerate(boxes)
        for other in boxes[:nth]
        if one["left"] < other["right"] - 1
        and other["left"] < one["right"] - 1
        # lines of text stand closer than their boxes, which hold accents, too
        and one["top"] < other["bottom"] - 6
        and other["top"] < one["bottom"] - 6
    ]
    assert over == []
