"""Broken lines joined and everything else left apart, against a table."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from reportarchive.outline import tidy
from reportarchive.outline.lines import is_date_line, is_organ_line

CASES = tomllib.loads((Path(__file__).parent.parent / "cases" / "lines.toml").read_text("utf-8"))["case"]


def _rows() -> list[Any]:
    return [
        pytest.param(
            case["text"],
            case["lines"],
            id=case["about"],
            marks=[pytest.mark.xfail(reason=case["known"])] if "known" in case else [],
        )
        for case in CASES
    ]


@pytest.mark.parametrize(("text", "lines"), _rows())
def test_lines_of_a_text(text: str, lines: list[str]) -> None:
    assert tidy(text) == "\n".join(lines)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_tidying_moves_nothing_but_white_space_and_is_done_once(case: dict[str, Any]) -> None:
    text = tidy(case["text"])
    assert "".join(text.split()) == "".join(case["text"].split())
    assert tidy(text) == text


@pytest.mark.parametrize(
    "line",
    ["2024年3月1日", "（2024年3月1日）", "2024 年 3 月 1 日", "2024-03-01", "２０２４年３月", "二〇二四年三月一日"],
)
def test_date_lines(line: str) -> None:
    assert is_date_line(line)


@pytest.mark.parametrize("line", ["2024年", "2024年3月1日印发", "截至2024年3月1日", "3月1日", "12.5", ""])
def test_no_date_lines(line: str) -> None:
    assert not is_date_line(line)


@pytest.mark.parametrize("line", ["某区人民政府", "某市司法局", "某县某镇", "某区依法治区委员会办公室"])
def test_organ_lines(line: str) -> None:
    assert is_organ_line(line)


@pytest.mark.parametrize("line", ["某区人民政府：", "请区政府，市司法局", "局", "主要工作", "报送市政府。", ""])
def test_no_organ_lines(line: str) -> None:
    assert not is_organ_line(line)


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (["来源，甲", *["来源丙"] * 8_000], 1),
        (["来源：a"] * 8_000, 1),
        (["一、加强监督，", "推进执法", "第三行"], 2),
        (["全年共办理案件，", *["来源丙"] * 8_000, "某区人民政府", "2024年3月1日"], 3),
    ],
    ids=["clause", "source", "heading-in-two-lines", "signature"],
)
def test_lines_without_a_stop_are_put_together(lines: list[str], joined: int) -> None:
    text = tidy("\n".join(lines))
    assert text.replace("\n", "") == "".join(lines)
    assert text.count("\n") == joined - 1
