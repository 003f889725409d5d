"""A district's template and figures -> the lines of one report.

Enters: `data/templates/<code>.txt`. Its signs: `{key}` a figure, `{year}` `{last}` `{next}` years,
`{date}` and `{date_zh}` the date of signature, `‹2024 2025|…›` words of some years only, `*…*` bold,
`= ` a centred line, `> ` a line set to the right, `| a | b |` a table row; an empty line is dropped.
Leaves: lines with the layout signs still on them (`report_lines`) or plain (`report_text`).
Refuses: a template that asks for a figure which the figures file does not have (KeyError).
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from reportarchive.demo.figures import printed_figures
from reportarchive.demo.places import district, read_data

if TYPE_CHECKING:
    from datetime import date

    from reportarchive.demo.places import Slot

SOME_YEARS = re.compile(r"‹(?P<years>[\d ]+)\|(?P<words>[^›]*)›")
PLACE = re.compile(r"\{(?P<key>\w+)\}")
LAYOUT_SIGN = re.compile(r"^[=>] ")
HALF_WIDTH = str.maketrans("，：；（）？！", ",:;()?!")
FULL_WIDTH_DIGITS = str.maketrans("0123456789%.", "０１２３４５６７８９％．")
CHINESE_DIGITS = str.maketrans("0123456789", "〇一二三四五六七八九")


def report_lines(slot: Slot, day: int) -> tuple[str, ...]:
    """Return the lines of a report as served on a day, layout signs included."""
    words = _dated_words(slot) | printed_figures(slot.division, slot.year, day)
    text = SOME_YEARS.sub(
        lambda match: match["words"] if str(slot.year) in match["years"].split() else "",
        read_data(f"templates/{slot.division}.txt"),
    )
    text = PLACE.sub(lambda match: words[match["key"]], text)
    if district(slot.division).punctuation == "half":
        text = text.translate(HALF_WIDTH)
    if slot.digits == "full":
        text = text.translate(FULL_WIDTH_DIGITS)
    return tuple(line.strip() for line in text.splitlines() if line.strip())


@cache
def report_text(slot: Slot, day: int) -> str:
    """Return a report as plain lines, without layout signs; cells of a table row are parted by tabs."""
    return "\n".join(_plain(line) for line in report_lines(slot, day))


def table_cells(line: str) -> list[str]:
    """Return the cells of a `| a | b |` line."""
    return [cell.strip() for cell in line.strip("|").split("|")]


def _plain(line: str) -> str:
    if line.startswith("|"):
        return "\t".join(table_cells(line))
    return LAYOUT_SIGN.sub("", line).replace("*", "")


def _dated_words(slot: Slot) -> dict[str, str]:
    signed = slot.signed_on
    return {
        "title": slot.title,
        "doc_no": slot.doc_no,
        "year": str(slot.year),
        "last": str(slot.year - 1),
        "next": str(slot.year + 1),
        "date": f"{signed.year}年{signed.month}月{signed.day}日",
        "date_zh": chinese_date(signed),
    }


def chinese_date(day: date) -> str:
    """Return a date in Chinese numerals.

    >>> from datetime import date
    >>> chinese_date(date(2024, 3, 21))
    '二〇二四年三月二十一日'
    """
    year = str(day.year).translate(CHINESE_DIGITS)
    return f"{year}年{_below_hundred(day.month)}月{_below_hundred(day.day)}日"


def _below_hundred(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{tens}十".translate(CHINESE_DIGITS)
    return head + ("" if ones == 0 else str(ones).translate(CHINESE_DIGITS))
