"""Heading marks by their shape, in half and full width, with decoys that only begin alike."""

from __future__ import annotations

import pytest

from reportarchive.text.folding import fold
from reportarchive.text.marks import MarkStyle, read_mark


@pytest.mark.parametrize(
    ("line", "style", "ordinal", "mark"),
    [
        ("第一部分 总体情况", MarkStyle.PART, 1, "第一部分 "),
        ("第十二章：附则", MarkStyle.CHAPTER, 12, "第十二章："),
        ("第二部分 举措", MarkStyle.PART, 2, "第二部分 "),
        ("首先，加强领导", MarkStyle.FIRST, 1, "首先，"),
        ("其次，规范执法", MarkStyle.FIRST, 2, "其次，"),
        ("二.存在的不足", MarkStyle.CHINESE_COMMA, 2, "二."),
        ("一、主要工作", MarkStyle.CHINESE_COMMA, 1, "一、"),
        ("十一、附则", MarkStyle.CHINESE_COMMA, 11, "十一、"),
        ("二 、空格", MarkStyle.CHINESE_COMMA, 2, "二 、"),
        ("(三)监督", MarkStyle.CHINESE_PAREN, 3, "(三)"),
        ("（二十一）监督", MarkStyle.CHINESE_PAREN, 21, "（二十一）"),
        ("（ 四 ）监督", MarkStyle.CHINESE_PAREN, 4, "（ 四 ）"),
        ("（五）、监督", MarkStyle.CHINESE_PAREN, 5, "（五）、"),
        ("㈢监督", MarkStyle.CHINESE_PAREN, 3, "㈢"),
        ("1.完善制度", MarkStyle.ARABIC_STOP, 1, "1."),
        ("2. 完善制度", MarkStyle.ARABIC_STOP, 2, "2. "),
        ("12、完善制度", MarkStyle.ARABIC_STOP, 12, "12、"),
        ("３．完善制度", MarkStyle.ARABIC_STOP, 3, "３．"),
        ("4.2023年任务", MarkStyle.ARABIC_STOP, 4, "4."),
        ("(1)登记", MarkStyle.ARABIC_PAREN, 1, "(1)"),
        ("（２）登记", MarkStyle.ARABIC_PAREN, 2, "（２）"),
        ("3)登记", MarkStyle.ARABIC_PAREN, 3, "3)"),
        ("⑷登记", MarkStyle.ARABIC_PAREN, 4, "⑷"),
        ("①登记", MarkStyle.CIRCLED, 1, "①"),
        ("⑳登记", MarkStyle.CIRCLED, 20, "⑳"),
        ("一是加强学习", MarkStyle.ITEM, 1, "一是"),
        ("二是要加强学习", MarkStyle.ITEM, 2, "二是要"),
        ("第三，加强学习", MarkStyle.FIRST, 3, "第三，"),
        ("第四、加强学习", MarkStyle.FIRST, 4, "第四、"),
    ],
)
def test_marks(line: str, style: MarkStyle, ordinal: int, mark: str) -> None:
    found = read_mark(fold(line))
    assert found is not None
    assert (found.style, found.ordinal, line[found.start : found.end]) == (style, ordinal, mark)


@pytest.mark.parametrize(
    "line",
    [
        "3.27亿元资金到位", "３．２７亿元", "12.4国家宪法日", "十一届一次会议", "一、二级响应", "一、二类事项",
        "2024年，全区",
        "2024.安排", "（2021年）", "（2021）1号", "(一体化)", "（以下简称", "第三批名单", "第一责任人",
        "十四五规划", "一般案件",
        "一带一路", "二十大精神", "统一是关键", "45、超出四十", "123、三位数", "0、零", "（）", "主要工作", "",
        " 一、前有空格",
    ],
)  # fmt: skip
def test_no_marks(line: str) -> None:
    assert read_mark(fold(line)) is None


def test_a_mark_is_read_where_it_is_asked_for() -> None:
    line = "内容。(二)执法"
    found = read_mark(line, 3)
    assert found is not None
    assert (found.ordinal, found.start, found.end) == (2, 3, 6)
    assert read_mark(line, 2) is None


def test_styles_are_ranked_from_the_top() -> None:
    assert sorted(MarkStyle) == [
        MarkStyle.PART, MarkStyle.CHAPTER, MarkStyle.CHINESE_COMMA, MarkStyle.CHINESE_PAREN, MarkStyle.ARABIC_STOP,
        MarkStyle.ARABIC_PAREN, MarkStyle.CIRCLED, MarkStyle.ITEM, MarkStyle.FIRST,
    ]  # fmt: skip
