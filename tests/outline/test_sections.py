"""Section trees against a table: what is a heading, at which level, with which role, and what only looks like one."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from reportarchive.model import Role
from reportarchive.outline import read_outline, tidy
from reportarchive.outline.roles import role_of, settle

CASES = tomllib.loads((Path(__file__).parent.parent / "cases" / "sections.toml").read_text("utf-8"))["case"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_headings_of_a_text_and_no_others(case: dict[str, Any]) -> None:
    outline = read_outline(tidy(case["text"]), year=case.get("year"))
    headings = [one for one in outline.sections if one.mark or one.title]
    assert [f"{one.level}|{one.mark}|{one.title}|{one.role}" for one in headings] == case["headings"]
    assert [issue.code for issue in outline.issues] == case.get("issues", [])
    if "others" in case:
        assert [one.role for one in outline.sections if not one.mark] == case["others"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_own_texts_in_order_are_the_text(case: dict[str, Any]) -> None:
    text = tidy(case["text"])
    sections = read_outline(text).sections
    ends = [*(one.start for one in sections[1:]), len(text)]
    assert [one.start for one in sections] == [0, *ends[:-1]]
    assert "".join(text[one.start : end] for one, end in zip(sections, ends, strict=True)) == text


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_a_heading_is_the_text_as_written(case: dict[str, Any]) -> None:
    text = tidy(case["text"])
    for one in read_outline(text).sections:
        heading = text[one.start : one.heading_end]
        assert heading.startswith(one.mark)
        assert one.title in heading
        assert one.start <= one.heading_end <= one.end


def test_an_empty_text_has_no_sections() -> None:
    outline = read_outline("")
    assert (outline.sections, outline.issues) == ((), ())


def test_paths_count_siblings_and_the_preamble_is_0() -> None:
    text = tidy("开头。\n一、甲\n（一）子。\n（二）丑。\n二、乙\n（一）寅。\n内容。\n某区人民政府")
    assert [one.path for one in read_outline(text).sections] == [
        (0,), (1,), (1, 1), (1, 2), (2,), (2, 1), (3,),
    ]  # fmt: skip


def test_an_issue_of_the_numbering_points_at_the_mark() -> None:
    text = tidy("一、甲\n内容。\n四、乙\n内容。")
    (issue,) = read_outline(text).issues
    assert text[issue.start : issue.end] == "四、"
    assert issue.message == "heading number 4 where 2 was due"


@pytest.mark.parametrize(
    ("title", "year", "role"),
    [
        ("2024年工作安排", 2023, Role.PLAN),
        ("2024年的重点", 2023, Role.PLAN),
        ("2024年的重点", 2024, Role.TOPIC),
        ("2024年的重点", None, Role.TOPIC),
        ("党政主要负责人履行第一责任人职责情况和下一步安排", 2023, Role.LEADERSHIP),
        ("主要负责同志履行职责情况", 2023, Role.LEADERSHIP),
        ("主要负责人履职情况", 2023, Role.LEADERSHIP),
        ("履职情况", 2023, Role.MEASURES),
        ("下一步针对问题的打算", 2023, Role.PLAN),
        ("存在的短板及努力方向", 2023, Role.SHORTCOMINGS),
        ("工作开展情况", 2023, Role.MEASURES),
        ("其他需要报告的事项", 2023, Role.TOPIC),
        ("名词解释", 2023, Role.ANNEX),
        ("", 2023, Role.TOPIC),
    ],
)
def test_role_of_a_heading(title: str, year: int | None, role: Role) -> None:
    assert role_of(title, year=year) is role


def test_topics_become_measures_only_where_no_section_is_named_so() -> None:
    assert settle([Role.TOPIC, Role.PLAN]) == [Role.MEASURES, Role.PLAN]
    assert settle([Role.TOPIC, Role.MEASURES]) == [Role.TOPIC, Role.MEASURES]
    assert settle([]) == []
