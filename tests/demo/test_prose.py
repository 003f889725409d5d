"""Templates to lines, lines to the three layouts."""

from datetime import date

import pytest

from reportarchive.demo import report_lines, report_text
from reportarchive.demo.dress import body_html
from reportarchive.demo.places import slots
from reportarchive.demo.prose import chinese_date


@pytest.mark.parametrize(
    ("day", "written"),
    [
        (date(2024, 1, 1), "二〇二四年一月一日"),
        (date(2024, 10, 10), "二〇二四年十月十日"),
        (date(2025, 11, 20), "二〇二五年十一月二十日"),
        (date(2026, 12, 31), "二〇二六年十二月三十一日"),
    ],
)
def test_dates_in_chinese_numerals(day, written):
    assert chinese_date(day) == written


LINES = ("= *标题*", "*一、成效*", "共173人次，增长5.6%。", "| 指标 | 2024年 |", "| 案件 | 12件 |", "> 某区")


def test_paragraphs():
    html = body_html(LINES, "paragraphs")
    assert '<p style="text-align: center;"><strong>标题</strong></p>' in html
    assert html.count("<table") == 1
    assert "<tr><td>案件</td><td>12件</td></tr>" in html
    assert '<p style="text-align: right;">某区</p>' in html


def test_breaks_keep_one_paragraph():
    html = body_html(LINES[:3], "breaks")
    assert html.count("<p>") == 1
    assert html.count("<br />") == 2
    assert "= " not in html


def test_word_parts_numbers_by_line_breaks():
    html = body_html(LINES[2:3], "word")
    assert "173人次" not in html
    assert "173</span></span>\n<span" in html
    assert "5.6</span></span>\n<span" in html


def test_no_sign_of_the_template_is_left_in_a_text():
    for slot in slots():
        for line in report_text(slot, 2).splitlines():
            assert not set(line) & set("{}‹›*|"), line
            assert not line.startswith(("= ", "> "))


def test_years_of_a_template_do_not_mix():
    first, second = (next(s for s in slots() if (s.division, s.year) == ("990101", y)) for y in (2023, 2024))
    assert "较上年增长" not in report_text(first, 1)
    assert "较上年增长" in report_text(second, 1)


def test_half_and_full_width_pages():
    half = {"990101", "990104", "990108"}
    for slot in slots():
        lines = "".join(report_lines(slot, 2))
        assert ("，" in lines) != (slot.division in half)
        assert ("," in lines) == (slot.division in half)
