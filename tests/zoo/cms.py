"""Sites dressed as the content systems do it: addresses of articles, listing pages and how they go on.

A dress gives the address of a site's listing and its pages by path. Page 2 of TRS is index_1, of the others _2.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape
from typing import TYPE_CHECKING

from tests.zoo.articles import article
from tests.zoo.server import Page, decides

if TYPE_CHECKING:
    from tests.zoo.server import Answer, Request
    from tests.zoo.sites import Row, Site

Pages = dict[str, "Answer"]
FOLDER = "/zwgk/fzzfjsbg/"
COLUMN = "0a1b2c3d4e5f60718293a4b5c6d7e8f9"
NAVIGATION = "".join(
    f'<a href="{path}">{name}</a>' for path, name in (("/", "首页"), ("/zwgk/", "政务公开"), ("/hd/", "互动交流"))
)


def path_of(site: Site, row: Row) -> str:
    """Return the address of an article, in the manner of its content system."""
    number = zlib.crc32(f"{site.key}{row.title}{row.published}".encode())
    match site.family:
        case "trs":
            return f"{FOLDER}{row.day[:6]}/t{row.day}_{number % 10_000_000}.html"
        case "ucap":
            return f"/xx/c108016/{row.day[:6]}/{number:08x}{number:08x}{number:08x}{number:08x}.shtml"
        case "hanweb":
            return f"/art/{row.day[:4]}/{int(row.day[4:6])}/{int(row.day[6:])}/art_25_{number % 1_000_000}.html"
        case "gkmlpt":
            return f"/zwgk/content/post_{number % 10_000_000}.html"
        case _:
            return f"/gk/{row.day[:4]}/{number % 1_000_000}.html"


def dressed(site: Site) -> tuple[str, Pages]:
    """Return the address of a site's listing and all its pages by path, articles too."""
    listing, pages = DRESSES[site.dress](site)
    articles: Pages = {path_of(site, row): page(site, article(site, row)) for row in site.rows}
    robots: Pages = {"/robots.txt": Page(b"User-agent: *\nDisallow: /admin/\n", content_type="text/plain")}
    return listing, {**robots, "/": page(site, frame(site, "")), **articles, **pages}


def page(site: Site, text: str, **more: bool) -> Page:
    """Return a page in the site's charset."""
    code = "gb18030" if site.charset.startswith("gb") else site.charset
    return Page(text.encode(code), content_type="text/html", **more)


def frame(site: Site, inside: str) -> str:
    """Return a listing page around its list."""
    return f"""<html><head><meta charset="{site.charset}"><title>法治政府建设_{site.place}人民政府</title></head>
<body><div class="header">{NAVIGATION}<span>今天是2026年6月30日</span></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="./">法治政府建设</a></div>
{inside}
<div class="footer"><a href="/about/">网站地图</a> {site.place}人民政府办公室</div></body></html>"""


def rows_html(site: Site, rows: tuple[Row, ...]) -> str:
    """Return the items of a list; every third title is cut, with the whole one in the attribute."""
    items = []
    for number, row in enumerate(rows):
        shown = row.title[:14] + "…" if number % 3 == 1 and len(row.title) > 16 else row.title
        link = f'<a href="{path_of(site, row)}" title="{escape(row.title)}">{escape(shown)}</a>'
        items.append(f"<li>{link}<span>{row.published}</span></li>")
    return "\n".join(items)


def in_pages(site: Site) -> list[tuple[Row, ...]]:
    """Return the rows by listing page."""
    size = site.rows_per_page
    return [site.rows[start : start + size] for start in range(0, len(site.rows), size)]


def _numbered(site: Site, first: str, name: Callable[[int], str], pager: Callable[[int, int], str]) -> Pages:
    parts = in_pages(site)
    return {
        first if number == 1 else name(number): page(
            site, frame(site, f"<ul>{rows_html(site, rows)}</ul><div class='page'>{pager(number, len(parts))}</div>")
        )
        for number, rows in enumerate(parts, start=1)
    }


