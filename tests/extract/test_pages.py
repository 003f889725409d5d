"""Pages to text and fields: tables of cases, hostile pages, and the forms a file can have."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reportarchive.extract import Attachment, choose_fields, extract_page, extract_text
from reportarchive.markup import Media
from reportarchive.model import IssueCode, Severity

CASES = Path(__file__).parent.parent / "cases"
BODIES = tomllib.loads((CASES / "bodies.toml").read_text("utf-8"))["case"]
FIELDS = tomllib.loads((CASES / "fields.toml").read_text("utf-8"))["case"]
URL = "http://example.gov.cn/a/index.html"
PROSE = "<p>现将本区法治政府建设情况报告如下，请审阅。</p>"
SAID = "现将本区法治政府建设情况报告如下，请审阅。"


# Pages written to break a parser, with the text that must come out (None: any).
HOSTILE = {
    "deep": ("<div>" * 20_000 + PROSE + "</div>" * 20_000, SAID),
    "containers": ("<div class=TRS_Editor>" * 3000 + PROSE, SAID),
    "fonts": ("<p><font>" * 20_000 + PROSE, SAID),
    "comments": (PROSE + "<!--" * 100_000, SAID),
    "NUL": (PROSE.replace("现将", "现\x00将"), SAID.replace("现将", "现\ufffd将")),
    "NULs": (PROSE.replace("现将", "现\x00将") + "\x00" * 1_000_000, None),
    "attributes": ("<p " + 'a="1" ' * 100_000 + ">" + PROSE, SAID),
    "shares": (PROSE + "<i class=share>x</i>甲" * 50_000, None),
    "files": ("<div id=zoom>" + PROSE + "<a href=x.pdf>附件</a>" * 20_000, None),
    "entities": ("<div id=zoom>" + PROSE + "&amp;&#x202e;&#0;&bogus;" * 100_000, None),
    "long line": ("<p>" + "依法行政，" * 400_000, "依法行政，" * 400_000),
    "labels": ("<p>" + "来源：发布时间：" * 100_000 + "</p>" + PROSE, None),
    "blanks": ("<p>政" + " " * 5_000_000 + "府，好</p>", "政府，好"),
    "prose at depth": ("<div>" * 1900 + "<p>依法，行政。</p>" * 30_000, None),
    "nested common names": ("<div class=content>" * 1900 + "<p>依法，行政。</p>" * 30_000, None),
    "heads of lists": ("<div id=zoom>" + PROSE + "<p>相关报道</p><p>某文，很长，不是链接。</p>" * 5000, None),
    "links in links": ("<a><div>" * 900 + "<p>依法，行政。</p>" * 3000, None),
    "open comments": ("<style>" + "/*" * 49_000 + "none</style>" + PROSE, SAID),
    "open rules": ("<style>" + "@a{" * 33_000 + "none</style>" + PROSE, SAID),
    "rules": ("<style>" + ".a{display:none}" * 6000 + "</style><p class=a>旧，</p>" + PROSE, SAID),
    "invisible": ("<p>" + "<i style='visibility:hidden'>旧，</i>" * 5000 + PROSE, SAID),
    "times": ("<b class=pubtime>2024</b>" * 50_000 + PROSE, None),
    "variables": ("<script>" + "var ct = '1" * 100_000 + "</script>" + PROSE, SAID),
    "headlines": ("<h2>某区报告</h2><p>2024</p>" * 20_000 + "<div id=zoom>" + PROSE, SAID),
}


@pytest.mark.parametrize("case", BODIES, ids=lambda case: case["name"])
def test_body(case: dict[str, Any]) -> None:
    page = extract_page(f"<html><body>{case['html']}".encode(), url=URL)
    assert page.text == case["text"]
    assert (page.container or "") == case["container"]
    codes = [issue.code for issue in page.issues]
    assert (IssueCode.EXTRACT_NO_CONTAINER in codes) is (case["container"] == "")


@pytest.mark.parametrize("case", FIELDS, ids=lambda case: case["name"])
def test_fields(case: dict[str, Any]) -> None:
    page = extract_page(f"<html>{case['html']}".encode(), url=case.get("url", URL))
    choice = choose_fields(page.fields, url=page.url, charset=page.charset)
    got = {field: getattr(choice.document, field) or "" for field in case["want"]}
    assert got == case["want"]
    for field, origin in case.get("from", {}).items():
        assert choice.document.origins[field] == origin
    if "conflicts" in case:
        told = [issue.message.split(":")[0] for issue in choice.issues if issue.code is IssueCode.FIELD_CONFLICT]
        assert told == case["conflicts"]


def test_every_case_expects_something_that_can_fail() -> None:
    assert all(case["text"] for case in BODIES)
    assert all(case["want"] for case in FIELDS)
    assert len({case["name"] for case in BODIES + FIELDS}) == len(BODIES) + len(FIELDS)


@pytest.mark.parametrize(("page", "text"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_pages_neither_crash_nor_lose_text(page: str, text: str | None) -> None:
    found = extract_page(page.encode(), url=URL)
    assert choose_fields(found.fields).document.origins is not None
    if text is not None:
        assert found.text == text
    else:
        assert found.text.strip("\ufffd\n")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(
    ["<div id=zoom>", "</div>", "<p>", "<table><tr>", "<td>", "</table>", "<br>", "文字，", "12", " ", "\t", "&nbsp;",
     "发布时间：", "2024-03-01", "<script>", "</script>", "<!--", "-->", "\x00", "\u202e", "<li hidden>", "<pre>", "\n"]
), max_size=60))  # fmt: skip
def test_no_page_raises_and_text_is_clean(pieces: list[str]) -> None:
    page = extract_page("".join(pieces).encode(), url=URL)
    choose_fields(page.fields)
    assert not set(page.text) & set("\x00\r\u202e\u00a0\u3000")
    assert all(line for line in page.text.split("\n")) or page.text == ""
    for issue in page.issues:
        if issue.code is IssueCode.TEXT_CONTROL:
            assert set(page.text[issue.start : issue.end]) == {"\ufffd"}


@pytest.mark.parametrize(
    ("body", "media"),
    [(b"%PDF-1.7 x", Media.PDF), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", Media.OLE), (b"", Media.EMPTY)],
)
def test_what_cannot_be_read_gives_an_error_issue(body: bytes, media: Media) -> None:
    for page in (extract_page(body, url=URL), extract_text(body)):
        assert (page.text, page.media) == ("", media)
        expected = IssueCode.EXTRACT_NEEDS_PERSON if body else IssueCode.EXTRACT_EMPTY_BODY
        assert [issue.code for issue in page.issues] == [expected]
        assert page.issues[0].severity is Severity.ERROR


def test_a_page_without_text_says_so() -> None:
    page = extract_page(b"<html><frameset><frame src=x></frameset></html>", url=URL)
    assert page.text == ""
    assert IssueCode.EXTRACT_EMPTY_BODY in [issue.code for issue in page.issues]


def test_attachments_are_handed_on() -> None:
    links = '<a href="a.docx"> 1.统计表</a>；<a href="/b.PDF?x=1">清单</a>'
    html = f'<div id="zoom"><p>报告如下，详见附件。</p><p>附件：{links}</p></div>'
    page = extract_page(html.encode(), url=URL)
    assert page.attachments == (Attachment("a.docx", "1.统计表"), Attachment("/b.PDF?x=1", "清单"))
    assert page.text == "报告如下，详见附件。"


@pytest.mark.parametrize(
    ("beside", "found"),
    [
        ('<div class="fujian">附件：<a href="a.pdf">1.统计表</a></div>', ("a.pdf",)),
        ('<div><a href="a.pdf">东区2024年法治政府建设情况报告</a></div>', ("a.pdf",)),
        ('<ul><li>附件下载</li><li><a href="/get?id=7">附件：报告.docx</a></li></ul>', ("/get?id=7",)),
        ('<ul class="fw"><li><a href="a.pdf">办事指南</a></li></ul>', ()),
        ('<p>附件：<a href="javascript:open(\'a.pdf\')">报告.pdf</a><a href="#a.pdf">二</a></p>', ()),
    ],
)
def test_files_beside_the_body_are_those_of_the_article(beside: str, found: tuple[str, ...]) -> None:
    page = extract_page(f'<div id="zoom">{PROSE}</div>{beside}'.encode(), url=URL)
    assert tuple(one.href for one in page.attachments) == found


def test_charset_issues() -> None:
    html = f'<meta charset="gb2312"><div id="zoom">{PROSE}</div>'
    (issue,) = extract_page(html.encode(), url=URL).issues
    assert (issue.code, issue.severity) == (IssueCode.CHARSET_MISDECLARED, Severity.INFO)
    broken = extract_page(html.encode("gb18030") + b"\xff", url=URL)
    assert [issue.code for issue in broken.issues] == [IssueCode.CHARSET_REPLACED]
    assert broken.charset == "gb18030"


def test_control_characters_are_told_with_their_place() -> None:
    page = extract_page("<div id=zoom><p>一二，\u202e\u202e三四，五六七八九十，一二三四五六。".encode(), url=URL)
    (issue,) = page.issues
    assert issue.code is IssueCode.TEXT_CONTROL
    assert page.text[issue.start : issue.end] == "\ufffd\ufffd"


def test_a_plain_text_served_at_an_address() -> None:
    page = extract_page("依据规定，\r\n　　报告如下。".encode("gb18030"), url="http://x.gov.cn/t20240301_1.txt")
    assert (page.text, page.media, page.charset) == ("依据规定，\n报告如下。", Media.TEXT, "gb18030")
    assert [(found.name, found.origin) for found in page.fields] == [("published_on", "url")]
