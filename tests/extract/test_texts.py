"""Plain texts: nothing is lost but white space, and the text speaks for itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportarchive.extract import extract_text, move_issues
from reportarchive.extract.whitespace import join_white
from reportarchive.model import IssueCode

if TYPE_CHECKING:
    from reportarchive.extract import Page

ZERO_WIDTH = "\u200b\u200c\u200d\u2060\u180e\ufeff\u00ad"


def squeezed(text: str) -> str:
    return "".join(char for char in text if not char.isspace() and char not in ZERO_WIDTH)


@pytest.mark.parametrize(
    ("line", "joined"),
    [
        ("　　办理 173\u00a0人次 。", "办理173人次。"),
        ("1 899 件", "1 899件"),
        ("ISO  9001", "ISO 9001"),
        ("1. 2024年", "1. 2024年"),
        ("1. 加强", "1.加强"),
        ("比例为 1. 5 倍", "比例为1.5倍"),
        ("12 .5", "12.5"),
        ("第 1 批", "第1批"),
        ("a\u200bb \u200b c", "ab c"),
        ("", ""),
    ],
)
def test_join_white(line: str, joined: str) -> None:
    assert join_white(line) == joined


def test_no_white_character_stays_in_a_line() -> None:
    plain = {char for char in map(chr, range(0x110000)) if join_white(f"甲{char}乙") == f"甲{char}乙"}
    white = {char for char in map(chr, range(0x110000)) if char.isspace()}
    assert white & plain == set("\x0b\x0c\x1c\x1d\x1e\x1f\x85")  # controls, shown as U+FFFD later
    assert not plain & set(ZERO_WIDTH)


@pytest.mark.parametrize(
    ("text", "tidy"),
    [
        ("一\r\n\r\n　二\r三\u2028四", "一\n二\n三\n四"),
        ("甲\t1 件\t\n\t乙\t 2\n\t\t\n", "甲\t1件\t\n乙\t2"),
        ("一\x0c二", "一\ufffd二"),
    ],
)
def test_lines_and_cells(text: str, tidy: str) -> None:
    assert extract_text(text).text == tidy


@given(st.text(st.sampled_from("一1a \t\n\r\u3000\u00a0\u200b.，。\u2028"), max_size=60))
def test_a_text_loses_white_space_only(text: str) -> None:
    found = extract_text(text).text
    assert squeezed(found) == squeezed(text)
    assert extract_text(found).text == found


@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    assert "\x00" not in extract_text(text).text


def test_runs_of_controls_are_one_issue_and_issues_are_capped() -> None:
    def controls(page: Page) -> list[tuple[int, int]]:
        return [(one.start, one.end) for one in page.issues if one.code is IssueCode.TEXT_CONTROL]

    assert controls(extract_text("甲\x01\x02乙\x03")) == [(1, 3), (4, 5)]
    flood = extract_text("甲\x01" * 5000)
    spans = controls(flood)
    assert len(spans) == 20
    assert spans[-1][1] == len(flood.text)


def test_title_and_signature_of_a_text() -> None:
    text = "某县人民政府\n关于2023年度法治政府建设情况的报告\n现报告如下。\n某县人民政府\n2024 年 1 月 10 日"
    found = {(one.name, one.value) for one in extract_text(text).fields}
    assert found == {
        ("title", "某县人民政府关于2023年度法治政府建设情况的报告"),
        ("issuer", "某县人民政府"),
        ("written_on", "2024-01-10"),
    }


def test_a_text_without_title_has_none() -> None:
    assert extract_text("依据规定,现将有关情况报告如下。\n一、主要举措和成效\n办理3件。").fields == ()


def test_issues_move_with_their_characters() -> None:
    page = extract_text("甲\n乙\x01\x02\n丙\x03")
    joined = page.text.replace("\n", "")
    moved = move_issues(page.issues, old=page.text, new=joined)
    assert [(one.start, one.end) for one in page.issues] == [(3, 5), (7, 8)]
    assert [(one.start, one.end) for one in moved] == [(2, 4), (5, 6)]
    assert [joined[one.start : one.end] for one in moved] == ["\ufffd\ufffd", "\ufffd"]
