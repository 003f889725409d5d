"""Text of Word files: what Word shows, its own numbering written out; what cannot be read is refused."""

from __future__ import annotations

import pytest
from tests.office import count, docx_of, element, numbered, pdf_of, repacked, zipped

from reportarchive.extract.files import NeedsExtraction, file_lines
from reportarchive.extract.files.counting import written_number
from reportarchive.markup import Media, sniff

PROSE = ["澄江县2024年法治政府建设年度情况报告", "一、主要举措和成效", "办理行政复议案件1,245件。", "二、存在的不足"]


def lines(body: bytes) -> list[str]:
    assert sniff(body) is Media.OOXML
    return file_lines(body, Media.OOXML)


def changed(change, parts=PROSE) -> list[str]:
    return lines(docx_of(parts, change))


def test_paragraphs_and_tables_stand_in_their_order() -> None:
    rows = [["事项", "件数"], ["行政复议", "36"], ["行政应诉", ""]]
    assert lines(docx_of([*PROSE, rows, "附注"])) == [
        *PROSE,
        "事项\t件数\t",
        "行政复议\t36\t",
        "行政应诉\t\t",
        "附注",
    ]


def test_a_number_cut_by_spans_is_whole_and_a_line_break_is_one() -> None:
    def cut(document) -> None:
        paragraph = document.add_paragraph("办理案件1")
        paragraph.add_run("73").bold = True
        paragraph.add_run("件。").add_break()
        paragraph.add_run("调解31件。")

    assert changed(cut)[-2:] == ["办理案件173件。", "调解31件。"]


def test_insertions_are_shown_and_deletions_hidden_text_and_fields_are_not() -> None:
    def revise(document) -> None:
        paragraph = document.add_paragraph("办理案件")
        for xml in (
            "<w:del><w:r><w:delText>120</w:delText><w:t>120</w:t></w:r></w:del>",
            "<w:ins><w:r><w:t>173</w:t></w:r></w:ins>",
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>内部</w:t></w:r>",
            '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>件。</w:t></w:r>',
            "<w:r><w:instrText> PAGE </w:instrText></w:r>",
        ):
            paragraph._p.append(element(xml))

    assert changed(revise)[-1] == "办理案件173件。"


def test_controls_and_text_boxes_are_read_once() -> None:
    def wrap(document) -> None:
        body = document.element.body
        body.insert(0, element("<w:sdt><w:sdtContent><w:p><w:r><w:t>封面</w:t></w:r></w:p></w:sdtContent></w:sdt>"))
        box = "<w:txbxContent><w:p><w:r><w:t>框内文字</w:t></w:r></w:p></w:txbxContent>"
        space = "http://schemas.openxmlformats.org/markup-compatibility/2006"
        forms = f"<m:Choice>{box}</m:Choice><m:Fallback>{box}</m:Fallback>"
        twice = f'<m:AlternateContent xmlns:m="{space}">{forms}</m:AlternateContent>'
        document.paragraphs[-1]._p.append(element(f"<w:r>{twice}</w:r>"))

    found = changed(wrap)
    assert found[0] == "封面"
    assert found[-2:] == ["二、存在的不足", "框内文字"]


def test_numbers_that_word_counts_are_written_out() -> None:
    def number(document) -> None:
        numbered(document, [("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")])
        for words, level in (("主要举措", 0), ("决策", 1), ("执法", 1), ("推行柔性执法", 2), ("不足", 0), ("力量", 1)):
            count(document.add_paragraph(words), level)
        document.add_paragraph("不计数")

    assert changed(number)[4:] == [
        *("一、主要举措", "（一）决策", "（二）执法", "1.推行柔性执法", "二、不足", "（一）力量", "不计数"),
    ]


def test_a_style_may_count_and_a_bullet_is_no_number() -> None:
    def number(document) -> None:
        numbered(document, [("japaneseCounting", "第%1条 "), ("bullet", "·")])
        style = document.styles["Heading 1"].element.get_or_add_pPr()
        style.append(element('<w:numPr><w:numId w:val="7"/></w:numPr>'))
        for words in ("总则", "附则"):
            document.add_paragraph(words, style="Heading 1")
        count(document.add_paragraph("要点"), 1)
        uncounted = document.add_paragraph("无号", style="Heading 1")
        uncounted._p.get_or_add_pPr().append(element('<w:numPr><w:numId w:val="0"/></w:numPr>'))

    assert changed(number)[4:] == ["第一条 总则", "第二条 附则", "要点", "无号"]


