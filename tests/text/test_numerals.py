"""Numerals to exact decimals: Arabic, Chinese and mixed, and what is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportarchive.text.numerals import plain, read_numeral


@pytest.mark.parametrize(
    ("surface", "value"),
    [
        ("0", "0"), ("7", "7"), ("2,315", "2315"), ("1 286", "1286"), ("1,234,567", "1234567"), ("20.76", "20.76"),
        ("1,268.5", "1268.5"), ("170万", "1700000"), ("1.35亿", "135000000"), ("1,268.5万", "12685000"),
        ("5千", "5000"),
        ("3百", "300"), ("1.2万亿", "1200000000000"), ("一", "1"), ("两", "2"), ("零", "0"), ("十", "10"),
        ("十二", "12"),
        ("二十", "20"), ("二十一", "21"), ("百", "100"), ("一百零八", "108"), ("两百一十", "210"), ("三百", "300"),
        ("一千二百三十四", "1234"), ("一千零一", "1001"), ("一万四千", "14000"), ("十二万", "120000"),
        ("两千三百万", "23000000"),
        ("一亿零五百万", "105000000"), ("万", "10000"), ("一万亿", "1000000000000"), ("三万五千亿", "3500000000000"),
        ("二〇二四", "2024"), ("二零二四", "2024"), ("一九九八", "1998"),
    ],
)  # fmt: skip
def test_read_numeral(surface: str, value: str) -> None:
    assert read_numeral(surface) == Decimal(value)


@pytest.mark.parametrize(
    "surface", ["", " ", "件", "三件", "1.2.3", "12件", "1,2.5.", "-5", "+5", "1e5", "½", "一.五", "①"]
)
def test_what_is_no_numeral_is_refused(surface: str) -> None:
    with pytest.raises(ValueError, match="no numeral"):
        read_numeral(surface)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("12685000.0", "12685000"), ("20.760", "20.76"), ("100", "100"), ("1E+7", "10000000"), ("0.0", "0"),
        ("0.333333", "0.333333"), ("1.0E-6", "0.000001"),
    ],
)  # fmt: skip
def test_plain(value: str, text: str) -> None:
    assert plain(Decimal(value)) == text


_DIGITS = "零一二三四五六七八九"


def _written(number: int) -> str:
    """Return a number below ten thousand as a clerk writes it."""
    parts: list[str] = []
    for order, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // order % 10
        if digit:
            parts.append(_DIGITS[digit] + name)
        elif parts and parts[-1] != "零" and number % order:
            parts.append("零")
    return "".join(parts)


@given(st.integers(1, 9999))
def test_every_number_below_ten_thousand_is_read_back(number: int) -> None:
    assert read_numeral(_written(number)) == number
    assert read_numeral(_written(number) + "万") == number * 10_000


@given(st.decimals(0, 10**9, places=4, allow_nan=False))
def test_arabic_numbers_are_read_back_exactly(value: Decimal) -> None:
    assert read_numeral(f"{value:,f}") == value
    assert Decimal(plain(value)) == value
