"""The page on browsing shows every picture that is taken, and names every address that there is."""

from __future__ import annotations

import re
from pathlib import Path

from reportarchive.browse.routes import ROUTES

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "browsing.md").read_text(encoding="utf-8")
MOST_BYTES = 250_000


def test_pictures_are_shown_and_small():
    shown = set(re.findall(r"\]\(images/browse/([a-z]+\.png)\)", PAGE))
    there = list((ROOT / "docs" / "images" / "browse").glob("*.png"))
    assert {one.name for one in there} == shown
    assert [one.name for one in there if one.stat().st_size > MOST_BYTES] == []
    script = (ROOT / "docs" / "pictures.py").read_text(encoding="utf-8")
    assert set(re.findall(r'Picture\("([a-z]+\.png)"', script)) == shown


def test_every_address_is_named():
    endings = {re.sub(r"\(\?P<\w+>[^)]+\)|[\\$]", "", route).rpartition("/")[2] or route for route, _ in ROUTES}
    wanted = {
        "reports",
        "bytes",
        "indicators",
        "years.svg",
        "places.svg",
        "values.csv",
        "coverage",
        "sources",
        "search",
    }
    assert wanted <= endings
    assert [name for name in wanted if name not in PAGE] == []
    assert all(f"/{name}/" in PAGE for name in ("versions", "sections", "numbers", "changes"))
