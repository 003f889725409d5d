"""Text of PDF files: paragraphs put together again, page marks gone, tables as rows; what cannot be read is refused."""

from __future__ import annotations

import threading

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from tests.office import A4, FONT, drawn_pdf, packed_stream, pdf_of

from reportarchive.extract.files import NeedsExtraction, file_lines
from reportarchive.markup import Media, sniff

FIRST = (
    "2024年，澄江县认真落实《澄江县法治建设五年规划（2021—2025年）》要求，"
    "办理行政复议案件1,245件，同比增长12.5%，调解31件。"
)
SECOND = (
    "全年组织286人次参加行政执法资格考试，合格率91.5%，检查企业2067户次，"
    "发现问题逐一整改，评查案卷四十余卷，优秀率超过92%。"
)
PROSE = [
    "一、主要举措和成效",
    FIRST,
    "（一）规范行政执法",
    SECOND,
    "二、存在的不足",
    "一是基层执法力量偏弱；二是数字化水平不高。",
]


def lines(body: bytes) -> list[str]:
    assert sniff(body) is Media.PDF
    return file_lines(body, Media.PDF)


def test_paragraphs_are_as_they_were_written() -> None:
    assert lines(pdf_of(PROSE)) == PROSE


def test_where_nothing_is_indented_a_full_stop_at_the_end_of_a_line_ends_a_paragraph() -> None:
    full = "甲" * 26 + "。"  # one line to its end
    assert lines(pdf_of([full, FIRST, SECOND], indent=False)) == [full, FIRST, SECOND]


def test_a_paragraph_goes_on_over_the_page() -> None:
    long = "".join(f"第{number}项工作办理案件{number}件，" for number in range(1, 120)) + "全部办结。"
    assert lines(pdf_of([long, "二、存在的不足"])) == [long, "二、存在的不足"]


@pytest.mark.parametrize(
    "foot", ["— {page} —", "- {page} -", "{page}", "第 {page} 页 共 3 页", "{page}/3", "Page {page} of 3"]
)
def test_page_marks_are_left_out(foot: str) -> None:
    assert lines(pdf_of([FIRST, "\f", SECOND, "\f", "二、存在的不足"], foot=foot)) == [FIRST, SECOND, "二、存在的不足"]


def test_what_every_page_says_at_its_head_is_left_out_and_what_one_says_is_not() -> None:
    pages = [FIRST, "\f", SECOND, "\f", "二、存在的不足"]
    assert lines(pdf_of(pages, head="澄江县人民政府公报 2025年第{page}期")) == [FIRST, SECOND, "二、存在的不足"]
    assert lines(pdf_of([FIRST], head="澄江县人民政府"))[0] == "澄江县人民政府"


def test_a_number_alone_in_the_middle_of_a_page_stays() -> None:
    assert "36" in lines(pdf_of([FIRST, "36", SECOND]))


def test_ruled_tables_are_rows_whose_cells_may_hold_several_lines() -> None:
    rows = [["事项", "件数"], ["行政处罚案件（含简易程序）合计办理", "1,245"], ["行政复议", "36"]]
    assert lines(pdf_of([FIRST, rows, "二、存在的不足"])) == [
        FIRST,
        "事项\t件数\t",
        "行政处罚案件（ 含简易程序）合 计办理\t1,245\t",
        "行政复议\t36\t",
        "二、存在的不足",
    ]


def test_numbers_of_neighbouring_columns_are_no_one_number() -> None:
    def draw(canvas) -> None:
        for row, (name, first, second) in enumerate([("行政复议", "12", "365"), ("行政应诉", "7", "102")]):
            for place, words in ((90, name), (250, first), (330, second)):
                canvas.setFont(FONT, 16)
                canvas.drawString(place, 700 - 30 * row, words)

        canvas.drawString(90, 500, "以上为全年统计数据，单位为件。")

    assert lines(drawn_pdf(draw))[:2] == ["行政复议\t12\t365\t", "行政应诉\t7\t102\t"]


