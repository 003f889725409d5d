"""Text and bytes to a report: what is kept, where the year comes from, and what is refused."""

from __future__ import annotations

import json
import re

import pytest

from reportarchive import parse_html, parse_text
from reportarchive.errors import InputError
from reportarchive.model import IssueCode, IssuerKind, ReportKind, Role, Severity
from reportarchive.pipeline.reading import Hints, parse_capture, require_readable

BODY = "一、主要工作\n全年办结信访件12件。\n二、下一步打算\n培训30人次。"
PAGE = (
    "<!DOCTYPE html><html><head><meta charset='utf-8'><title>平川区2023年法治政府建设年度情况报告</title></head><body>"
    "<div class='nav'>首页 12345</div><h1>平川区2023年法治政府建设年度情况报告</h1><div id='content'>"
    + "".join(f"<p>{line}</p>" for line in BODY.split("\n"))
    + "<p>全区持续健全依法决策机制，严格规范公正文明执法，深入开展法治宣传教育，各项任务均已按期完成。</p>"
    + "</div></body></html>"
).encode()


def test_parse_text_keeps_every_character_but_white_space() -> None:
    text = "\u3000\u3000２０２３年，办结１２件。\r\n\r\n①《甲办法》（试行）…\u00a0\n"
    report = parse_text(text)
    assert report.text == "２０２３年，办结１２件。\n①《甲办法》（试行）…"


def test_parse_text_of_nothing_is_an_empty_report() -> None:
    report = parse_text(" \n\t")
    assert (report.text, report.sections, report.metrics, report.citations, report.numerals) == ("", (), (), (), ())
    assert report.residue_rate == 0.0


def test_a_given_title_decides_year_issuer_and_period() -> None:
    document = parse_text(BODY, title="平川区人民政府2022年法治政府建设年度情况报告").document
    assert (document.year, document.kind) == (2022, ReportKind.ANNUAL)
    assert (document.period_start, document.period_end) == ("2022-01-01", "2022-12-31")
    assert document.origins["title"] == "given"
    assert document.origins["year"] == "title"


def test_without_a_title_the_year_stands_in_the_text() -> None:
    document = parse_text("平川区2021年法治政府建设年度情况报告\n" + BODY).document
    assert (document.year, document.origins["year"]) == (2021, "body")


@pytest.mark.parametrize("text", [BODY, "1999件", "自2020年起推进。\n" + BODY])
def test_a_year_that_is_not_the_reports_is_not_taken(text: str) -> None:
    document = parse_text(text).document
    assert (document.year, document.period_start) == (None, None)


def test_the_year_reported_on_tells_the_plan() -> None:
    body = "一、2022年主要举措\n办结12件。\n二、2023年的重点\n培训30人次。"
    titled = parse_text(body, title="平川区2022年法治政府建设年度情况报告")
    assert [one.role for one in titled.sections] == [Role.MEASURES, Role.PLAN]
    assert [one.is_target for one in titled.metrics] == [False, True]
    untitled = parse_text(body)
    assert [one.role for one in untitled.sections] == [Role.MEASURES, Role.TOPIC]


def test_control_characters_are_shown_and_named() -> None:
    report = parse_text("办结\x0012件。\u202e共3件。")
    assert report.text == "办结\ufffd12件。\ufffd共3件。"
    (issue,) = [one for one in report.issues if one.code is IssueCode.TEXT_CONTROL]
    assert (issue.severity, report.text[issue.start : issue.end]) == (Severity.WARNING, "\ufffd")
    assert issue.message.startswith("2 control characters")


def test_a_number_before_an_unknown_measure_word_is_residue_and_an_issue() -> None:
    report = parse_text("配备12呎。另有3件。")
    assert [(one.surface, one.reason) for one in report.numerals] == [("12", None)]
    (issue,) = [one for one in report.issues if one.code is IssueCode.UNIT_UNKNOWN]
    assert "呎" in issue.message
    assert report.residue_rate == 0.5


