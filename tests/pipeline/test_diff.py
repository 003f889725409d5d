from __future__ import annotations

import pytest

from reportarchive.errors import UnknownName, UsageError
from reportarchive.pipeline.answer.diff import Rewording, read_difference, rewordings, sentences

EDITED = "990101-2025-annual"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("一句。两句；三句！四句？", ("一句。", "两句；", "三句！", "四句？")),
        ("一、标题\n正文没有句号\n\n  下一行。", ("一、标题", "正文没有句号", "下一行。")),
        ("真的？！是。", ("真的？！", "是。")),
        ("", ()),
    ],
)
def test_a_sentence_ends_with_its_sign_or_its_line(text, found):
    assert sentences(text) == found


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ("甲。乙。丙。", "甲。乙。丙。", []),
        ("甲。乙。丙。", "甲。\n乙。 丙。\n", []),
        ("甲。乙。丙。", "甲。丁。丙。", [Rewording(("乙。",), ("丁。",))]),
        ("甲。乙。丙。", "甲。丙。", [Rewording(("乙。",), ())]),
        ("甲。丙。", "甲。乙。丙。丁。", [Rewording((), ("乙。",)), Rewording((), ("丁。",))]),
    ],
)
def test_sentences_that_give_way_are_told_in_their_place(before, after, found):
    assert rewordings(before, after) == found


def test_a_text_that_says_the_same_without_end_is_compared_all_the_same():
    many = "同。" * 20_000
    found = rewordings(f"甲。{many}乙。", f"甲。{many}丙。")
    assert (found[-1].before[-1], found[-1].after[-1]) == ("乙。", "丙。")


def test_the_current_version_is_compared_with_the_one_before(days):
    found = read_difference(days.second.settings, EDITED)
    assert (found.before["version_no"], found.after["version_no"], found.fields) == (1, 2, [])
    assert [row["reason"] for row in found.between] == ["source"]
    assert [row["summary"] for row in found.metrics] == ["办理人大代表建议和政协提案 216件 → 218件"]
    assert [row["path_after"] for row in found.sections] == ["1.7"]
    said = "办理人大代表建议和政协提案{}件,办复率100%。"
    assert found.sentences == [Rewording((said.format(216),), (said.format(218),))]


def test_a_report_with_one_version_has_nothing_before(days):
    found = read_difference(days.second.settings, "990102/2025")
    assert (found.before, found.metrics, found.sections, found.sentences) == (None, [], [], [])


@pytest.mark.parametrize(
    ("numbers", "error", "message"),
    [
        ({"before": 3}, UnknownName, "has no version 3; it has 1, 2"),
        ({"after": 1}, UsageError, "is the first; name a later one"),
        ({"before": 2}, UsageError, "version 2 is not before version 2"),
    ],
)
def test_a_version_that_is_not_there_or_not_earlier_is_refused(days, numbers, error, message):
    with pytest.raises(error, match=message):
        read_difference(days.second.settings, EDITED, **numbers)
