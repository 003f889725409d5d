"""Bytes of a page enter, its text leaves, with the charset that was used and how sure that is.

The order is BOM, strict UTF-8, strict GB18030, declared charset, GB18030 with replacement. Since bytes in
Big5 or windows-1252 often pass as GB18030, a reading other than UTF-8 must also be plausible Chinese: common
characters must be common in it; else the most plausible reading is taken. Charset labels count for little,
because they are often wrong (declared gb2312 with GBK characters such as 镕, UTF-8 declared gb2312).
Never raises on bytes.
"""

from __future__ import annotations

import codecs
import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FAMILIES = {  # a charset label, lower case without - and _, and the decoder that reads all it may mean
    "utf8": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "xgbk": "gb18030",
    "gb18030": "gb18030",
    "gb231280": "gb18030",
    "big5": "big5hkscs",
    "big5hkscs": "big5hkscs",
    "xbig5": "big5hkscs",
    "cp950": "big5hkscs",
    "iso88591": "windows-1252",
    "latin1": "windows-1252",
    "windows1252": "windows-1252",
    "utf16": "utf-16-le",
    "utf16le": "utf-16-le",
    "utf16be": "utf-16-be",
}
_NAMES = {"big5hkscs": "big5"}
_HEADER_LABEL = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META_LABEL = re.compile(rb"<meta\b[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XML_LABEL = re.compile(rb"^\s*<\?xml\b[^>]{0,100}?encoding\s*=\s*[\"']([\w.:-]+)", re.IGNORECASE)
_HEAD_BYTES = 4096
_SAMPLE = 1_000  # letters beyond ASCII that are weighed
_ASCII = re.compile(r"[\x00-\x7f]+")
_PLAUSIBLE = 0.3  # share of common characters: right readings have 0.5 and more, wrong ones below 0.15


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text and how it was read.

    `charset` is the charset used (utf-8, utf-16-le, utf-16-be, gb18030, big5, windows-1252, or a declared
    one), `declared` the label as written in header or page, `replaced` the number of U+FFFD put in for
    bytes that could not be read, `misdeclared` whether the label names another family of charsets.
    """

    text: str
    charset: str
    declared: str | None
    replaced: int
    misdeclared: bool


def decode(body: bytes, *, content_type: str | None = None) -> Decoded:
    """Return the text of a page's bytes; `content_type` is the header as received."""
    declared = declared_charset(body, content_type)
    for mark, charset in _BOMS:
        if body.startswith(mark):
            return _read(body[len(mark) :], charset, declared)
    text = _strict(body, "utf-8")
    if text is not None:
        return _decoded(text, "utf-8", declared, replaced=0)
    chinese = _strict(body, "gb18030")
    if chinese is not None and plausibility(chinese) >= _PLAUSIBLE:
        return _decoded(chinese, "gb18030", declared, replaced=0)
    return _read(body, _likeliest(body, _family(declared)), declared)


def declared_charset(body: bytes, content_type: str | None = None) -> str | None:
    """Return the charset label of the header, else of the page's first 4096 bytes, as written, or None."""
    in_header = _HEADER_LABEL.search(content_type or "")
    if in_header:
        return in_header[1]
    head = body[:_HEAD_BYTES]
    in_page = _META_LABEL.search(head) or _XML_LABEL.search(head)
    return in_page[1].decode("ascii", "replace") if in_page else None


def plausibility(text: str) -> float:
    """Return the share (0 to 1) of common Chinese characters among the characters beyond ASCII.

    White space, punctuation and replacement characters are not counted as characters; 0.0 for none at all.
    """
    common, _ = _common_characters()
    letters = list(islice(filter(str.isalpha, _ASCII.sub("", text)), _SAMPLE))
    return sum(map(common.__contains__, letters)) / len(letters) if letters else 0.0


def _likeliest(body: bytes, declared: str | None) -> str:
    """Return the charset for bytes that have no BOM and are neither UTF-8 nor plausible GB18030 throughout."""
    sample = _sample(body)
    readings: dict[str, float] = {}
    for charset in dict.fromkeys(("gb18030", "utf-8", "big5hkscs", declared or "gb18030")):
        text = _relaxed(sample, charset)
        broken = text.count("\ufffd") / max(1, len(text) - len(text.encode("ascii", "ignore")))
        readings[charset] = plausibility(text) * max(0.0, 1 - 5 * broken)
    best = max(readings, key=lambda charset: readings[charset])
    if readings[best] >= _PLAUSIBLE:
        return best
    if _is_western(sample):
        return "windows-1252"
    return declared if declared and _strict(body, declared) is not None else "gb18030"


def _sample(body: bytes) -> bytes:
    """Return the head and the places beyond ASCII, enough to weigh a reading of a large page."""
    if len(body) <= 200_000:
        return body
    first = re.search(rb"[\x80-\xff]", body)
    start = first.start() if first else 0
    return body[start : start + 200_000]


def _is_western(sample: bytes) -> bool:
    """True when every byte beyond ASCII is a letter or mark of western pages and ASCII letters prevail."""
    _, western = _common_characters()
    text = _relaxed(sample, "windows-1252")
    beyond = [char for char in text if char > "\x7f"]
    letters = sum(char.isascii() and char.isalpha() for char in text)
    return all(char in western for char in beyond) and letters > 2 * len(beyond)


def _read(body: bytes, charset: str, declared: str | None) -> Decoded:
    text = _strict(body, charset)
    if text is not None:
        return _decoded(text, charset, declared, replaced=0)
    text = _relaxed(body, charset)
    genuine = body.count("\ufffd".encode("utf-8" if charset == "utf-8" else "gb18030"))
    return _decoded(text, charset, declared, replaced=max(1, text.count("\ufffd") - genuine))


def _decoded(text: str, charset: str, declared: str | None, *, replaced: int) -> Decoded:
    family = _family(declared)
    wrong = family is not None and family != charset and not text.isascii()
    return Decoded(text, _NAMES.get(charset, charset), declared, replaced, wrong)


def _family(label: str | None) -> str | None:
    """Return the decoder for a charset label, or None for no label and for a name that is no text charset."""
    if label is None:
        return None
    known = _FAMILIES.get(label.lower().replace("-", "").replace("_", ""))
    if known:
        return known
    try:
        codec = codecs.lookup(label)
        codec.decode(b"a", "strict")
    except (LookupError, UnicodeError, ValueError):
        return None
    return codec.name if isinstance(codec.decode(b"a")[0], str) else None


def _strict(body: bytes, charset: str) -> str | None:
    try:
        return body.decode(charset)
    except (UnicodeError, LookupError):
        return None


def _relaxed(body: bytes, charset: str) -> str:
    return body.decode(charset, "replace")


@cache
def _common_characters() -> tuple[frozenset[str], frozenset[str]]:
    table = tomllib.loads(files("reportarchive.markup").joinpath("data/plausible.toml").read_text("utf-8"))
    common = frozenset(table["common"] + table["traditional"]) - frozenset("\n")
    return common, frozenset(table["western"])