def _trs(site: Site) -> tuple[str, Pages]:
    pages = _numbered(
        site,
        FOLDER,
        lambda number: f"{FOLDER}index_{number - 1}.html",
        lambda number, count: f'<script>createPageHTML({count}, {number - 1}, "index", "html");</script>',
    )
    # Twins for telephones, and the gateway's copies in traditional script, are linked beside the list.
    twins = "".join(
        f'<li><a href="{path_of(site, row).replace(".html", "_wap.html")}">{row.title}</a></li>'
        f'<li><a href="/gate/big5/{{host}}{path_of(site, row)}">{row.title}</a></li>'
        for row in site.reports[:1]
    )
    wap: Pages = {path_of(site, row).replace(".html", "_wap.html"): page(site, article(site, row)) for row in site.rows}
    first = pages[FOLDER]

    @decides
    def with_twins(request: Request) -> Page:
        code = "gb18030" if site.charset.startswith("gb") else site.charset
        host = request.headers.get("host", "")
        shown = first.body.decode(code).replace("</ul>", twins.replace("{host}", host) + "</ul>")  # type: ignore[union-attr]
        return page(site, shown, has_etag=True)

    return FOLDER, {**pages, **wap, FOLDER: with_twins}


def _ucap(site: Site) -> tuple[str, Pages]:
    folder = "/xx/c108016/"
    return folder + "list.shtml", _numbered(
        site,
        folder + "list.shtml",
        lambda number: f"{folder}list_{number}.shtml",
        lambda number, count: f"<script>createPageHTML('page_div',{count},{number},'list','shtml',60);</script>",
    )


def _search(site: Site, size: int = 4) -> Callable[[Request], Page]:
    @decides
    def answer(request: Request) -> Page:
        number = int(request.fields.get("page", "1"))
        rows = site.rows[(number - 1) * size : number * size]
        results = [
            {"title": row.title, "url": path_of(site, row), "publishedTimeStr": f"{row.published} 09:30:00", "id": at}
            for at, row in enumerate(rows)
        ]
        data = {
            "channelId": COLUMN,
            "page": number,
            "rows": len(site.rows),
            "total": len(site.rows),
            "results": results,
        }
        text = json.dumps({"code": 200, "msg": "操作成功", "data": data}, ensure_ascii=False)
        return Page(text.encode(), content_type="application/json;charset=UTF-8")

    return answer


def _ucap_json(site: Site) -> tuple[str, Pages]:
    path = f"/common/search/{COLUMN}"
    return f"{path}?_isAgg=true&_isJson=true&_pageSize=4&page=1", {path: _search(site)}


def _ucap_script(site: Site) -> tuple[str, Pages]:
    script = f"<div id='list'></div><script>$.get('/common/search/{COLUMN}', {{_isJson: true}}, draw);</script>"
    return "/xx/c108016/index.shtml", {
        "/xx/c108016/index.shtml": page(site, frame(site, script)),
        f"/common/search/{COLUMN}": _search(site, 20),
    }


def _records(site: Site, rows: tuple[Row, ...], *, group: str = "") -> str:
    items = "".join(f"<record><![CDATA[{rows_html(site, (row,))}]]></record>" for row in rows)
    return (
        f"<datastore>{group}<totalrecord>{len(site.rows)}</totalrecord>"
        f"<totalpage>{len(in_pages(site))}</totalpage><recordset>{items}</recordset></datastore>"
    )


def _dataproxy(site: Site, *, takes: tuple[str, ...] = ("GET", "POST")) -> Callable[[Request], Page]:
    @decides
    def answer(request: Request) -> Page:
        asked = request.fields
        if request.method not in takes or asked.get("columnid") != "25" or asked.get("unitid") != "311":
            return Page("参数错误".encode(), status=200 if request.method in takes else 405)
        start, end = int(asked["startrecord"]), int(asked["endrecord"])
        rows = site.rows[start - 1 : min(end, start - 1 + 3 * site.rows_per_page)]
        return Page(("<?xml version='1.0' encoding='utf-8'?>" + _records(site, rows)).encode(), content_type="text/xml")

    return answer


def _hanweb(site: Site) -> tuple[str, Pages]:
    proxy = "/module/web/jpage/dataproxy.jsp"
    query = (
        "page=1&amp;appid=1&amp;webid=7&amp;path=/&amp;columnid=25&amp;unitid=311&amp;webname=x&amp;permissiontype=0"
    )
    group = f'<nextgroup><![CDATA[<a href="{proxy}?{query}"></a>]]></nextgroup>'
    first = _records(site, site.rows[: 3 * site.rows_per_page], group=group)
    script = (
        f'<div id="311"></div><script type="text/xml">{first}</script>'
        f"<script>$('#311').jpage({{totalRecord:{len(site.rows)},perPage:{site.rows_per_page},groupSize:3}});</script>"
    )
    return "/col/col25/index.html", {
        "/col/col25/index.html": page(site, frame(site, script)),
        proxy: _dataproxy(site),
    }


