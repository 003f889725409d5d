"""From bytes to markup: decoding, telling content kinds apart, trees, and strict selection."""

from reportarchive.markup.decoding import Decoded, declared_charset, decode, plausibility
from reportarchive.markup.names import Named, named_elements
from reportarchive.markup.select import SelectionMismatch, many, maybe, one, parse
from reportarchive.markup.sniffing import Media, sniff
from reportarchive.markup.tree import BLOCK_TAGS, Element, parse_tree

__all__ = [
    "BLOCK_TAGS",
    "Decoded",
    "Element",
    "Media",
    "Named",
    "SelectionMismatch",
    "declared_charset",
    "decode",
    "many",
    "maybe",
    "named_elements",
    "one",
    "parse",
    "parse_tree",
    "plausibility",
    "sniff",
]
