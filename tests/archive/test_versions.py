"""What changed between two versions of a report, as the views tell it: on both engines, read by the real parser."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reportarchive import parse_text
from reportarchive.archive import Archive
from reportarchive.indicators import load_indicators
from reportarchive.query import Reader, compare_versions, read_versions

TEXT = (
    "一、主要举措\n"
    "（一）依法化解矛盾\n"
    "全年办理人大代表建议120件、政协提案366件，办复率100%。召开会议3次。\n"
    "组织培训3次，培训执法人员300人次。新建站点七个。\n"
    "（二）加强监督\n"
    "开展行政检查1200次。开展案卷评查366件。\n"
    "二、下一年工作安排\n"
    "力争培训执法人员400人次。\n"
)
INSERTED = "（二）优化服务\n受理热线诉求5.87万件。\n（三）加强监督"
# what is edited -> (old, new) pairs, the summaries of metric_diff, (difference, headings) of section_diff
CASES = {
    "one number": (
        [("提案366件", "提案368件")],
        ["政协提案 366件 → 368件"],
        [("changed", "（一）依法化解矛盾", "（一）依法化解矛盾")],
    ),
    "a number that another one had before": (
        [("提案366件", "提案120件"), ("建议120件", "建议366件")],
        ["办理人大代表建议 120件 → 366件", "政协提案 366件 → 120件"],
        [("changed", "（一）依法化解矛盾", "（一）依法化解矛盾")],
    ),
    "two of one sentence, with another number of digits": (
        [("建议120件", "建议99件"), ("提案366件", "提案1000件")],
        ["办理人大代表建议 120件 → 99件", "政协提案 366件 → 1000件"],
        [("changed", "（一）依法化解矛盾", "（一）依法化解矛盾")],
    ),
    "a Chinese numeral": (
        [("七个", "八个")],
        ["新建站点 七个 → 八个"],
        [("changed", "（一）依法化解矛盾", "（一）依法化解矛盾")],
    ),
    "a sentence before, with a number that was there already": (
        [("全年办理", "召开动员会3次。全年办理")],
        ["召开动员会 + 3次"],
        [("changed", "（一）依法化解矛盾", "（一）依法化解矛盾")],
    ),
    "a sentence gone": (
        [("召开会议3次。", "")],
        ["召开会议 - 3次"],
        [("changed", "（一）依法化解矛盾", "（一）依法化解矛盾")],
    ),
    "a unit": (
        [("召开会议3次", "召开会议3场")],
        ["召开会议 3次 → 3场"],
        [("changed", "（一）依法化解矛盾", "（一）依法化解矛盾")],
    ),
    "the same number written otherwise": (
        [("1200次", "1,200次")],
        [],
        [("changed", "（二）加强监督", "（二）加强监督")],
    ),
    "words around equal numbers": (
        [("全年办理", "一年来，全区共办理"), ("培训执法人员300", "累计培训执法人员300")],
        [],
        [("changed", "（一）依法化解矛盾", "（一）依法化解矛盾")],
    ),
    "words and the number": (
        [("开展行政检查1200次", "一年来开展行政检查1300次")],
        ["一年来开展行政检查 1200次 → 1300次"],
        [("changed", "（二）加强监督", "（二）加强监督")],
    ),
    "a section before, so that the next is renumbered": (
        [("（二）加强监督", INSERTED)],
        ["受理热线诉求 + 5.87万件"],
        [("added", None, "（二）优化服务")],
    ),
    "another title": (
        [("（二）加强监督", "（二）强化监督")],
        [],
        [("retitled", "（二）加强监督", "（二）强化监督")],
    ),
    "another title and another number": (
        [("（二）加强监督\n开展行政检查1200次", "（二）强化监督\n开展行政检查1300次")],
        ["开展行政检查 1200次 → 1300次"],
        [("replaced", "（二）加强监督", "（二）强化监督")],
    ),
    "a number gone here, and another of its kind come elsewhere": (
        [("开展行政检查1200次。", ""), ("组织培训", "本年开展行政检查50次。组织培训")],
        ["开展行政检查 + 50次", "开展行政检查 - 1200次"],
        [
            ("changed", "（一）依法化解矛盾", "（一）依法化解矛盾"),
            ("changed", "（二）加强监督", "（二）加强监督"),
        ],
    ),
    "a section gone": (
        [("（二）加强监督\n开展行政检查1200次。开展案卷评查366件。\n", "")],
        ["开展行政检查 - 1200次", "开展案卷评查 - 366件"],
        [("removed", "（二）加强监督", None)],
    ),
}  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def kept(request, factory, tmp_path):
    """Return the URL of an archive, and the storing of a text in it as a report's next version."""
    url = f"sqlite:///{tmp_path / 'kept.db'}" if request.param == "sqlite" else request.getfixturevalue("database")
    with Archive.create(url) as archive:
        archive.sync_registry(
            factory.DIVISIONS, [factory.make_source(1), factory.make_source(2)], load_indicators().values(),
            last_year=2024,
        )  # fmt: skip
        archive.begin_run("harvest", {}, factory.NOW)
        desk = factory.Desk(archive)

        def store(text, body, change=lambda report: report, **by):
            report = replace(parse_text(text), document=factory.make_document())
            return desk.store(change(report), body=body, **by)

        yield url, store


