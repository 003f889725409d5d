"""The family that addresses look like."""

from __future__ import annotations

import pytest

from reportarchive.discover import likeliest_family, looks_like_article
from reportarchive.registry import load_registry

FAMILIES = load_registry().families
HEX, UUID = "0ac34e96afbb4be28844f18eef412421", "39e53640-1494-4c39-9d42-203cee04982d"
ARTICLES = {
    "trs": ["/zwgk/202403/t20240327_3602399.html", "/zwgk/202403/t20240327_3602399_wap.html"],
    "ucap": [f"/xgx/c116801/202403/{HEX}.shtml", "/sft/c103808/202403/c00_31716.shtml"],
    "hanweb": ["/art/2024/3/28/art_25_123456.html", "/art/2025/art_0ac34e96.html"],
    "gkmlpt": ["/xxgk/content/post_4012345.html", "/gkmlpt/content/5/5850/post_5850123.html"],
    "vsb": ["/info/5213/71302.htm", "/yax/info/5213/71302.htm"],
    "shanghai": [f"/nw12344/20240327/{HEX}.html", f"/jggk_fzfjsqkbg/20240304/{HEX}.html"],
    "columns": [f"/columns/{UUID}/202403/27/{UUID}.html"],
    "content_n": ["/37584/38152/66314/66315/content_2188057.html", "/7200/7202/content_472965.html"],
    "pc_content": ["/ycxrmzfw/c112397/pc/content/content_1845747378521169920.html"],
}
ELSEWHERE = ["/", "/zwgk/", "/Item/88185.aspx", f"/affair/fzzf/{HEX[:20]}.html", "/zwgk/index_2.html", "/fzzf/12.htm"]


@pytest.mark.parametrize(("family", "path"), [(family, path) for family, paths in ARTICLES.items() for path in paths])
def test_an_article_tells_its_system(family: str, path: str) -> None:
    url = f"https://www.example.gov.cn{path}"
    assert likeliest_family([url], FAMILIES.values()) == (FAMILIES[family], 1)
    assert looks_like_article(url, FAMILIES.values())


@pytest.mark.parametrize("path", ELSEWHERE)
def test_other_addresses_tell_none(path: str) -> None:
    assert likeliest_family([f"https://www.example.gov.cn{path}"], FAMILIES.values()) is None
    assert not looks_like_article(f"https://www.example.gov.cn{path}", FAMILIES.values())


def test_most_rows_decide() -> None:
    rows = [f"https://a.gov.cn{path}" for path in (*ARTICLES["trs"], *ARTICLES["vsb"], "/info/1/2.htm", "/", "/x")]
    assert likeliest_family(rows, FAMILIES.values()) == (FAMILIES["vsb"], 3)
    assert likeliest_family([], FAMILIES.values()) is None


def test_every_family_with_articles_is_told_here() -> None:
    assert {family.id for family in FAMILIES.values() if family.article} == set(ARTICLES)
