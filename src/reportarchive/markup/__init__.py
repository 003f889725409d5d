"""From bytes to markup: decoding, telling content kinds apart, trees, and strict selection."""

from reportarchive.markup.decoding import Decoded, declared_charset, decode, plausibility
from reportarchive.markup.names import NamedElements
from reportarchive.markup.select import SelectionMismatch, many, maybe, one, parse
from reportarchive.markup.sniffing import Media, sniff
from reportarchive.markup.tree import BLOCK_TAGS, Element, parse_tree

__all__ = [
    "BLOCK_TAGS",
    "Decoded",
    "Element",
    "Media",
    "NamedElements",
    "SelectionMismatch",
    "declared_charset",
    "decode",
    "many",
    "maybe",
    "one",
    "parse",
    "parse_tree",
    "plausibility",
    "sniff",
]
