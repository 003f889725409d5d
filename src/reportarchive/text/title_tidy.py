"""What clings to a title on a page or in a listing row: the string as found enters, the title alone leaves.

Entities are resolved, width and script are folded; numbers, tags and labels before the title, the path of the page
and the site's name around it, and notes of the page behind it (发布时间:…) go. What could be a part of the title stays.

>>> tidy("首页 &gt; 政务公开 &gt; 柳堤區２０２３年法治政府建設情況報告_云岭市政府网")
'柳堤区2023年法治政府建设情况报告'
"""

from __future__ import annotations

import re
from html import unescape

from reportarchive.text.folding import fold
from reportarchive.text.script import simplified
from reportarchive.text.title_bodies import issuer_of
from reportarchive.text.title_words import first_of, listed, pattern

MAX_CHARACTERS = 300  # longer strings are no titles, and the limit bounds the work on hostile pages

_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd\ud800-\udfff]"
)
_TRADITIONAL = re.compile("[設報況總區縣進務關實導]")
_MARKUP = re.compile(r"</?[A-Za-z][^<>]{0,80}>")
_READING = re.compile(r"\([a-zà-üāēīōūǎěǐǒǔǚ]{1,6}\)")  # 建設(shè): left behind by converters of script
_TAG = r"\[(?!20)[^\]]{1,12}\]|【(?!20)[^】]{1,20}】"
_CHINESE = "[一二三四五六七八九十]{1,3}"
_NUMBER = rf"\d{{1,3}}(?:[.、)](?!\d)|\s+(?=[一-龥]))|0\d(?=[一-龥])|\((?:\d{{1,3}}|{_CHINESE})\)|{_CHINESE}、|[①-⑳]"
_BULLET = re.compile(rf"^(?:[^\w《〈<(\[【“\"「]+|{_NUMBER}|{_TAG})+")
_DOC_NO = r"[一-龥]{2,10}[\[(【〔]20\d\d[\])】〕]第?\d{1,4}号"
_DOC_NO_AROUND = re.compile(rf"^\s*\(?{_DOC_NO}\)?|[\s(]{_DOC_NO}\)?\s*$")
# A separator stands between blanks, or is one that no title holds; within a span of years it is none.
_SEPARATOR = re.compile(r"(?<![\d年度\s])\s*(?:\s[-–—]+\s?|[-–—]+\s|[-–—]{2,})\s*|\s*[_|]+\s*")
_PATH = re.compile(r"\s*[>»›→]+\s*")


def tidy(title: str) -> str:
    """Return the title alone, folded, in simplified script and without white space."""
    text = title[: 4 * MAX_CHARACTERS]
    if "&" in text:
        text = unescape(text)
    text = _INVISIBLE.sub("", _MARKUP.sub(" ", fold(text))).strip()
    if _TRADITIONAL.search(text):
        text = simplified(_READING.sub("", text))
    text = pattern("page_note").sub("", _DOC_NO_AROUND.sub("", text), count=1)
    text = _own_part(text)
    text = pattern("label").sub("", _BULLET.sub("", text))
    text = pattern("site_name").sub(_drop_site_name, text)
    return re.sub(r"\s+", "", text)


def _own_part(text: str) -> str:
    """Return the part of `path > title - column - site` that is the title, with a body or a meeting behind it."""
    parts = _split(text)
    bare = [re.sub(r"\s+", "", part) for part in parts]
    with_core = [place for place, part in enumerate(bare) if pattern("core").search(part)]
    if len(parts) == 1 or not with_core:
        return text
    own = max(with_core, key=lambda place: (bool(pattern("year").search(bare[place])), len(bare[place])))
    before = bare[own - 1] if own and _lacks_body(bare[own]) and pattern("organ").search(bare[own - 1]) else ""
    behind = [part for part in bare[own + 1 :] if pattern("speech_part").search(part) or _is_body(part)]
    return before + "-".join([parts[own], *behind[:1]])


def _split(text: str) -> list[str]:
    path = _PATH.split(text) if "<" not in text else [text]
    return [part for step in path for part in _SEPARATOR.split(step) if part]


def _is_body(part: str) -> bool:
    """Tell whether a part names a body that may have written the page; a government's name alone is the site's."""
    return bool(pattern("organ").search(part)) and not any(
        found.search(part) for found in (pattern("site_end"), listed("topics"))
    )


def _lacks_body(part: str) -> bool:
    topic = listed("topics").search(part)
    return not (topic and issuer_of(part[: topic.start()]))


def _drop_site_name(match: re.Match[str]) -> str:
    """Drop a site's name behind the title, but never the words that make it a report."""
    kept = any(first_of(match[0], name) for name in ("topics", "genres", "npc"))
    return match[0] if kept else ""
