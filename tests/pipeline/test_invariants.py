"""What holds for every document, tried on random ones put together from pieces of reports."""

from __future__ import annotations

import re
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from reportarchive import parse_text
from reportarchive.model import IssueCode, Reason
from reportarchive.text.folding import clean_controls, fold

MARKS = [
    "一、", "二、", "三、", "（一）", "(二)", "（三）", "1.", "2. ", "３．", "（1）", "(2)", "3)", "①", "②",
    "一是", "二是", "第一，",
    "第一部分 ", "第二章", "㈠", "附件：", "附件1", "十一、", "首先，", "二要", "二.",
]  # fmt: skip
PROSE = [
    "主要举措和成效", "存在的问题", "2024年工作安排", "全年办理行政复议案件", "开展普法活动", "受众", "较去年提升",
    "同比增长", "力争达到",
    "分别为", "其中", "第", "前", "近", "超过", "约", "以上", "左右", "余", "多", "分之", "每", "排名全市",
    "某区人民政府", "名词解释",
    "联系人：某某", "行政机关负责人出庭应诉率", "双随机、一公开", "三项制度", "一件事", "12345热线",
    "十四届四次会议", "版", "号", "月", "点", "由", "从", "提高到", "压减至", "减少碳排放", "翻", "比上年多",
    "强化组织领导", "存在的不足", "（以下简称《纲要》）", "設執規範務審條區報進實體關訴應據單權", "获奖",
    "6个部门",
    "对", "和", "均", "每", "满意率", "办结率", "普法活动", "行政处罚案件", "下一步，",
]  # fmt: skip
NUMBERS = [
    "12", "2,315", "1 286", "3.27", "12.5%", "1,268.5万元", "１８９９", "２，３１５件", "3至5个", "4.5%—5%",
    "三百余件", "两万余人次", "十一名",
    "百分之九十五", "三分之一", "万分之三", "数千家", "两年", "20个工作日", "5万", "0", "007", "1.2.3", "12,",
    ".5", "9" * 30, "一" * 12,
    "万亿", "百千", "十百余件", "2023", "2023年", "2024年3月1日", "〔2021〕23号", "1—10月", "1+7", "A4", "5.0版",
    "3·15", "12.4", "①1", "1亿2000万元", "3千余万元", "三点五亿", "1/3", "几十卷", "上百件", "数千", "8.3∶41.4∶50.3",
    "三点五千", "点", "百", "千", "१२", "𝟏", "﹪", "-3.5%", "百分之九十至",
    "1386万", "15、22个百分点", "两番", "三四家", "24小时", "国道318", "二期", "两成", "亿元以上", "5.", "％",
]  # fmt: skip
SIGNS = [
    "。", "，", "；", "：", "、", "！", "《", "》", "〈", "〉", "“", "”", "（", "）", "(", ")", "—", "-", "～",
    ".", ",", "·", "/", "%", "％",
]  # fmt: skip
BLANKS = [
    "\n",
    "\n\n",
    "\r\n",
    "\r",
    "\t",
    "\t\n",
    " ",
    "\u3000",
    "\u00a0",
    "\u2028",
    "\u200b",
    "\x0b",
    "\x0c",
    "\x85",
    "\x1f",
]
CONTROLS = ["\u200b", "\x00", "\x07", "\x1b", "\x7f", "\x9f", "\u202e", "\u200f", "\ufffd", "\ud800", "𠮷", "\ufeff"]

pieces = st.one_of(
    *[st.sampled_from(kind) for kind in (MARKS, PROSE, NUMBERS, NUMBERS, SIGNS, SIGNS, BLANKS)],
    st.one_of(st.sampled_from(CONTROLS), st.text(max_size=4)),
)
documents = st.lists(pieces, max_size=60).map("".join)
few = settings(max_examples=150)


def _squeezed(text: str) -> str:
    return "".join(text.split())


@few
@given(documents)
def test_nothing_but_white_space_and_controls_is_changed(text: str) -> None:
    expected, replaced = clean_controls(_squeezed(text))
    report = parse_text(text)
    assert _squeezed(report.text) == expected
    assert (IssueCode.TEXT_CONTROL in {issue.code for issue in report.issues}) == bool(replaced)


@few
@given(documents)
def test_every_surface_is_its_characters(text: str) -> None:
    report = parse_text(text)
    for one in (*report.metrics, *report.numerals):
        assert one.surface
        assert report.text[one.start : one.end] == one.surface
    for citation in report.citations:
        assert report.text[citation.start : citation.end] == f"《{citation.title}》"
    for metric in report.metrics:
        assert metric.sentence_start <= metric.start < metric.end <= metric.sentence_end
        for written in (metric.label, metric.basis):
            assert written is None or (written and written in report.text)
    for issue in report.issues:
        assert 0 <= issue.start <= issue.end <= len(report.text)


@few
@given(documents)
def test_own_texts_in_order_are_the_text_and_spans_nest(text: str) -> None:
    report = parse_text(text)
    starts = [one.start for one in report.sections]
    assert starts == sorted(set(starts))
    assert starts[:1] == ([0] if report.text else [])
    enclosing: list[int] = []
    for one in report.sections:
        assert one.start <= one.heading_end <= one.end
        assert report.text[one.start : one.heading_end].startswith(one.mark)
        assert one.title in report.text[one.start : one.heading_end]
        while enclosing and enclosing[-1] <= one.start:
            enclosing.pop()
        assert not enclosing or one.end <= enclosing[-1]
        assert len(enclosing) == len(one.path) - 1
        enclosing.append(one.end)
    tops = [one for one in report.sections if len(one.path) == 1]
    assert [one.end for one in tops] == [*(one.start for one in tops[1:]), *([len(report.text)] if tops else [])]
    assert len({one.path for one in report.sections}) == len(report.sections)


@few
@given(documents)
def test_every_digit_is_in_exactly_one_metric_or_numeral(text: str) -> None:
    report = parse_text(text)
    spans = sorted((one.start, one.end) for one in (*report.metrics, *report.numerals))
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    digits = {match.start() for match in re.finditer("[0-9]", fold(report.text))}
    assert digits <= {place for start, end in spans for place in range(start, end)}


@few
@given(documents)
def test_no_number_stands_in_a_title(text: str) -> None:
    report = parse_text(text)
    for citation in report.citations:
        assert not any(citation.start <= one.start < citation.end for one in report.metrics)
        inside = [one for one in report.numerals if citation.start <= one.start < citation.end]
        assert {one.reason for one in inside} <= {Reason.TITLE}


@few
@given(documents)
def test_everything_stands_in_the_section_that_owns_it(text: str) -> None:
    report = parse_text(text)
    sections = {one.path: one for one in report.sections}
    for one in (*report.metrics, *report.citations):
        section = sections[one.section]
        children = [other.start for other in report.sections if section.start < other.start]
        assert section.start <= one.start < min([*children, section.end])


@few
@given(documents)
def test_a_report_read_again_from_its_own_text_is_the_same(text: str) -> None:
    first = parse_text(text)
    fields = first.to_dict()
    # The second reading finds the replacement characters, no longer what they replaced.
    fields["issues"] = [one for one in fields["issues"] if one["code"] != IssueCode.TEXT_CONTROL]
    assert parse_text(first.text).to_dict() == fields