def _hanweb_post(site: Site) -> tuple[str, Pages]:
    """Return a site whose page shows no rows, and whose dataproxy takes posts only."""
    proxy = "/module/jpage/dataproxy.jsp"
    script = (
        f"<div id='311'></div><script>var unitid='311', columnid='25', webid='7', webname='x', path='/', appid='1',"
        f" col='1', sourceContentType='1', permissiontype='0', perPage={site.rows_per_page};"
        f" load('{proxy}');</script>"
    )
    return "/col/col25/index.html", {
        "/col/col25/index.html": page(site, frame(site, script)),
        proxy: _dataproxy(site, takes=("POST",)),
    }


def _gkmlpt(site: Site) -> tuple[str, Pages]:
    return FOLDER, _numbered(
        site, FOLDER, lambda number: f"{FOLDER}index_{number}.html", lambda number, count: f"{number}/{count}页"
    )


def _gkmlpt_json(site: Site) -> tuple[str, Pages]:
    size = 5

    @decides
    def answer(request: Request) -> Page:
        number = int(request.fields.get("page", "1"))
        rows = site.rows[(number - 1) * size : number * size]
        articles = [
            {
                "id": at,
                "title": row.title,
                "url": "http://" + request.headers["host"] + path_of(site, row),
                "date": int(datetime.fromisoformat(row.published + "T02:00:00").replace(tzinfo=UTC).timestamp()),
            }
            for at, row in enumerate(rows)
        ]
        text = json.dumps({"articles": articles, "total": len(site.rows), "classify": {"id": 0}}, ensure_ascii=False)
        return Page(text.encode(), content_type="application/json")

    return "/gkmlpt/api/all/0", {"/gkmlpt/api/all/0": answer}


def _next_link(site: Site) -> tuple[str, Pages]:
    return "/gk/fz/", _numbered(
        site,
        "/gk/fz/",
        lambda number: f"/gk/fz/p{number}.html",
        lambda number, count: f'<a href="/gk/fz/p{number + 1}.html">下一页</a>' if number < count else "下一页",
    )


def _last_link(site: Site) -> tuple[str, Pages]:
    return "/gk/fz.html", _numbered(
        site,
        "/gk/fz.html",
        lambda number: f"/gk/fz_{number}.html",
        lambda number, count: f'第{number}页 <a href="/gk/fz.html">首页</a> <a href="/gk/fz_{count}.html">尾页</a>',
    )


def _numbers(site: Site) -> tuple[str, Pages]:
    """Return a site of rows divided by line breaks only, and page numbers as links."""
    parts = in_pages(site)
    pages: Pages = {}
    for number, rows in enumerate(parts, start=1):
        lines = "".join(f'<a href="{path_of(site, row)}">{row.title}</a> [{row.published}]<br>' for row in rows)
        pager = "".join(
            f"<b>{other}</b> " if other == number else f'<a href="/list{other}.htm">{other}</a> '
            for other in range(1, len(parts) + 1)
        )
        pages[f"/list{number}.htm"] = page(site, frame(site, f"<div>{lines}</div><p>{pager}</p>"))
    return "/list1.htm", pages


def _query(site: Site) -> tuple[str, Pages]:
    parts = in_pages(site)

    @decides
    def answer(request: Request) -> Page:
        number = min(max(int(request.fields.get("page", "1")), 1), len(parts))
        pager = (
            f'<a href="/list?id=7&amp;page={number + 1}">下一页</a><a href="/list?id=7&amp;page={len(parts)}">末页</a>'
        )
        inside = f"<ul>{rows_html(site, parts[number - 1])}</ul>{pager if number < len(parts) else ''}"
        return page(site, frame(site, inside))

    return "/list?id=7", {"/list": answer}


DRESSES: dict[str, Callable[[Site], tuple[str, Pages]]] = {
    "trs": _trs,
    "ucap": _ucap,
    "ucap_json": _ucap_json,
    "ucap_script": _ucap_script,
    "hanweb": _hanweb,
    "hanweb_post": _hanweb_post,
    "gkmlpt": _gkmlpt,
    "gkmlpt_json": _gkmlpt_json,
    "next_link": _next_link,
    "last_link": _last_link,
    "numbers": _numbers,
    "query": _query,
}