@pytest.mark.parametrize(
    ("number", "form", "written"),
    [
        (10, "chineseCounting", "十"),
        (21, "chineseCounting", "二十一"),
        (3, "decimalEnclosedCircle", "③"),
        (4, "upperRoman", "IV"),
        (2, "lowerLetter", "b"),
        (7, "decimalZero", "07"),
        (100, "chineseCounting", "100"),
        (5, "never heard of", "5"),
    ],
)
def test_numbers_are_written_as_word_writes_them(number: int, form: str, written: str) -> None:
    assert written_number(number, form) == written


def entity_in(name: str, body: bytes) -> bytes:
    if name != "word/document.xml":
        return body
    declared = (
        b'<!DOCTYPE w [<!ENTITY secret SYSTEM "file:///etc/hostname"><!ENTITY lol "ha"><!ENTITY l2 "' + b"&lol;" * 50
    )
    declared += b'">]>'
    head, mark, rest = body.partition(b"?>")
    return head + mark + declared + rest.replace("二、存在".encode(), "二、&secret;&l2;存在".encode())


def test_entities_bring_in_nothing() -> None:
    found = "".join(lines(repacked(docx_of(PROSE), entity_in)))
    assert "ha" not in found
    assert "一、主要举措和成效" in found


SHEET = {"[Content_Types].xml": b"<Types xmlns='http://schemas.openxmlformats.org/package/2006/content-types'/>"}


def of_type(name: str, body: bytes) -> bytes:
    return body.replace(b"wordprocessingml.document.main", b"spreadsheetml.sheet.main")


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (docx_of(PROSE)[:-3000], "damaged or cut off"),
        (docx_of([]), "without text"),
        (zipped(SHEET), "damaged"),
        (repacked(docx_of(PROSE), of_type), "another Office file"),
        (repacked(docx_of(PROSE), lambda name, body: body[:-20] if name == "word/document.xml" else body), "damaged"),
        (zipped(SHEET | {f"{number}": b" " * 60_000_000 for number in range(8)}), "unpacks to too much"),
    ],
    ids=["cut off", "empty", "no document", "sheet", "broken XML", "bomb"],
)
def test_what_cannot_be_read_whole_is_refused(body: bytes, why: str) -> None:
    with pytest.raises(NeedsExtraction, match=why):
        lines(body)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"),
            "Word or WPS file of the old format",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "behind a password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "spreadsheet"),
        (zipped({"OFD.xml": b"<OFD/>", "Doc_0/Document.xml": b"<Document/>"}), "an OFD file"),
        (b"{\\rtf1 hello}", "an RTF file"),
        (zipped({"report.docx": docx_of(PROSE)}), "an archive of files"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 40, "a picture"),
    ],
)
def test_other_files_are_told_for_what_they_are(body: bytes, why: str) -> None:
    with pytest.raises(NeedsExtraction, match=why):
        file_lines(body, sniff(body))


def test_magic_bytes_decide_and_not_names() -> None:
    assert sniff(pdf_of(PROSE)) is Media.PDF
    assert sniff(docx_of(PROSE)) is Media.OOXML


@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "word/numbering.xml", "[Content_Types].xml"])
def test_damage_never_raises_anything_else(name: str) -> None:
    whole = docx_of(PROSE, lambda document: numbered(document, [("decimal", "%1.")]))
    for share in range(0, 100, 7):
        for put in (b"", b"<", b"&#0;", b"\x00"):

            def damage(part: str, body: bytes, share=share, put=put) -> bytes:
                place = len(body) * share // 100
                return body[:place] + put + body[place + 9 :] if part == name else body

            try:
                file_lines(repacked(whole, damage), Media.OOXML)
            except NeedsExtraction:
                continue
