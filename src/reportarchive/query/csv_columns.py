"""Arrow's columns as lines of CSV, cell for cell what `output` writes of rows, many times as fast.

One look at the bytes of a column tells which signs are in it at all; only a column with such a sign is gone through
cell by cell, in Arrow's own code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from reportarchive.columnar import contents, load_pyarrow

if TYPE_CHECKING:
    from collections.abc import Sequence

CONTROLS = bytes(sorted({*range(0x20), 0x7F, 0xC2} - set(b"\t\n\r")))  # U+0080 to U+009F begin with C2 in UTF-8
FORMULAS = b"=+@-\t\r"
QUOTED = b',"\n\r'
PLAIN = bytes(set(range(256)) - set(CONTROLS + FORMULAS + QUOTED))

# The expressions are those of RE2, which knows no looking ahead.
CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x{9f}]"
FORMULA = r"\A([=+@\t\r]|-\z|-[^0-9.]|-\.\z|-\.[^0-9])"
TO_QUOTE = r"[,\"\n\r]"


def csv_header(columns: Sequence[str]) -> bytes:
    """Return the line of the columns' names, which are words."""
    return ",".join(columns).encode() + b"\n"


def csv_of(batch: Any) -> Any:
    """Return the rows of a batch as bytes of CSV; an absent value is an empty cell.

    A cell that a spreadsheet would take for a formula gets a quote mark before it, a control character is U+FFFD.
    """
    compute = load_pyarrow().compute
    cells = [_cells(column, compute) for column in batch.columns]
    filled = {"null_handling": "replace", "null_replacement": ""}
    cells[-1] = compute.binary_join_element_wise(cells[-1], "\n", "", **filled)
    _, _, written = compute.binary_join_element_wise(*cells, ",", **filled).buffers()
    return written


def _cells(column: Any, compute: Any) -> Any:
    kind = str(column.type)
    if kind == "string":
        return _guarded(column, compute)
    return _shortest(column) if kind == "double" else column.cast("string")


def _shortest(column: Any) -> Any:
    """Return numbers as Python writes them, the shortest form that gives the same number, each of them once."""
    encoded = column.dictionary_encode()
    written = load_pyarrow().array(map(repr, encoded.dictionary.to_pylist()), type="string")
    return written.take(encoded.indices)


def _guarded(column: Any, compute: Any) -> Any:
    signs = set(contents(column).translate(None, PLAIN))
    if signs & set(CONTROLS):
        column = compute.replace_substring_regex(column, CONTROL, "\N{REPLACEMENT CHARACTER}")
    if signs & set(FORMULAS):
        column = compute.replace_substring_regex(column, FORMULA, r"'\1")
    if signs & set(QUOTED):
        doubled = compute.replace_substring(column, '"', '""') if ord('"') in signs else column
        quoted = compute.binary_join_element_wise('"', doubled, '"', "")
        column = compute.if_else(compute.match_substring_regex(column, TO_QUOTE), quoted, column)
    return column
