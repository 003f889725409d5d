"""Copies in traditional script read like the pages they were made from, and show their own characters."""

from __future__ import annotations

from pathlib import Path

import pytest
from opencc import OpenCC

from reportarchive import parse_text
from reportarchive.model import IssueCode
from reportarchive.pipeline.reading import Hints, parse_capture
from reportarchive.text import script
from reportarchive.text.script import is_traditional, simplified

PAGE = (Path(__file__).parent.parent / "corpus" / "plain-district" / "input.txt").read_text("utf-8")
TITLE = "河湾区2023年法治政府建设年度情况报告"


@pytest.mark.parametrize("conversion", ["s2t", "s2tw", "s2hk"])
def test_a_traditional_copy_reads_like_its_page(conversion: str) -> None:
    copy = OpenCC(conversion).convert(PAGE)
    page, read = parse_text(PAGE, title=TITLE), parse_text(copy, title=OpenCC(conversion).convert(TITLE))
    assert read.document.year == page.document.year == 2023
    assert [(one.path, one.level, one.role) for one in read.sections] == [
        (one.path, one.level, one.role) for one in page.sections
    ]
    fields = ("value", "upper", "unit", "bound", "change", "indicator", "is_target", "section")
    assert [[getattr(one, name) for name in fields] for one in read.metrics] == [
        [getattr(one, name) for name in fields] for one in page.metrics
    ]
    assert [one.document for one in read.citations] == [one.document for one in page.citations]
    assert [one.reason for one in read.numerals] == [one.reason for one in page.numerals]
    assert IssueCode.TEXT_TRADITIONAL in {issue.code for issue in read.issues}
    assert IssueCode.TEXT_TRADITIONAL not in {issue.code for issue in page.issues}


def test_a_traditional_copy_shows_its_own_characters() -> None:
    text = (
        "一、主要舉措和成效\n（一）規範行政執法。辦理行政複議案件１２３件，較去年增長5%，"
        "落實《行政處罰法》（國辦發〔2021〕23號）。設備縣區實體關係。"
    )
    report = parse_text(text)
    assert report.text == text
    assert [(one.surface, one.unit, one.basis) for one in report.metrics] == [
        ("１２３件", "件", None), ("5%", "%", "較去年"),
    ]  # fmt: skip
    assert report.metrics[0].label == "辦理行政複議案件"
    assert [(one.mark, one.title) for one in report.sections if one.mark] == [
        ("一、", "主要舉措和成效"), ("（一）", "規範行政執法"),
    ]  # fmt: skip
    (citation,) = report.citations
    assert (citation.title, citation.doc_no, citation.document) == ("行政處罰法", "國辦發〔2021〕23號", "行政处罚法")


def test_words_that_are_one_in_the_copy_are_shown_as_each_is_written() -> None:
    report = parse_text("辦理行政復議案件12件、辦理行政複議案件13件，規範性文件審查設執報區。")
    assert [one.label for one in report.metrics] == ["辦理行政復議案件", "辦理行政複議案件"]


def test_a_listing_title_with_a_broken_character_stops_no_reading() -> None:
    page = "<p>規範行政執法，審查設執報區。</p>".encode()
    report = parse_capture(page, url=None, content_type="text/html; charset=utf-8", hints=Hints(title="臺灣縣\ud800"))
    assert report.text.startswith("規範行政執法")


def test_the_telling_characters_are_of_one_script() -> None:
    assert all(simplified(char) != char for char in script._TRADITIONAL.pattern[1:-1])
    assert all(simplified(char) == char for char in script._SIMPLIFIED.pattern[1:-1])


@pytest.mark.parametrize(
    "text",
    [
        "推进法治政府建设，规范行政执法。",
        "",
        "2023",
        "設立",
        "督查督促督导督学，名著典藉。",
        "国务院办公厅關於執法",
        "台灣",
        "一二三" * 100,
    ],
)
def test_what_is_not_traditional(text: str) -> None:
    assert not is_traditional(text)


def test_simplifying_moves_no_character() -> None:
    text = "伺服器、軟體、計程車\n品質、資訊、乾燥\n㐀𠮷①"
    assert [len(line) for line in simplified(text).split("\n")] == [len(line) for line in text.split("\n")]
    assert simplified("已是简体，不变。") == "已是简体，不变。"