def ask(url, sql):
    with Reader.open(url) as reader:
        return reader.run(sql).rows


SUMMARIES = "SELECT summary FROM metric_diff ORDER BY version_no, COALESCE(seq_after, seq_before)"
HEADINGS = "SELECT difference, heading_before, heading_after FROM section_diff ORDER BY COALESCE(seq_after, seq_before)"


@pytest.mark.parametrize("name", CASES)
def test_an_edit_is_told_and_nothing_else(kept, name):
    url, store = kept
    edits, summaries, headings = CASES[name]
    text = TEXT
    for old, new in edits:
        assert text.count(old) == 1
        text = text.replace(old, new)
    store(TEXT, "before")
    store(text, "after")
    assert ask(url, SUMMARIES) == [(one,) for one in summaries]
    assert ask(url, HEADINGS) == headings


def test_both_spans_show_their_characters(kept):
    url, store = kept
    store(TEXT, "before")
    store("前言一句。\n" + TEXT.replace("366件，", "368件，"), "after")
    rows = ask(
        url,
        """
        SELECT
            substr(b.text, d.char_start_before + 1, d.char_end_before - d.char_start_before), d.surface_before,
            substr(a.text, d.char_start_after + 1, d.char_end_after - d.char_start_after), d.surface_after,
            d.sentence_before, d.sentence_after, d.value_before, d.value_after, d.difference, d.reason
        FROM metric_diff d
        JOIN report_version b ON b.version_id = d.version_id_before
        JOIN report_version a ON a.version_id = d.version_id_after
        """,
    )
    sentence = "全年办理人大代表建议120件、政协提案{}，办复率100%。"
    said = (sentence.format("366件"), sentence.format("368件"))
    assert rows == [("366件", "366件", "368件", "368件", *said, 366.0, 368.0, "changed", "source")]


def test_a_parser_change_over_the_same_text_goes_by_offsets(kept):
    url, store = kept
    store(TEXT, "page", parser="1")

    def read_better(report):
        kept = [one for one in report.metrics if one.surface != "七个"]
        first = replace(kept[0], indicator=None)
        meetings = next(place for place, one in enumerate(kept) if one.label == "召开会议")
        kept[meetings] = replace(kept[meetings], value="30")
        before, cut, last = report.sections[:-2], report.sections[-2], report.sections[-1]
        moved = replace(cut, path=(1, 2, 1), level=3, title="加强", heading_end=cut.heading_end - len("监督"))
        kept = [replace(one, section=moved.path) if one.section == cut.path else one for one in kept]
        sections = (*before, moved, replace(last, role=before[0].role))
        return replace(report, metrics=(first, *kept[1:]), sections=sections)

    store(TEXT, "page", read_better, parser="2")
    assert ask(url, SUMMARIES) == [
        ("办理人大代表建议 120件: proposals.handled → none",),
        ("召开会议 3次: 3 → 30",),
        ("新建站点 - 七个",),
    ]
    assert ask(url, HEADINGS) == [
        ("retitled", "（二）加强监督", "（二）加强"),
        ("reclassified", "二、下一年工作安排", "二、下一年工作安排"),
    ]
    assert ask(url, "SELECT DISTINCT reason FROM metric_diff") == [("parser",)]


