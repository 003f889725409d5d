"""Finders of headings: a text enters, the places and levels of its headings leave."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from tests.benchmarks.suite.peers import module, there

from reportarchive.outline import read_outline

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from arborparser import TreeNode

_CHINESE = "[一二三四五六七八九十]{1,3}"
_LINES = tuple(
    re.compile(pattern, re.MULTILINE)
    for pattern in (rf"^{_CHINESE}、", rf"^[（(]{_CHINESE}[）)]", r"^\d{1,2}[.．、](?!\d)", r"^[（(]\d{1,2}[）)]")
)
_MARKS = (
    (rf"^[ \u3000]*({_CHINESE})、", "CHINESE"),
    (rf"^[ \u3000]*[（(]({_CHINESE})[）)]", "CHINESE"),
    (r"^[ \u3000]*(\d{1,2})[.．、](?!\d)", "ARABIC"),
    (r"^[ \u3000]*[（(](\d{1,2})[）)]", "ARABIC"),
)


def ours(text: str) -> list[tuple[int, int]]:
    """Return the sections with a mark or a title."""
    return [(one.start, one.level) for one in read_outline(text).sections if one.mark or one.title]


def by_arborparser(text: str) -> list[tuple[int, int]]:
    """Return the nodes of arborparser's tree, for patterns made by hand and its strategy that drops outliers.

    It nests by whole numbers (1.2.3), and these marks say only their last part: the patterns know the parts before.
    """
    parser = module("arborparser")
    chain = parser.ChainParser(_patterns()).parse_to_chain(text)
    tree = parser.TreeBuilder(strategy=parser.AutoPruneStrategy()).build_tree(chain)
    found, position = [], 0
    for node, level in _nodes(tree, 0):
        start = text.find(node.content.split("\n", 1)[0], position)
        if level and start >= 0:
            found.append((start, level))
            position = start + 1
    return found


def by_lines(text: str) -> list[tuple[int, int]]:
    """Return the lines that begin with a mark, of one level for each of the four shapes."""
    return sorted((match.start(), level) for level, line in enumerate(_LINES, 1) for match in line.finditer(text))


def _patterns() -> list[Any]:
    """Return patterns for one text; each notes its number for those of the levels below."""
    above = [1] * len(_MARKS)

    def converter(level: int, read: Callable[[str], int]) -> Callable[[re.Match[str]], list[int]]:
        def numbers(match: re.Match[str]) -> list[int]:
            above[level] = read(match[1])
            return above[: level + 1]

        return numbers

    kinds, shape = module("arborparser.pattern").NumberType, module("arborparser").LevelPattern
    return [
        shape(re.compile(pattern), converter(level, getattr(kinds, kind).converter), f"level {level}")
        for level, (pattern, kind) in enumerate(_MARKS)
    ]


def _nodes(node: TreeNode, level: int) -> Iterator[tuple[TreeNode, int]]:
    yield node, level
    for child in node.children:
        yield from _nodes(child, level + 1)


_ALL: dict[str, Callable[[str], list[tuple[int, int]]]] = {
    "reportarchive": ours,
    "arborparser": by_arborparser,
    "line patterns": by_lines,
}
FINDERS, MISSING = there(_ALL, {"arborparser": ("arborparser", "arborparser.pattern")})
