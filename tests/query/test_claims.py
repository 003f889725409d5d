"""Claims of reports as they are read by the parser: what is a conflict, and all that must never be called one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reportarchive import parse_text
from reportarchive.indicators import load_indicators

HEAD = "一、主要举措和成效\n"
PLAN = "二、下一步工作安排\n"
GROWTH = [
    # the year before, this year, the verdict on the growth
    ("办理法律援助案件612件。", "办理法律援助案件703件，较去年增长14.9%。", "PASS"),
    ("办理法律援助案件612件。", "办理法律援助案件703件，较去年增长14.8%。", "PASS"),  # cut off, not rounded
    ("办理法律援助案件612件。", "办理法律援助案件703件，较去年增长24.9%。", "CONFLICT"),
    ("办理法律援助案件612件。", "办理法律援助案件703件，同比下降14.9%。", "CONFLICT"),
    ("办理法律援助案件612件。", "办理法律援助案件703件，较去年增加91件。", "PASS"),
    ("办理法律援助案件612件。", "办理法律援助案件703件，较去年增加81件。", "CONFLICT"),
    ("办理法律援助案件612件。", "办理法律援助案件703件，总量同比增长24.9%。", "CONFLICT"),
    # nothing to compare with
    ("", "办理法律援助案件703件，较去年增长24.9%。", "NOT_ASSESSABLE"),
    ("办理公证案件612件。", "办理法律援助案件703件，较去年增长24.9%。", "NOT_ASSESSABLE"),
    ("办理法律援助案件612宗。", "办理法律援助案件703件，较去年增长24.9%。", "NOT_ASSESSABLE"),
    # bounds and round numbers widen what may be
    ("办理法律援助案件600余件。", "办理法律援助案件703件，较去年增长14.9%。", "PASS"),
    ("办理法律援助案件近650件。", "办理法律援助案件700余件，较去年增长14.9%。", "PASS"),
    ("办理法律援助案件612件。", "办理法律援助案件703件，较去年增长近16%。", "PASS"),
    ("办理法律援助案件5.2万件。", "办理法律援助案件5.9万件，较去年增长11.5%。", "PASS"),
    ("办理法律援助案件612件。", "办理法律援助案件700余件，较去年增长34.9%。", "CONFLICT"),
    # another time, a part, another count, several values, other words
    ("办理法律援助案件612件。", "办理法律援助案件703件，环比增长24.9%。", "NOT_ASSESSABLE"),
    ("办理法律援助案件612件。", "办理法律援助案件703件，年均增长24.9%。", "NOT_ASSESSABLE"),
    ("办理法律援助案件612件。", "办理法律援助案件703件，较2019年增长24.9%。", "NOT_ASSESSABLE"),
    ("办理法律援助案件612件。", "办理法律援助案件703件，其中民事案件同比增长24.9%。", "NOT_ASSESSABLE"),
    ("办理法律援助案件612件。", "办理法律援助案件703件，涉企案件同比增长24.9%。", "NOT_ASSESSABLE"),
    ("办理法律援助案件612件。", "办理法律援助案件703件，同比增加农民工案件55件。", "NOT_ASSESSABLE"),
    ("办理法律援助案件612件。", "办理法律援助案件703件，同比分别增长24.9%。", "NOT_ASSESSABLE"),
    ("办理法律援助案件612件。", "办理法律援助案件703件，同比增长24.9%（同口径）。", "NOT_ASSESSABLE"),
    ("办理法律援助案件612件。", "办理法律援助案件703件，同比增长24.9%（按可比数据）。", "NOT_ASSESSABLE"),
    ("办理法律援助案件612件。", "办理法律援助案件703件，同比增长24.9%，剔除政策因素。", "NOT_ASSESSABLE"),
    ("办理法律援助案件612件。", "办理法律援助案件703件，同比增长24.9%，已扣除撤回的。", "NOT_ASSESSABLE"),
    ("办理法律援助案件612件。", "办理法律援助案件2703件。办理法律援助案件703件，较去年增长24.9%。", "NOT_ASSESSABLE"),
    ("办理法律援助案件612件，其中刑事112件。", "办理法律援助案件703件，较去年增长24.9%。", "NOT_ASSESSABLE"),
    ("全区受理法律援助案件612件。", "为农民工办理法律援助案件703件，较去年增长24.9%。", "NOT_ASSESSABLE"),
    # a rate: per cent may mean points
    ("行政机关负责人出庭应诉率88.6%。", "行政机关负责人出庭应诉率91.3%，较去年提升2.7个百分点。", "PASS"),
    ("行政机关负责人出庭应诉率88.6%。", "行政机关负责人出庭应诉率91.3%，较去年提升2.7%。", "PASS"),
    ("行政机关负责人出庭应诉率88.6%。", "行政机关负责人出庭应诉率91.3%，较去年提升3.05%。", "PASS"),
    ("行政机关负责人出庭应诉率88.6%。", "行政机关负责人出庭应诉率91.3%，较去年提升8.88%。", "CONFLICT"),
    ("行政机关负责人出庭应诉率88.6%。", "行政机关负责人出庭应诉率91.3%，较去年提升5.7个百分点。", "CONFLICT"),
]
CASE, MORE = "办理法律援助案件612件。", "办理法律援助案件703件，同比增长24.9%"
DOUBTFUL = [
    # the year before, this year: what could explain that they do not fit
    # an open end
    (CASE, "办理法律援助案件703件，较去年增长超10%。"),
    (CASE, "办理法律援助案件703件，较去年增长10%以上。"),
    (CASE, "办理法律援助案件703件，较去年增长不低于5%。"),
    (CASE, "办理法律援助案件超700件，同比增长34.9%。"),
    ("办理法律援助案件不少于300件。", f"{MORE}。"),
    ("办理法律援助案件数百件。", f"{MORE}。"),
    # a part of the year, or more than it
    (CASE, "截至11月底，办理法律援助案件403件，同比增长24.9%。"),
    (CASE, "行政复议法实施以来，办理法律援助案件703件，同比增长24.9%。"),
    (CASE, "办理法律援助案件403件，较去年上半年增长24.9%。"),
    (CASE, "办理法律援助案件403件，较上年同期增长24.9%。"),
    (CASE, "办理法律援助案件703件，较去年末增长24.9%。"),
    (CASE, "办理法律援助案件703件，较2023年底增长24.9%。"),
    (CASE, f"{MORE}。本报告数据截至2024年11月30日。"),
    (f"{CASE}以上数据统计截至11月底。", f"{MORE}。"),
    ("上半年，办理法律援助案件612件。", f"全年，{MORE}。"),
    ("1—11月，办理法律援助案件612件。", f"1—11月，{MORE}。"),
    ("2022年办理法律援助案件612件。", f"{MORE}。"),
    ("累计办理法律援助案件2612件。", "累计办理法律援助案件703件，同比增长24.9%。"),
    # something else has grown
    (CASE, "办理法律援助案件703件，与去年相比每月增长24.9%。"),
    (CASE, "办理法律援助案件703件，同比人均增长24.9%。"),
    (CASE, "办理法律援助案件703件，同比效率提升24.9%。"),
    (CASE, "办理法律援助案件703件，同比民事增长24.9%。"),
    (CASE, "办理法律援助案件703件，同比增幅扩大24.9个百分点。"),
    (CASE, f"{MORE}（民事）。"),
    (CASE, f"{MORE}的是民事案件。"),
    ("办理法律援助案件612件、公证案件1000件。", "办理法律援助案件703件、公证案件1100件，同比增长24.9%。"),
    ("受理法律援助案件612件，办理公证1000件。", "受理法律援助案件703件，办理公证1100件，同比增长24.9%。"),
    # counted by other rules
    (CASE, f"{MORE}（不含公安）。"),
    (CASE, f"{MORE}；以上数据不含刑事案件。"),
    (CASE, f"{MORE}。（注：按新统计口径计算）"),
    (CASE, f"{MORE}。受统计口径调整影响，不可直接比较。"),
    (CASE, f"{MORE}，上年修正数为563件。"),
    (CASE, f"{MORE}，机构改革后合并计算。"),
    (CASE, f"受行政区划调整影响，{MORE}。"),
    ("办理法律援助案件612件（均为民事）。", f"{MORE}。"),
    # another body, field or group
    ("市本级、各县办理法律援助案件612件。", "各县办理法律援助案件703件，同比增长24.9%。"),
    ("聚焦农民工群体，办理法律援助案件612件。", f"聚焦未成年人，{MORE}。"),
    ("市农业农村局强化执法。查处违法案件612件。", "市城管局强化执法。查处违法案件703件，同比增长24.9%。"),
    ("市农业农村局强化执法；查处违法案件612件。", "市城管局强化执法；查处违法案件703件，同比增长24.9%。"),
    ("（三）市公安局\n查处违法案件612件。", "（三）市城管局\n查处违法案件703件，同比增长24.9%。"),
    ("在农业领域，收缴罚没款612万元。", "在城管领域，收缴罚没款703万元，同比增长24.9%。"),
    # a table, whose columns are not known
    ("办理法律援助案件\t612件", "办理法律援助案件\t703件\t同比增长24.9%"),
    # so near, or so small, that a later count of the year before may explain it
    ("办理法律援助案件606件。", "办理法律援助案件703件，同比增长14.9%。"),
    ("行政诉讼败诉8件。", "行政诉讼败诉6件，同比减少3件。"),
    ("行政诉讼败诉1件。", "行政诉讼败诉2件，同比增长200%。"),
]
PLAIN = [
    ("全年办理法律援助案件612件。", "2024年全年办理法律援助案件703件，较上年增长了24.9%，群众满意率99%。"),
    ("2023年，全市共办理法律援助案件612件。", "2024年，全市共办理法律援助案件703件（同比增长24.9%）。"),
    ("286人次参加考试，考试合格率91.5%。", "312人次参加考试，考试合格率93.5%，较去年提高5个百分点。"),
    ("市司法局强化服务。办理法律援助案件612件。", f"市司法局提升服务。{MORE}，其中民事增长14.9%。"),
]
PARTS = [
    ("审结行政复议案件132件，其中维持71件。", ["PASS"]),
    ("审结行政复议案件132件，其中维持171件。", ["CONFLICT"]),
    ("审结行政复议案件132件，其中维持71件、调解和解241件。", ["PASS", "CONFLICT"]),
    ("审结行政复议案件100余件，其中维持105件。", ["PASS"]),
    ("审结行政复议案件200件，其中维持210件。", ["CONFLICT"]),
    ("审结行政复议案件1.2万件，其中维持12040件。", ["PASS"]),
    ("审结行政复议案件132件，其中上年结转维持171件。", ["NOT_ASSESSABLE"]),
    ("审结行政复议案件132件，维持171件。", []),  # not said to be a part
    ("审结行政复议案件132件，其中维持71件，全市各级审结行政复议案件1000件。", ["PASS"]),
    ("受理行政复议案件92件，审结132件。", []),  # some were accepted the year before
]
RATES = [
    ("人大代表建议办复率100%。", "PASS"),
    ("人大代表建议办复率101%。", "CONFLICT"),
    *(
        (f"{words}，人大代表建议办复率120%。", "NOT_ASSESSABLE")
        for words in (
            "对照目标",
            "按年度任务",
            "按照计划",
            "超额办理",
            "力量增强",
            "提高幅度",
            "与上年相比",
            "与去年相比",
        )
    ),
]


@pytest.fixture
def tell(desk, reader, factory):
    """A function that stores a report per year with a text each, and returns the verdicts on one kind of claim."""
    desk.archive.sync_registry(factory.DIVISIONS, [factory.make_source(1)], load_indicators().values(), last_year=2024)

    def judged(claim, *texts, plan=""):
        for year, text in zip((2024, 2023), reversed(texts), strict=False):
            read = parse_text(HEAD + text + "\n" + PLAN + plan)
            document = factory.make_document(
                year=year,
                period_start=f"{year}-01-01",
                period_end=f"{year}-12-31",
                url=f"http://gov1.example/{year}.html",
            )
            desk.store(replace(read, document=document), body=f"{year}")
        found = reader.run("SELECT * FROM claim_check WHERE claim = :claim ORDER BY year, seq", {"claim": claim})
        return [dict(zip(found.columns, row, strict=True)) for row in found.rows]

    return judged


@pytest.mark.parametrize(("before", "now", "verdict"), GROWTH)
def test_growth_is_worked_out_from_the_two_years(tell, before, now, verdict):
    (row,) = tell("growth", before, now)
    assert (row["verdict"], row["report_id"]) == (verdict, "990101-2024-annual")
    assert (row["reason"] is None) == (verdict == "PASS")


@pytest.mark.parametrize(("before", "now"), DOUBTFUL)
def test_what_may_be_explained_is_no_conflict(tell, before, now):
    rows = tell("growth", before, now)
    assert [row["verdict"] for row in rows if row["year"] == 2024] == ["NOT_ASSESSABLE"]


@pytest.mark.parametrize(("before", "now"), PLAIN)
def test_what_both_years_say_in_the_same_words_is_a_conflict(tell, before, now):
    rows = tell("growth", before, now)
    assert "CONFLICT" in [row["verdict"] for row in rows]


def test_a_difference_that_a_later_count_may_explain_says_so(tell):
    (row,) = tell("growth", "办理法律援助案件606件。", "办理法律援助案件703件，同比增长14.9%。")
    assert row["reason"] == "so near that a later count of the year before may explain it"


@pytest.mark.parametrize(
    ("claims", "verdicts"),
    [
        ("同比增长24.9%、14.9%", ["NOT_ASSESSABLE", "PASS"]),
        ("同比增长5%、24.9%", ["NOT_ASSESSABLE", "NOT_ASSESSABLE"]),
        ("同比分别增长34.9%和24.9%", ["NOT_ASSESSABLE", "NOT_ASSESSABLE"]),
    ],
)
def test_of_several_claims_it_is_not_known_whose_each_is(tell, claims, verdicts):
    rows = tell("growth", "办理法律援助案件612件。", f"办理法律援助案件703件，{claims}。")
    assert [row["verdict"] for row in rows] == verdicts


def test_without_the_year_before_there_is_no_conflict(tell):
    (row,) = tell("growth", "办理法律援助案件703件，较去年增长24.9%。")
    assert (row["verdict"], row["reason"]) == ("NOT_ASSESSABLE", "no report of the year before")


def test_a_target_and_a_range_are_not_assessed(tell):
    plan = "力争办理法律援助案件800件，较去年增长24.9%。"
    rows = tell("growth", "办理法律援助案件612件。", "办理法律援助案件703件，较去年增长20%—25%。", plan=plan)
    assert [(row["verdict"], row["reason"]) for row in rows if row["year"] == 2024] == [
        ("NOT_ASSESSABLE", "a range"),
        ("NOT_ASSESSABLE", "a target"),
    ]


def test_a_verdict_shows_all_three_numbers_in_their_texts(tell, reader):
    (row,) = tell("growth", "办理法律援助案件612件。", "办理法律援助案件703件，较去年增长24.9%。")
    texts = dict(reader.run("SELECT version_id, text FROM report_current").rows)
    for prefix, version, surface in (
        ("", row["version_id"], "24.9%"),
        ("value_", row["version_id"], "703件"),
        ("base_", row["base_version_id"], "612件"),
    ):
        start, end = row[f"{prefix}char_start"], row[f"{prefix}char_end"]
        assert texts[version][start:end] == row[f"{prefix}surface"] == surface
    assert row["base_report_id"] == "990101-2023-annual"
    assert round(row["recomputed"], 2) == 14.87


@pytest.mark.parametrize(("text", "verdicts"), PARTS)
def test_a_part_is_no_larger_than_its_whole(tell, text, verdicts):
    assert [row["verdict"] for row in tell("part", text)] == verdicts


@pytest.mark.parametrize(("text", "verdict"), RATES)
def test_a_share_is_at_most_all(tell, text, verdict):
    assert [row["verdict"] for row in tell("rate", text)] == [verdict]
