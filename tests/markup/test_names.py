"""Elements by their names: ids and classes in any case, prefixes, order, and what has been taken out since."""

from __future__ import annotations

from reportarchive.markup import NamedElements, parse_tree

PAGE = """<div id=" Zoom "><p class="One two ONE">a</p><p class="two" id="vsb_content_501">b</p></div>
<p id="">c</p><p class=" ">d</p><i class="two">e</i>"""


def texts(found: dict[str, list[object]]) -> dict[str, list[str]]:
    return {name: ["".join(one.itertext()) for one in elements] for name, elements in found.items()}  # type: ignore[attr-defined]


def test_names_are_found_in_any_case_and_in_the_order_of_the_page() -> None:
    named = NamedElements(parse_tree(PAGE))
    found = named.select(["#zoom", "#Zoom", ".ONE", ".two", "#vsb_content*", ".none", "#none*"])
    assert texts(found) == {
        "#zoom": ["ab"],
        "#Zoom": ["ab"],
        ".ONE": ["a"],
        ".two": ["a", "b", "e"],
        "#vsb_content*": ["b"],
    }
    assert list(found) == ["#zoom", "#Zoom", ".ONE", ".two", "#vsb_content*"]


def test_an_element_with_several_of_the_names_is_told_once() -> None:
    named = NamedElements(parse_tree(PAGE))
    assert sorted("".join(one.itertext()) for one in named.with_any({".one", ".two", "#gone"})) == ["a", "b", "e"]


def test_what_has_been_taken_out_is_left_out_when_asked() -> None:
    root = parse_tree(PAGE)
    named = NamedElements(root)
    root.find(".//div").clear(keep_tail=True)
    assert texts(named.select([".two"], still_there=True)) == {".two": ["e"]}
    assert len(named.select([".two"])[".two"]) == 3
