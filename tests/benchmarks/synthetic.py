"""Synthetic reports for measuring: as long and as full of numbers as a district's, each another one.

A page is some 60 kilobytes of what Word exports (a span for every few words), its text some 8,000 characters with 90
numbers; the same number gives the same page on every machine.
"""

from __future__ import annotations

import random
import tomllib
from pathlib import Path

PHRASES = tomllib.loads((Path(__file__).parent / "phrases.toml").read_text(encoding="utf-8"))
CHINESE = "一二三四五六七八九十"
SENTENCES = 9  # of one topic
YEARS = range(2015, 2025)
HEAD = """<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title>
<meta name="ArticleTitle" content="{title}"><meta name="PubDate" content="{year}-03-28 10:00"></head><body>
<div class="nav"><a href="/">首页</a> &gt; <a href="/zwgk/">政务公开</a></div><h1>{title}</h1>
<div class="TRS_Editor">"""
SPAN = (
    "<span style=\"font-family:仿宋_GB2312;font-size:16.0000pt;mso-spacerun:'yes';mso-font-kerning:1.0000pt\">{}</span>"
)
FOOT = '</div><div class="footer">主办：区人民政府办公室</div></body></html>'


def page(number: int) -> tuple[bytes, str, int]:
    """Return the page of a number, its division (six digits) and the year reported on."""
    division, year = f"99{number // len(YEARS):04d}", YEARS[number % len(YEARS)]
    title = f"第{division[2:]}区人民政府{year}年法治政府建设年度情况报告"
    paragraphs = "".join(_paragraph(line) for line in lines(number, year))
    return (HEAD.format(title=title, year=year + 1) + paragraphs + FOOT).encode(), division, year


def lines(number: int, year: int) -> list[str]:
    """Return the lines of the text of a number."""
    dice = random.Random(number)
    text = [f"{year}年，我区依据《{dice.choice(PHRASES['documents'])}》推进各项工作，现将情况报告如下。"]
    for place, chapter in enumerate(PHRASES["chapters"]):
        text.append(f"{CHINESE[place]}、{chapter}")
        topics = PHRASES["topics"] if place == 0 else PHRASES["topics"][:1]
        for at, topic in enumerate(dice.sample(topics, len(topics))):
            if place == 0:
                text.append(f"（{CHINESE[at]}）{topic}")
            text.append("".join(_sentence(dice) for _ in range(SENTENCES)))
            text.append("".join(_sentence(dice) for _ in range(SENTENCES)))
    return text


def _sentence(dice: random.Random) -> str:
    lead, who, aim = (dice.choice(PHRASES[name]) for name in ("leads", "who", "aims"))
    if dice.random() < 0.75:
        deed = dice.choice(PHRASES["deeds_without_numbers"])
        if dice.random() < 0.1:
            deed = f"落实《{dice.choice(PHRASES['documents'])}》，{deed}"
    else:
        deed = dice.choice(PHRASES["deeds"]).format(
            a=dice.randrange(20, 900),
            b=dice.randrange(10, 600),
            c=dice.randrange(900, 30000),
            k=dice.randrange(3, 60),
            m=f"{dice.uniform(10, 900):.2f}",
            n=dice.randrange(5, 200),
            p=f"{dice.uniform(60, 100):.1f}",
            q=f"{dice.uniform(1, 40):.1f}",
            w=f"{dice.uniform(1, 30):.1f}",
        )
    return f"{lead}，{who}{aim}，{deed}。"


def _paragraph(line: str) -> str:
    parts = [line[at : at + 24] for at in range(0, len(line), 24)]
    return f'<p style="text-indent:32.0000pt;line-height:28pt">{"".join(SPAN.format(part) for part in parts)}</p>\n'
