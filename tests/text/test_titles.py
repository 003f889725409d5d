"""Titles of reports and of their look-alikes, from the tables `cases/titles.toml` and `cases/title_forms.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportarchive.text.titles import Decision, read_title

FORMS = tomllib.loads((Path(__file__).parents[1] / "cases" / "title_forms.toml").read_text("utf-8"))
ROWS = [(table, row) for table, rows in FORMS.items() for row in rows]
CASES = tomllib.loads((Path(__file__).parents[1] / "cases" / "titles.toml").read_text("utf-8"))["case"]
WORDS = "柳堤区人民政府关于2023年度法治政府建设情况的报告《》（）()—-…解读通知上半年二〇至 \n"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"][:40])
def test_title(case: dict[str, object]) -> None:
    reading = read_title(str(case["title"]), url=case.get("url"))  # type: ignore[arg-type]
    assert reading.decision == case.get("decision", "accept"), reading
    found = {
        "rule": reading.rule.partition(":")[0],
        "issuer": reading.issuer or "",
        "year": reading.year or 0,
        "kind": reading.kind,
        "start": reading.period_start or "",
        "end": reading.period_end or "",
    }
    wanted = {name: case[name] for name in found if name in case}
    assert {name: found[name] for name in wanted} == wanted


@pytest.mark.parametrize(
    ("table", "row"), ROWS, ids=lambda value: value if isinstance(value, str) else str(value[1])[:40]
)
def test_form(table: str, row: list[object]) -> None:
    reading = read_title(str(row[1]))
    accepted = table not in {"refuse", "needs_review"}
    assert reading.decision == ("accept" if accepted else table), reading
    assert (reading.year or 0) == row[0]
    assert not accepted or reading.kind == table
    assert reading.issuer in row[2:] or len(row) == 2


def test_table_holds_every_decision_and_enough_decoys() -> None:
    decisions = [case.get("decision", "accept") for case in CASES]
    assert {*decisions} == {*Decision}
    assert decisions.count("accept") >= 40
    assert len(decisions) - decisions.count("accept") >= 30


def test_titles_are_unlike() -> None:
    keys = [(case["title"], case.get("url")) for case in CASES]
    assert len(set(keys)) == len(keys)


@given(st.text(max_size=80) | st.text(alphabet=WORDS, max_size=60))
def test_any_text_gets_a_decision(title: str) -> None:
    reading = read_title(title, url=title)
    assert reading.decision in Decision
    assert reading.year is None or 2000 <= reading.year <= 2099


def test_width_and_white_space_change_nothing() -> None:
    plain = read_title("柳堤区人民政府2023年法治政府建设情况报告")
    assert read_title("柳堤区 人民政府\t２０２３ 年\u3000法治政府 建设情况报告\n") == plain


def test_a_long_hostile_text_is_refused_at_once() -> None:
    assert read_title("法治政府建设" * 100_000).rule == "too_long"


@pytest.mark.parametrize(
    "text",
    [
        "法治政府建设",
        "法治公安建设暨",
        "依法行政(",
        "依法行政和",
        "情况",
        "2023年",
        "工作的",
        "--",
        " - ",
        ">",
        "《",
        "[1]",
        "(一)",
        "通知公告_",
        "&amp;",
    ],
)
def test_repeated_pieces_cost_little(text: str) -> None:
    for tail in ("", "法治政府建设", "情况报告", "。"):
        assert read_title("柳堤区" + text * (290 // len(text)) + tail).decision in Decision
        assert read_title(text * (1200 // len(text)) + tail).decision in Decision
