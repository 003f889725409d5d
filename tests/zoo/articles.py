"""Article pages as the content systems lay them out: head, furniture, its body, a sidebar with dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.zoo.prose import body_of

if TYPE_CHECKING:
    from tests.zoo.sites import Row, Site

CONTAINERS = {
    "trs": '<div class="TRS_Editor">{}</div>',
    "ucap": '<div id="UCAP-CONTENT">{}</div>',
    "hanweb": '<div id="zoom">{}</div>',
    "gkmlpt": '<div class="article-content">{}</div>',
    "generic": '<div class="neirong">{}</div>',
}
SIDEBAR = "".join(
    f'<li><a href="/news/2026/{day}.html">2026年第{day}期政务动态简讯</a><span>2026-06-{day:02d}</span></li>'
    for day in range(1, 13)
)


def article(site: Site, row: Row, *, counter: int = 1, lead: str = "", **changes: int) -> str:
    """Return the page of a row; `counter` is the visits that its frame shows, `lead` stands above the body."""
    inside = "".join(f"<p>　　{text}</p>\n" for text in paragraphs(site, row, **changes))
    container = CONTAINERS[site.family].format(inside)
    return f"""<!DOCTYPE html>
<html><head><meta charset="{site.charset}"><title>{row.title}_{site.place}人民政府</title>
<meta name="ArticleTitle" content="{row.title}"><meta name="PubDate" content="{row.published} 10:00">
<meta name="SiteName" content="{site.place}人民政府"></head>
<body><div class="header"><a href="/">首页</a><a href="/zwgk/">政务公开</a><span>今天是2026年6月30日</span></div>
<div class="position">当前位置：<a href="/">首页</a> &gt; <a href="./">法治政府建设</a></div>
{lead}<h1>{row.title}</h1>
<div class="info">发布日期：{row.published}　来源：{site.issuer}　浏览次数：<span>{counter}</span></div>
{container}
<div class="share">分享到：微信 微博</div>
<div class="hot"><h3>最新动态</h3><ul>{SIDEBAR}</ul></div>
<div class="footer">版权所有：{site.place}人民政府办公室　备案号99000{counter % 10}</div>
</body></html>"""


def paragraphs(site: Site, row: Row, **changes: int) -> list[str]:
    """Return the paragraphs of a report, or the few lines of a page that is none."""
    if row.year is None:
        return [f"{row.title}。", f"{site.place}有关单位要认真组织学习，确保各项工作落到实处。"]
    return body_of(site.place, row.year, **changes)


def shell(site: Site, row: Row) -> str:
    """Return the page of a row after its site has changed: a frame into which a script would put the text."""
    return f"""<!DOCTYPE html>
<html><head><meta charset="{site.charset}"><title>{row.title}_{site.place}人民政府</title></head>
<body><div class="header"><a href="/">首页</a><a href="/zwgk/">政务公开</a></div>
<div id="app"></div><script src="/js/app.js"></script>
<div class="hot"><ul>{SIDEBAR}</ul></div></body></html>"""
