"""What sections give to a search: told apart when they are alike, and nothing where there is nothing to find."""

from __future__ import annotations

from reportarchive.archive.search.cutting import cut

TEXT = "一、行政复议\n12件。\n——\n一、行政复议\n12件。\n"
SECOND = TEXT.rindex("一、")


def test_a_section_gives_its_words_and_sections_alike_are_counted() -> None:
    found = list(cut(TEXT, [(1, "measures", 0, 11), (2, "measures", SECOND, SECOND + 11), (3, "plan", 0, 11)]))
    assert [(one.seq, one.role, one.nth) for one in found] == [(1, "measures", 1), (2, "measures", 2), (3, "plan", 1)]
    assert len({one.digest for one in found}) == 1
    assert found[0].grams == "一¦ 行政 政复 复议 议¦ 12 2件 件¦"
    assert found[0].characters == "一 行 政 复 议 1 2 件"


def test_a_section_of_signs_alone_gives_nothing() -> None:
    assert list(cut(TEXT, [(1, "measures", 11, SECOND)])) == []