@pytest.mark.parametrize(
    ("text", "ambiguous"),
    [
        ("办结率较去年提升8.88%。", True),
        ("办结率达98%。", False),
        ("办件量增长8%。", False),
        ("办结率提高2个百分点。", False),
    ],
)
def test_percent_of_a_rate_that_changed_is_ambiguous(text: str, ambiguous: bool) -> None:
    codes = {issue.code for issue in parse_text(text).issues}
    assert (IssueCode.PERCENT_AMBIGUOUS in codes) is ambiguous


def test_to_dict_is_json_with_the_stable_names() -> None:
    fields = parse_text("平川区2023年法治政府建设年度情况报告\n" + BODY + "\n落实《甲办法》。").to_dict()
    assert json.loads(json.dumps(fields, ensure_ascii=False)) == fields
    assert list(fields) == ["document", "text", "sections", "metrics", "citations", "numerals", "issues"]
    assert set(fields["sections"][0]) == {"path", "mark", "level", "title", "role", "start", "heading_end", "end"}
    assert set(fields["metrics"][0]) == {
        "surface", "value", "upper", "unit", "bound", "change", "basis", "label", "indicator", "is_target",
        "start", "end",
        "sentence_start", "sentence_end", "section",
    }  # fmt: skip
    assert set(fields["citations"][0]) == {"title", "doc_no", "start", "end", "kind", "document", "section"}
    assert set(fields["numerals"][0]) == {"surface", "start", "end", "reason"}
    assert fields["document"]["year_source"] == "body"


def test_parse_html_reads_the_body_of_a_page() -> None:
    report = parse_html(PAGE, url="https://www.example.gov.cn/a/t20240315_1.html", content_type="text/html")
    assert report.document.year == 2023
    assert [one.mark for one in report.sections if one.mark] == ["一、", "二、"]
    assert [metric.surface for metric in report.metrics] == ["12件", "30人次"]
    assert "首页" not in report.text


def test_hints_overrule_the_page_and_a_conflict_is_an_issue() -> None:
    hints = Hints(year="2022", division="110107", issuer="某区人民政府", issuer_kind="government")
    report = parse_capture(PAGE, url=None, content_type="text/html", hints=hints)
    document = report.document
    assert (document.year, document.division, document.issuer) == (2022, "110107", "某区人民政府")
    assert document.issuer_kind is IssuerKind.GOVERNMENT
    assert (document.period_start, document.period_end) == ("2022-01-01", "2022-12-31")
    assert {document.origins[name] for name in ("year", "division", "issuer_kind")} == {"given"}
    assert IssueCode.YEAR_CONFLICT in {issue.code for issue in report.issues}


SIX_MONTHS = ("2021-01-01", "2021-06-30")


@pytest.mark.parametrize(
    ("title", "head", "year", "period"),
    [
        ("平川区2021年上半年法治政府建设工作总结", "2021年度，全区推进法治政府建设。", 2021, SIX_MONTHS),
        ("平川区上半年法治政府建设工作总结", "2021年上半年，全区推进法治政府建设。", 2021, SIX_MONTHS),
        ("平川区下半年法治政府建设工作总结", "2021年，全区推进法治政府建设。", 2021, ("2021-07-01", "2021-12-31")),
        ("平川区上半年法治政府建设工作总结", "全区推进法治政府建设。", None, (None, None)),
        ("平川区五年来法治政府建设情况报告", "现将2017年至2021年情况报告如下。", 2021, ("2017-01-01", "2021-12-31")),
        ("平川区近5年法治政府建设情况报告", "2017年以来，全区推进法治政府建设。", 2021, ("2017-01-01", "2021-12-31")),
        # the years of a plan are the plan's, and one year among five is not the last of them
        ("平川区五年来法治政府建设情况报告", "按照《法治政府建设实施纲要（2021-2025年）》，全区……", None, (None, None)),
        ("平川区五年来法治政府建设情况报告", "2019年，全区法治政府建设取得进展。", None, (None, None)),
        ("平川区近年来法治政府建设情况报告", "2019年以来，全区推进法治政府建设。", None, (None, None)),
    ],
)  # fmt: skip
def test_the_period_of_a_title_without_a_year_is_that_of_its_first_lines(
    title: str, head: str, year: int | None, period: tuple[str | None, str | None]
) -> None:
    document = parse_text(f"{head}\n一、主要举措\n办结12件。", title=title).document
    assert (document.year, document.period_start, document.period_end) == (year, *period)


