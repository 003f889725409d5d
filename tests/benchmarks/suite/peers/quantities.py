"""Finders of quantities: a text enters, the places and values of its numbers leave; some tell units."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.benchmarks.suite.peers import module, there

from reportarchive.metrics import measure
from reportarchive.metrics.reading import spot

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_NUMERAL = re.compile(r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?[百千万亿]*|[零〇一二两三四五六七八九十百千万亿]+")


class Spot(NamedTuple):
    """One number as it was found: `text[start:end]`, and its value."""

    start: int
    end: int
    value: Decimal


def ours(text: str) -> list[Spot]:
    """Return the quantities with values, ranges, units, and what is no quantity left out."""
    return [Spot(one.start, one.end, Decimal(one.value)) for one in spot(text).quantities]


def ours_whole(text: str) -> list[Spot]:
    """Return the same with all that stands around them: bound, change, label, indicator, sentence, target."""
    return [Spot(one.start, one.end, Decimal(one.value)) for one in measure(text).metrics]


def by_recognizers(text: str) -> list[Spot]:
    """Return the numbers and percentages that Recognizers-Text finds, which has no words for what is counted."""
    return list(_apart([*_models()["percentage"].parse(text), *_models()["number"].parse(text)]))


def by_recognizers_with_units(text: str) -> list[Spot]:
    """Return the same with its models of currencies, dimensions, ages and temperatures before."""
    units = [found for name in ("currency", "dimension", "age", "temperature") for found in _models()[name].parse(text)]
    return list(_apart([*units, *_models()["percentage"].parse(text), *_models()["number"].parse(text)]))


def by_jionlp(text: str) -> list[Spot]:
    """Return the sums of money that JioNLP finds, the only quantities with a value it extracts."""
    found = []
    for one in module("jionlp").ner.extract_money(text):
        number = one["detail"]["num"]
        value = _decimal(number[0] if isinstance(number, list) else number)
        if value is not None:
            found.append(Spot(*one["offset"], value))
    return found


def by_cn2an(text: str) -> list[Spot]:
    """Return the numerals of a pattern, turned into values by cn2an."""
    return [
        Spot(*match.span(), value) for match in _NUMERAL.finditer(text) if (value := _by_cn2an(match[0])) is not None
    ]


def by_jieba(text: str) -> list[Spot]:
    """Return the words that jieba tags as numerals, turned into values by cn2an."""
    found, start = [], 0
    for word, flag in module("jieba.posseg").cut(text):
        if flag == "m" and (value := _by_cn2an(word)) is not None:
            found.append(Spot(start, start + len(word), value))
        start += len(word)
    return found


def _by_cn2an(numeral: str) -> Decimal | None:
    try:
        return Decimal(str(module("cn2an").cn2an(numeral.replace(",", ""), "smart")))
    except (ValueError, InvalidOperation, KeyError, IndexError, TypeError):
        return None


@cache
def _models() -> dict[str, Any]:
    plain, counted = module("recognizers_number"), module("recognizers_number_with_unit")
    chinese = plain.Culture.Chinese
    numbers, units = plain.NumberRecognizer(chinese), counted.NumberWithUnitRecognizer(chinese)
    return {
        "number": numbers.get_number_model(),
        "percentage": numbers.get_percentage_model(),
        "currency": units.get_currency_model(),
        "dimension": units.get_dimension_model(),
        "age": units.get_age_model(),
        "temperature": units.get_temperature_model(),
    }


def _apart(found: Iterable[Any]) -> Iterable[Spot]:
    """Yield what several models found, the first where they overlap."""
    taken: set[int] = set()
    for one in found:
        places = range(one.start, one.end + 1)
        value = _decimal(str((one.resolution or {}).get("value")).rstrip("%"))
        if value is not None and taken.isdisjoint(places):
            taken.update(places)
            yield Spot(one.start, one.end + 1, value)


def _decimal(written: object) -> Decimal | None:
    try:
        return Decimal(str(written))
    except InvalidOperation:
        return None


_ALL: dict[str, Callable[[str], list[Spot]]] = {
    "reportarchive, quantities": ours,
    "reportarchive, everything": ours_whole,
    "Recognizers-Text with units": by_recognizers_with_units,
    "Recognizers-Text, numbers": by_recognizers,
    "JioNLP, money": by_jionlp,
    "pattern and cn2an": by_cn2an,
    "jieba and cn2an": by_jieba,
}
_NEEDS = {
    "Recognizers-Text with units": ("recognizers_number", "recognizers_number_with_unit"),
    "Recognizers-Text, numbers": ("recognizers_number", "recognizers_number_with_unit"),
    "JioNLP, money": ("jionlp",),
    "pattern and cn2an": ("cn2an",),
    "jieba and cn2an": ("jieba.posseg", "cn2an"),
}
FINDERS, MISSING = there(_ALL, _NEEDS)
DISTRIBUTIONS = (
    "recognizers-text-number", "recognizers-text-number-with-unit", "jionlp", "cn2an", "jieba",
)  # fmt: skip
