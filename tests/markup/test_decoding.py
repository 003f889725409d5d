"""Bytes to text: what the bytes are decides, not what the page says of itself."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportarchive.markup import declared_charset, decode, plausibility

CASES = tomllib.loads((Path(__file__).parent.parent / "cases" / "decoding.toml").read_text("utf-8"))["case"]
PROSE = "现将本区法治政府建设年度情况报告如下。区人民政府依法行政，全年办理行政复议案件。"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_decode(case: dict[str, Any]) -> None:
    decoded = decode(case["text"].encode(case["bytes"]), content_type=case.get("header"))
    assert decoded.text == case["text"].removeprefix("\ufeff")
    assert decoded.charset == case["charset"]
    assert decoded.replaced == 0
    assert decoded.misdeclared is case.get("misdeclared", False)


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_broken_byte_costs_one_character(charset: str) -> None:
    body = PROSE.encode(charset)
    decoded = decode(body + b"\xff" + body)
    assert decoded.text == f"{PROSE}\ufffd{PROSE}"
    assert (decoded.charset, decoded.replaced) == (charset, 1)


@pytest.mark.parametrize("charset", ["utf-8", "gb18030"])
def test_a_page_cut_within_a_character_keeps_the_rest(charset: str) -> None:
    decoded = decode(PROSE.removesuffix("。").encode(charset)[:-1])
    assert decoded.text == PROSE.removesuffix("件。") + "\ufffd"
    assert (decoded.charset, decoded.replaced) == (charset, 1)


def test_a_replacement_character_of_the_page_is_not_counted() -> None:
    assert decode(f"{PROSE}\ufffd".encode()).replaced == 0
    assert decode(f"{PROSE}\ufffd".encode() + b"\xff").replaced == 1


def test_the_header_goes_before_the_page() -> None:
    body = b'<?xml version="1.0" encoding="big5"?><meta charset="gbk">'
    assert declared_charset(body, "text/html; charset=utf-8") == "utf-8"
    assert declared_charset(body, "text/html") == "gbk"
    assert declared_charset(b'<?xml version="1.0" encoding="big5"?><p>') == "big5"
    assert declared_charset(b"<p>charset=gbk</p>") is None


def test_wrong_readings_are_implausible() -> None:
    assert plausibility(PROSE) > 0.5
    assert plausibility(PROSE.encode().decode("gb18030", "replace")) < 0.15
    assert plausibility("据工作規定".encode("big5hkscs", "replace").decode("gb18030", "replace")) < 0.3
    assert plausibility("plain ascii") == 0.0


@given(st.binary(max_size=400))
def test_no_bytes_raise(body: bytes) -> None:
    decoded = decode(body)
    assert isinstance(decoded.text, str)
    assert decoded.replaced <= len(body)
