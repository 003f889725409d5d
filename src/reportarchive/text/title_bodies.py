"""The words before a title's topic -> the body that reports, and the words that nothing explains.

The text is cut at years and 关于; the first piece that ends in an organ's name is the body. Of a joint title of
party and government the government counts.

>>> issuer_of("中共澄溪县委、澄溪县人民政府关于2022年")
'澄溪县人民政府'
"""

from __future__ import annotations

import re

from reportarchive.text.title_words import first_of, pattern, words

# A body whose ending the list of organs lacks: a short name at the very beginning, before 关于 or the year.
_NAME = re.compile(r"[一-龥()·]{3,30}")


def issuer_of(before: str) -> str | None:
    """Return the body named before the topic, as written, or None."""
    for piece in pattern("piece").split(before):
        name = _organ_in(piece or "")
        if name:
            return None if name in words()["generic_bodies"] else _one_body(name)
    return None


def take_tail_body(issuer: str | None, after: str) -> tuple[str | None, str]:
    """Return the body and the words behind the genre, when a body's name stands there (…报告(区城管局))."""
    match = pattern("tail_body").search(after)
    name = match and (match["site"] or match["name"])
    if not match or not name or not pattern("organ").search(name):
        return issuer, after
    return issuer or name, after[: match.start()]


def unexplained(before: str) -> str:
    """Return the words before the topic that are no body, year, connector or 我区."""
    pieces = pattern("piece").split(before)
    left = [piece for piece in pieces if piece and (not _organ_in(piece) or piece in words()["generic_bodies"])]
    if left and len(pieces) > 1 and left[0] == pieces[0] and _may_be_name(left[0]):
        left = left[1:]
    return "".join(pattern("explained").sub("", piece) for piece in left)


def _may_be_name(piece: str) -> bool:
    return bool(_NAME.fullmatch(piece)) and not any(first_of(piece, name) for name in ("announcing", "generic_bodies"))


def _organ_in(piece: str) -> str | None:
    """Return the organ's name that a piece is, without the connectors around it, or None."""
    name = pattern("lead").sub("", piece.strip("、,;.-—“”\"'").lstrip(")]】").rstrip("([【"))
    name = pattern("self_end").sub("", name)
    while not pattern("organ").search(name) and (shorter := pattern("trail").sub("", name)) != name:
        name = shorter
    return name if len(name) >= 2 and pattern("organ").search(name) else None


def _one_body(name: str) -> str:
    """Return the name without a second name in brackets and without the party committee of a joint author."""
    name = re.sub(r"\([^()]*\)$", "", name)
    joint = re.match(
        r"(?:中共)?.{1,20}?委(?:员会)?[、,](?=.+政府$)|(?:中共|中国共产党).{1,20}?委(?:员会)?(?=.{2,}人民政府$)", name
    )
    return name[joint.end() :] if joint else name
