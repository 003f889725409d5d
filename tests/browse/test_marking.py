"""A text cut into blocks and parts loses nothing and splits no number."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reportarchive.browse.marking import LONG_LINE, Marks, blocks, part_of, parts


def number(start: int, end: int, seq: int = 1) -> dict[str, object]:
    return {"seq": seq, "char_start": start, "char_end": end}


def heading(start: int, end: int, level: int = 1) -> dict[str, object]:
    return {"char_start": start, "heading_end": end, "level": level, "path": "1"}


def shape(text: str, marks: Marks) -> list[list[tuple[str, str]]]:
    """Return the blocks as lists of (how it is shown, characters)."""
    return [
        [
            (
                ("h" if block.heading else "")
                + ("n" if one.number else "")
                + ("u" if one.is_unexplained else "")
                + ("m" if one.is_marked else "")
                + ("!" if one.is_here else ""),
                one.text,
            )
            for one in block.segments
        ]
        for block in blocks(text, (0, len(text)), marks)
    ]


def test_a_number_is_marked_in_its_sentence():
    text = "一、概况\n受理案件12件，约3次。完。"
    marks = Marks([heading(0, 4)], [number(9, 12)], [(14, 15)], [(5, 17)], (9, 12))
    assert shape(text, marks) == [
        [("h", "一、概况")],
        [("m", "受理案件"), ("nm!", "12件"), ("m", "，约"), ("um", "3"), ("m", "次。"), ("", "完。")],
    ]


def test_a_heading_that_runs_into_its_text_is_a_block_of_its_own():
    text = "（一）学习。开展学习9次。"
    assert shape(text, Marks([heading(0, 6, 2)], [number(10, 12)])) == [
        [("h", "（一）学习。")],
        [("", "开展学习"), ("n", "9次"), ("", "。")],
    ]


def test_a_mark_over_two_lines_is_here_once():
    assert shape("甲乙\n丙丁", Marks(here=(1, 4))) == [[("", "甲"), ("m!", "乙")], [("m", "丙"), ("", "丁")]]


@st.composite
def texts(draw: st.DrawFn) -> tuple[str, list[dict[str, object]]]:
    """A text with numbers at places that do not overlap."""
    text = draw(st.text("甲1\n\t。", min_size=1, max_size=300)) * draw(st.sampled_from([1, 200]))
    places = sorted(draw(st.sets(st.integers(0, len(text)), max_size=40)))
    return text, [number(a, b, seq) for seq, (a, b) in enumerate(zip(places[::2], places[1::2], strict=False))]


@given(texts())
def test_the_segments_are_the_text_without_its_line_ends(drawn: tuple[str, list[dict[str, object]]]):
    text, numbers = drawn
    found = shape(text, Marks(numbers=numbers))
    assert "".join(segment for block in found for _, segment in block) == text.replace("\n", "")


@given(texts())
def test_parts_follow_each_other_and_are_the_whole_text(drawn: tuple[str, list[dict[str, object]]]):
    text, numbers = drawn
    found = parts(text, numbers)
    assert "".join(text[start:end] for start, end in found) == text
    for part, (start, end) in enumerate(found, 1):
        assert part_of(found, start) == part
        assert part_of(found, end - 1) == part


def test_a_line_without_end_is_cut_between_numbers():
    text = "受理12件。" * 60_000
    numbers = [number(at, at + 3, seq) for seq, at in enumerate(range(2, len(text), 6))]
    found = parts(text, numbers)
    assert len(found) > 10
    assert all(end - start > LONG_LINE / 2 for start, end in found)
    held = {at for row in numbers for at in range(row["char_start"] + 1, row["char_end"])}
    assert not held & {start for start, _ in found}
