"""Parts larger than their whole and shares of more than all: which may be explained, and which may not."""

from __future__ import annotations

import pytest

from reportarchive import parse_text
from reportarchive.claims import Kind, claims_of, totals_of


def accused(text):
    """Return the surfaces of a text's claims that do not hold and that nothing explains."""
    read = parse_text("一、主要举措和成效\n" + text + "\n")
    totals = totals_of(read.text, read.metrics, year=2024)
    found = claims_of(read.text, read.metrics, totals, year=2024, is_annual=True)
    return [
        read.metrics[claim.seq - 1].surface
        for claim in found
        if claim.kind is not Kind.GROWTH and not claim.holds and claim.obstacle is None
    ]


EXPLAINED = [
    # another time
    "审结行政复议案件132件，其中维持71件、五年来维持310件。",
    "审结行政复议案件132件，其中维持数由2023年的171件降至71件。",
    "审结行政复议案件132件，其中“十四五”期间维持310件。",
    "审结行政复议案件132件，其中171件为上年结转。",
    "审结行政复议案件132件，其中历史遗留案件171件。",
    "办理信访事项132件，其中化解积案171件。",
    # more bodies
    "审结行政复议案件132件，其中区政府维持71件、全市维持310件。",
    "本级审结行政复议案件132件，其中各级复议机关维持310件。",
    "市本级审结行政复议案件132件（其中维持71件）、县级审结171件。",
    # another thing, a sum, a stock
    "审结行政复议案件132件，其中调解和解、案前化解合计171件。",
    "新增公职律师12名，其中公职律师总数达86名。",
    "审核合同12件，其中参与法律事务148件。",
    "持证执法人员320人，其中新增持证56人、注销持证412人。",
    "罚款120万元，其中罚没入库总额达到150万元。",
    "平均每县审结行政复议案件12件，其中城关县维持32件。",
    # cases that came in before
    "受理行政复议案件92件，其中审结132件。",
    "受理法律援助案件612件，其中办结703件。",
    "一审行政应诉案件112件，其中审结案件152件。",
    "受理群众诉求1200件，其中直接答复1280件。",
    # counted by other rules
    "受理行政复议案件132件，其中审结171件（含上年结转案件）。",
    "梳理规范性文件48件，其中废止51件（含上年宣布失效的文件）。",
    "梳理规范性文件48件，其中废止51件。以上数据统计口径不同。",
    # open bounds
    "审结行政复议案件10余件，其中维持19件。",
    "审结行政复议案件超100件，其中维持171件。",
    "审结行政复议案件数百件，其中维持571件。",
    "审结行政复议案件132件，其中维持不超过171件。",
    # a part of another number
    "审结行政复议案件264件，市本级132件，其中维持171件。",
    "审结行政复议案件264件，较上年的132件，其中维持171件。",
    # columns of a table
    "规范性文件\t梳理48件，其中废止51件",
    # shares
    "督察问题整改完成率112%。",
    "行政复议办结率103.5%。",
    "信访积案化解率112%。",
    "12345热线按时办结率达到考核指标的105%。",
    "调解成功率同比为103%。",
    "调解成功率相当于全省平均水平的103%。",
    "执法人员持证率110%，超过规定比例。",
    "对照目标值：办复率100%；人大代表建议办复率110%。",
    "指标完成情况：\n人大代表建议办复率120%。",
    "人大代表建议办复率120%的单位有3家。",
    "人大代表建议办复率约101%。",
    "人大代表建议办复率120%（与计划相比）。",
    "人大代表建议办复率\t120%",
]
PLAIN = [
    ("审结行政复议案件132件，其中维持71件、调解和解171件。", ["171件"]),
    ("审结行政复议案件132件（其中维持171件）。", ["171件"]),
    ("办理法律援助案件132件，其中民事171件。", ["171件"]),
    ("梳理规范性文件48件，其中废止51件、拟修改4件。", ["51件"]),
    ("审结行政复议案件近130件，其中维持171件。", ["171件"]),
    ("罚没款120万元，其中罚款0.5亿元。", ["0.5亿元"]),
    ("调解成功率超102%。", ["102%"]),
    ("办理诉求935件，12345热线按时办结率109.2%。", ["109.2%"]),
]


@pytest.mark.parametrize("text", EXPLAINED)
def test_what_may_be_explained_accuses_nobody(text):
    assert accused(text) == []


@pytest.mark.parametrize(("text", "surfaces"), PLAIN)
def test_what_nothing_explains_is_found(text, surfaces):
    assert accused(text) == surfaces