def test_digits_of_another_font_and_bold_type_stay_in_their_line() -> None:
    def draw(canvas) -> None:
        canvas.setFont(FONT, 16)
        canvas.drawString(90, 700, "办理案件")
        canvas.setFont("Times-Roman", 15)
        canvas.drawString(154, 702, "173")
        canvas.setFont(FONT, 16)
        for shift in (0, 0.4):  # bold by setting it twice
            canvas.drawString(178 + shift, 700, "件，调解成功率九成以上，群众满意度持续提升。")

    assert lines(drawn_pdf(draw)) == ["办理案件173件，调解成功率九成以上，群众满意度持续提升。"]


def test_a_watermark_across_the_page_is_no_text() -> None:
    def draw(canvas) -> None:
        canvas.setFont(FONT, 16)
        canvas.drawString(90, 700, "办理行政复议案件173件，调解成功率九成以上。")
        canvas.translate(200, 300)
        canvas.rotate(45)
        canvas.drawString(0, 0, "内部资料严禁复制内部资料严禁复制")

    assert lines(drawn_pdf(draw)) == ["办理行政复议案件173件，调解成功率九成以上。"]


@pytest.mark.parametrize("turned", [90, 180, 270])
def test_pages_that_are_turned_read_as_they_are_shown(turned: int) -> None:
    width, height = A4

    def draw(canvas) -> None:
        canvas.setPageRotation(turned)
        places = {90: (width, 0, 90), 180: (width, height, 180), 270: (0, height, 270)}
        x, y, angle = places[turned]
        canvas.translate(x, y)
        canvas.rotate(angle)
        shown = height if turned in (0, 180) else width
        for row, words in enumerate(["办理行政复议案件173件，调解成功率九成以上。", "二、存在的不足"]):
            canvas.setFont(FONT, 16)
            canvas.drawString(90, shown - 150 - 60 * row, words)

    assert lines(drawn_pdf(draw)) == ["办理行政复议案件173件，调解成功率九成以上。", "二、存在的不足"]


def scan(canvas) -> None:
    for _ in range(3):
        canvas.rect(50, 50, 400, 600, fill=1)
        canvas.showPage()


def repeated(canvas) -> None:
    for _ in range(1_001):
        canvas.drawString(90, 700, "办理行政复议案件173件，调解成功率九成以上。")
        canvas.showPage()


def bomb(streams: int = 1, filters: str = "/FlateDecode", megabytes: int = 450) -> bytes:
    packed = packed_stream(megabytes)
    written = f"<< /Filter {filters} /Length {len(packed)} >>\nstream\n".encode() + packed + b"\nendstream\n"
    return pdf_of([FIRST])[:-6].replace(b"trailer", b"9 0 obj\n" + written * streams + b"endobj\ntrailer") + b"%%EOF\n"


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (pdf_of([FIRST])[:-400], "cut off"),
        (b"%PDF-1.7\n" + b"\x00" * 500 + b"\n%%EOF\n", "damaged"),
        (pdf_of([FIRST], encrypt=StandardEncryption("secret", canPrint=0)), "behind a password"),
        (drawn_pdf(scan), "of 3 scanned pages"),
        (drawn_pdf(repeated), "of 1001 pages"),
        (bomb(), "unpacks to more than 400 MB"),
        (bomb(filters="[/FlateDecode /FlateDecode]", megabytes=1), "packed twice"),
    ],
    ids=["cut off", "damaged", "password", "scan", "long", "bomb", "packed twice"],
)
def test_what_cannot_be_read_whole_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(NeedsExtraction, match=why):
        lines(body)


def test_a_file_that_may_be_read_but_not_changed_is_read() -> None:
    assert lines(pdf_of([FIRST], encrypt=StandardEncryption("", ownerPassword="owner", canModify=0))) == [FIRST]


def test_threads_may_read_at_once() -> None:
    bodies, found = [pdf_of([FIRST]), pdf_of([SECOND])], []
    threads = [threading.Thread(target=lambda n=number: found.append(lines(bodies[n % 2]))) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(found) == sorted([[FIRST], [SECOND]] * 8)


@pytest.mark.parametrize("cut", [b"endobj", b"stream", b"/Type", b"xref"])
def test_damage_never_raises_anything_else(cut: bytes) -> None:
    body = pdf_of(PROSE)
    for place in range(0, len(body), 97):
        damaged = body[:place] + body[place + 31 :].replace(cut, b"#", 1)
        try:
            file_lines(damaged, Media.PDF)
        except NeedsExtraction:
            continue