def test_of_two_equal_sentences_the_one_read_now_is_told(kept):
    url, store = kept
    text = "一、甲\n召开会议3次。\n二、乙\n召开会议3次。\n"

    def overlook_the_first(report):
        return replace(report, metrics=report.metrics[1:])

    store(text, "page", overlook_the_first, parser="1")
    store(text, "page", parser="2")
    assert ask(url, "SELECT difference, section_path, char_start_after FROM metric_diff") == [
        ("added", "1", text.index("3次")),
    ]  # fmt: skip


def test_the_history_says_when_why_and_how_much(kept):
    url, store = kept
    store(TEXT, "before")
    store(TEXT.replace("召开会议3次。", ""), "after")
    assert ask(
        url,
        """
        SELECT version_no, reason, is_current, metrics, sections, text_changed, metrics_more, sections_more,
            recorded_to IS NULL, fetch_url, parser_version
        FROM version_history ORDER BY version_no
        """,
    ) == [
        (1, "first", 0, 10, 4, None, None, None, 0, "http://gov1.example/2023.html", "1"),
        (2, "source", 1, 9, 4, 1, -1, 0, 1, "http://gov1.example/2023.html", "1"),
    ]


def test_any_two_versions_are_compared_as_neighbours_are(kept):
    url, store = kept
    store(TEXT, "first")
    store(TEXT.replace("提案366件", "提案367件"), "second")
    store(TEXT.replace("提案366件", "提案368件").replace("加强监督", "强化监督"), "third")
    report_id = "990101-2023-annual"
    with Reader.open(url) as reader:
        assert [row["version_no"] for row in read_versions(reader, report_id)] == [1, 2, 3]
        whole = compare_versions(reader, "metric_diff", report_id, before=1, after=3)
        assert [row["summary"] for row in whole] == ["政协提案 366件 → 368件"]
        last = compare_versions(reader, "metric_diff", report_id, before=2, after=3)
        assert [row["summary"] for row in last] == ["政协提案 367件 → 368件"]
        titles = compare_versions(reader, "section_diff", report_id, before=1, after=3)
        assert [row["difference"] for row in titles] == ["changed", "retitled"]
    assert ask(url, SUMMARIES) == [("政协提案 366件 → 367件",), ("政协提案 367件 → 368件",)]


@pytest.mark.parametrize(
    ("asked", "found_by"),
    [
        ("report_id = 'a'", "sqlite_autoindex_report_version_1 (report_id=?)"),
        ("year = 2023 AND reason = 'source'", "ix_report_year (year=?)"),
        ("division_code = '990101' AND version_no = 2", "(division_code=?"),
    ],
)
@pytest.mark.parametrize("view", ["metric_diff", "section_diff", "version_history"])
def test_what_is_asked_for_is_found_without_reading_the_rest(archive, view, asked, found_by):
    """What a question names goes through all the windows down to an index."""
    with archive.engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN SELECT * FROM {view} WHERE {asked}").all()
    steps = [row[-1] for row in plan]
    assert any(found_by in step for step in steps), steps
    scanned = {step.split()[1] for step in steps if step.startswith("SCAN ")}
    assert scanned & {"a", "b", "v", "m", "s", "ma", "mb", "sa", "sb"} == set(), steps
