"""Page frames: an article or a listing -> the whole HTML page of its content system.

Enters: values and `data/html/*`. Leaves: text, not yet encoded. The frames use `$name` places.
"""

from __future__ import annotations

from functools import cache
from html import escape
from string import Template
from typing import TYPE_CHECKING

from reportarchive.demo.places import read_data

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reportarchive.demo.articles import Article
    from reportarchive.demo.places import District, Site

META_FIELDS = ("ArticleTitle", "PubDate", "ContentSource", "ColumnName")
NEWS_LABEL = "发布时间：{published:%Y-%m-%d}　来源：{source}"


@cache
def _frame(name: str) -> Template:
    return Template(read_data(f"html/{name}"))


def static_frame(name: str, site: Site) -> str:
    """Return a frame that needs only the site's own words."""
    return _frame(name).substitute(_site_words(site))


def article_html(site: Site, article: Article, decoys: Sequence[Article], news: Sequence[Article]) -> str:
    """Return an article page; `decoys` are its neighbours in the listing, `news` fills the side column."""
    place = article.place
    earlier = [near for near in decoys if near.published_on < article.published_on]
    later = [near for near in decoys if near.published_on > article.published_on]
    words = _site_words(site) | {
        "title": escape(article.title),
        "column": place.column if place else "要闻动态",
        "folder": place.folder if place else "/",
        "place": place.name if place else site.name,
        "meta": _meta(site, article),
        "label": _label(article),
        "editor": place.editor if place else "",
        "container": place.container if place else "class='view'",
        "body": article.body,
        "written": _document_row(article),
        "issuer": place.issuer if place else site.name,
        "published": article.published_on.isoformat(),
        "previous": _near(earlier[-1:]),
        "following": _near(later[:1]),
        "news": _news(news),
    }
    return _frame(f"{site.key}_article.html").substitute(words)


def listing_html(site: Site, place: District, rows: Sequence[Article], number: int, *, pages: int, base: str) -> str:
    """Return page `number` (from 1) of a district's listing of `pages` pages."""
    row = _frame(f"{site.key}_row.html")
    listed = "".join(
        row.substitute(
            href=_href(site, place, article, base),
            title=escape(article.title),
            words=escape(_cut(article.title, site.title_limit)),
            published=article.published_on.isoformat(),
        )
        for article in rows
    )
    words = _site_words(site) | {
        "column": place.column,
        "place": place.name,
        "folder": place.folder,
        "rows": listed,
        "pager": _pager(site, place, number, pages),
    }
    return _frame(f"{site.key}_listing.html").substitute(words)


def home_html(site: Site, members: Sequence[District]) -> str:
    """Return a site's front page: its districts' columns."""
    links = "".join(f'<li><a href="{place.folder}">{place.name}{place.column}</a></li>\n' for place in members)
    return _frame("home.html").substitute(_site_words(site) | {"links": links})


def _site_words(site: Site) -> dict[str, str]:
    return {"site": site.name, "charset": site.charset, "site_code": site.site_code}


def _href(site: Site, place: District, article: Article, base: str) -> str:
    if site.key == "trs":
        return "./" + article.path.removeprefix(place.folder)
    return article.path if site.key == "ucap" else base + article.path


def _cut(title: str, limit: int) -> str:
    return title[:limit] + "…" if 0 < limit < len(title) else title


def _pager(site: Site, place: District, number: int, pages: int) -> str:
    def name(page: int) -> str:
        return site.first if page == 1 else site.later.format(n=page, before=page - 1)

    steps = ""
    if number < pages:
        steps = (
            f'<a class="next" href="{place.folder}{name(number + 1)}">下一页</a> '
            f'<a class="last" href="{place.folder}{name(pages)}">尾页</a>'
        )
    rows = place.rows_per_page
    return Template(site.pager).substitute(pages=pages, before=number - 1, number=number, rows=rows, steps=steps)


def _meta(site: Site, article: Article) -> str:
    place = article.place
    values = {
        "ArticleTitle": article.title,
        "PubDate": f"{article.published_on.isoformat()} {place.clock if place else '09:00'}",
        "ContentSource": place.content_source if place else site.name,
        "ColumnName": place.column if place else "要闻动态",
    }
    wanted = place.meta if place else META_FIELDS
    return "".join(f'<meta name="{name}" content="{escape(values[name])}" />\n' for name in wanted)


def _label(article: Article) -> str:
    place = article.place
    if place is None:
        return NEWS_LABEL.format(published=article.published_on, source="本网")
    return place.label.format(published=article.published_on, clock=place.clock, source=place.content_source)


def _document_row(article: Article) -> str:
    if not article.doc_no or article.signed_on is None:
        return ""
    return (
        f"<tr><td>发文字号：</td><td>{article.doc_no}</td>"
        f"<td>成文日期：</td><td>{article.signed_on.isoformat()}</td></tr>\n"
    )


def _near(found: Sequence[Article]) -> str:
    return "".join(f'<a href="{near.path}">{escape(near.title)}</a>' for near in found) or "没有了"


def _news(news: Sequence[Article]) -> str:
    return "".join(
        f'<li><a href="{item.path}">{escape(item.title)}</a> <em>{item.published_on.isoformat()}</em></li>\n'
        for item in news
    )