def test_a_year_given_by_hand_moves_the_half_year_of_the_title() -> None:
    for given, end in (("2021", "2021-06-30"), ("2022", "2022-06-30")):
        hints = Hints(year=given, given_title="平川区2021年上半年法治政府建设工作总结")
        document = parse_capture(PAGE, url=None, content_type=None, hints=hints).document
        assert (document.kind, document.year, document.period_end) == ("half_year", int(given), end)


def test_the_same_bytes_and_hints_give_the_same_report() -> None:
    hints = Hints(title="平川区2023年法治政府建设年度情况报告", listed_on="2024-03-20")
    first, second = (parse_capture(PAGE, url=None, content_type=None, hints=hints).to_dict() for _ in range(2))
    assert first == second


def test_hints_are_stored_and_read_back() -> None:
    hints = Hints(title="甲", year="2023")
    assert hints.to_dict() == {"title": "甲", "year": "2023"}
    assert Hints.from_dict(hints.to_dict()) == hints
    assert Hints.from_dict({"title": "甲", "of_a_later_version": "x"}) == Hints(title="甲")


def test_what_a_page_says_of_its_file_is_stored_and_read_back() -> None:
    page = parse_capture(PAGE, url="http://a.example/1.html", content_type=None, hints=Hints(year="2023"))
    hints = Hints(year="2023").of_file(page.document)
    assert hints.page_url == "http://a.example/1.html"
    assert Hints.from_dict(json.loads(json.dumps(hints.to_dict()))) == hints
    of_file = parse_capture(BODY.encode(), url="http://a.example/1.docx", content_type=None, hints=hints)
    for name in ("title", "published_on", "publisher"):
        assert getattr(of_file.document, name) == getattr(page.document, name)
        assert of_file.document.origins.get(name) == page.document.origins.get(name)
    assert of_file.document.url == "http://a.example/1.html"


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "x.html is empty"),
        (b" \r\n\t", "x.html is empty"),
        (
            b"%PDF-1.7\n%\xe2\xe3",
            "x.html is a PDF that is cut off; save it as HTML, text, .docx or a PDF with its text",
        ),
        (b"PK\x03\x04\x14\x00", "x.html is an archive of files; save"),
        (b"\x89PNG\r\n\x1a\n", "x.html is a picture; save"),
    ],
)
def test_bytes_that_hold_no_text_are_refused(body: bytes, message: str) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        require_readable(body, "x.html")


@pytest.mark.parametrize("body", [PAGE, BODY.encode(), BODY.encode("gb18030")])
def test_pages_and_plain_text_are_readable(body: bytes) -> None:
    require_readable(body, "x.html")
    report = parse_capture(body, url=None, content_type=None, hints=Hints())
    assert [metric.surface for metric in report.metrics] == ["12件", "30人次"]


@pytest.mark.parametrize("run", ["1", "一", "零", "十", "亿", "（", "《", "一、", "12,", "1.", "第", "“"])
def test_long_runs_of_one_thing_are_read_to_their_end(run: str) -> None:
    text = run * (40_000 // len(run)) + "件"
    assert parse_text(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "三分之" + "1" * 40,
        "百分之" + "零一" * 3000,
        "零一" * 3000 + "件",
        "1" * 5000 + "万件",
        "数" + "亿" * 300 + "件",
    ],
)
def test_a_run_of_digits_too_long_to_be_a_number_is_none(text: str) -> None:
    assert parse_text(text).metrics == ()


def test_words_that_may_stand_alone_or_together_are_read_once():
    (metric,) = parse_text("共" * 60 + "好1件。").metrics
    assert metric.surface == "1件"
