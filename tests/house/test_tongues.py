"""The Chinese README keeps step with the English one: the same headings, commands, answers, links and figures."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENGLISH, CHINESE = (ROOT / name for name in ("README.md", "README.zh-CN.md"))
HEADINGS = {
    "reportarchive": "reportarchive",
    "Two commands": "两条命令",
    "Five questions, with their answers": "五个问题和它们的答案",
    "A real report": "一份真实的报告",
    "Real sites": "真实的网站",
    "The raw bytes": "原始字节",
    "Promises": "承诺",
    "What was not tried": "没有试过的",
    "How well it reads": "读得怎么样",
    "Licence": "许可",
}
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
HEADING = re.compile(r"^(#+) (.+)$", re.MULTILINE)
COMMENT = re.compile(r"\s*# .*$")
CODE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
FIGURE = re.compile(r"(?<![\w.,–])\d+(?:[.,]\d+)*(?!\w)", re.ASCII)
MONTH = re.compile(r"\d+ 月")  # which English says in a word
OTHER = {"README.md", "README.zh-CN.md"}  # each names the other


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def prose(path: Path) -> str:
    return BLOCK.sub("", read(path))


def test_headings_are_the_same_in_both_tongues():
    english, chinese = (HEADING.findall(prose(path)) for path in (ENGLISH, CHINESE))
    assert [(level, HEADINGS.get(said)) for level, said in english] == chinese


def test_commands_and_their_answers_are_the_same():
    english, chinese = (
        [(kind, [COMMENT.sub("", line) for line in body.splitlines()]) for kind, body in BLOCK.findall(read(path))]
        for path in (ENGLISH, CHINESE)
    )
    assert english == chinese


def test_what_is_said_between_them_names_the_same_code():
    english, chinese = (sorted(CODE.findall(re.sub(r"\s+", " ", prose(path)))) for path in (ENGLISH, CHINESE))
    assert english == chinese


def test_links_are_the_same():
    english, chinese = (
        [link for link in LINK.findall(prose(path)) if link not in OTHER] for path in (ENGLISH, CHINESE)
    )
    assert sorted(english) == sorted(chinese)
    assert [link for link in chinese if not (ROOT / link.partition("#")[0]).exists()] == []
    assert [path.name for path in (ENGLISH, CHINESE) if not OTHER - {path.name} <= set(LINK.findall(read(path)))] == []


def test_figures_are_the_same():
    english, chinese = (sorted(FIGURE.findall(MONTH.sub("", CODE.sub("", prose(path))))) for path in (ENGLISH, CHINESE))
    assert english == chinese
