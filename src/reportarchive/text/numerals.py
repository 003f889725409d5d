"""Chinese, Arabic and mixed numerals as written in the reports, to exact decimals.

Enters: the characters of one numeral, already folded to half width. Leaves: a Decimal, never a float.
Refuses (ValueError): characters that are no numeral. Whether a run of them is one (三四, 百千) is not asked here.

>>> [int(read_numeral(one)) for one in ("一万四千", "2,315", "1.35亿", "两千三百万", "1亿2000万", "三点五亿")]
[14000, 2315, 135000000, 23000000, 120000000, 350000000]
"""

from __future__ import annotations

import re
from decimal import Decimal

DIGITS = {
    "〇": 0, "零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9,
}  # fmt: skip
TENS = {"十": 10, "百": 100, "千": 1000}
MAGNITUDES = {"万": 10_000, "亿": 100_000_000}

_MIXED_PART = re.compile(r"([0-9]+(?:\.[0-9]*)?)([百千万亿]*)")
_MIXED = re.compile(r"[0-9]+(?:\.[0-9]*)?[百千万亿]*(?:[0-9]+(?:\.[0-9]*)?[百千万亿]+)*")

CHINESE = "".join(DIGITS) + "".join(TENS)
"""Characters a Chinese numeral below 10,000 is written with."""


def read_numeral(surface: str) -> Decimal:
    """Return the value of one numeral: Arabic, Chinese or mixed, with 万 and 亿, blanks and separators.

    Raises:
        ValueError: `surface` is no numeral.
    """
    compact = surface.replace(" ", "").replace(",", "")
    if compact[:1].isascii() and compact:
        return _read_mixed(compact)
    if "点" in compact:
        return _read_spoken_decimal(compact)
    return Decimal(_read_chinese(compact))


def plain(value: Decimal) -> str:
    """Return the exact decimal text without exponent and without trailing zeros behind the point.

    >>> plain(Decimal("12685000.0")), plain(Decimal("20.760"))
    ('12685000', '20.76')
    """
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _read_mixed(text: str) -> Decimal:
    """Read Arabic figures with order words behind them: 1.2万亿 is a product, 1亿2000万 a sum of two."""
    if text.isdecimal() and text.isascii():
        return Decimal(text)
    if not _MIXED.fullmatch(text):
        raise ValueError(f"no numeral: {text!r}")
    if text.isascii():
        return Decimal(text)
    total = Decimal(0)
    for figures, orders in _MIXED_PART.findall(text):
        value = Decimal(figures)
        for char in orders:
            value *= TENS.get(char) or MAGNITUDES[char]
        total += value
    return total


def _read_spoken_decimal(text: str) -> Decimal:
    """Read a decimal written out: 三点五亿, 三点五千万, 九十八点六."""
    whole, _, rest = text.partition("点")
    fraction = rest.rstrip("十百千万亿")
    if not fraction or any(char not in DIGITS for char in fraction):
        raise ValueError(f"no numeral: {text!r}")
    value = _read_chinese(whole) + Decimal("0." + "".join(str(DIGITS[char]) for char in fraction))
    for char in rest[len(fraction) :]:
        value *= TENS.get(char) or MAGNITUDES[char]
    return value


def _read_chinese(text: str) -> int:
    """Read a Chinese numeral: digit by digit when it has no order word (二〇二四), else by its orders."""
    if not text:
        raise ValueError("no numeral: ''")
    if all(char in DIGITS for char in text):
        return int("".join(str(DIGITS[char]) for char in text))
    total = block = digit = 0
    for char in text:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in TENS:
            # A bare 十 or 百 stands for one of it (十二, 百余).
            block += (digit or 1) * TENS[char]
            digit = 0
        elif char in MAGNITUDES:
            # 亿 multiplies all before it (三万五千亿), 万 only what follows the last 亿.
            if char == "亿":
                total = (total + block + digit or 1) * MAGNITUDES[char]
            else:
                total += (block + digit or 1) * MAGNITUDES[char]
            block = digit = 0
        else:
            raise ValueError(f"no numeral: {text!r}")
    return total + block + digit
