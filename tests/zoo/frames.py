"""Rows and pages -> the HTML of a site, in its look and its charset."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from html import escape
from string import Template
from typing import TYPE_CHECKING, Any

from opencc import OpenCC
from tests.zoo.answers import Answer
from tests.zoo.prose import body_html
from tests.zoo.sites import DATA, read_data

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.zoo.entries import Entry
    from tests.zoo.sites import Site

COLUMN = "法治政府建设年度报告"


@dataclass(frozen=True)
class Frames:
    """The pages of one site; `base` is `http://127.0.0.1:PORT` of its host."""

    site: Site
    base: str

    def listing(self, rows: str, pager: str) -> Answer:
        """Return a listing page around rows that are HTML already."""
        return self.page(f"{self._look['frame']}_list", rows=rows, pager=pager)

    def row(self, entry: Entry, addresses: Mapping[str, str]) -> str:
        """Return the HTML of a row."""
        look, words = self._look, entry.row or entry.title
        cut = 0 < look["limit"] < len(words)
        return Template(look["row"]).substitute(
            href=escape(self._href(entry, addresses)),
            title=escape(words),
            text=escape(words[: look["limit"]] + look["ends"] if cut else words),
            on=entry.on.strftime(look["date"]),
        )

    def article(self, entry: Entry) -> Answer:
        """Return the page of a row."""
        look = self._look
        return self.page(
            f"{look['frame']}_article",
            traditional=entry.why == "big5",
            flat=escape(entry.heading.replace("|", "")),
            heading=escape(entry.heading).replace("|", "<br>"),
            day=entry.on.isoformat(),
            label=entry.on.strftime(look["label"]).format(issuer=entry.site.issuer, name=entry.site.name),
            container=look["container"],
            body=body_html(entry.lines, look["layout"]),
        )

    def page(self, frame: str, *, traditional: bool = False, **words: str) -> Answer:
        """Return a frame with the site's words, in the charset that the site really uses."""
        text = _frame(frame).substitute(self._words() | words)
        text = _traditional().convert(text) if traditional else text
        # Old sites leave the charset to the page.
        content_type = "text/html; charset=utf-8" if self.site.declared == "utf-8" else "text/html"
        return Answer(text.encode(self.site.charset, "xmlcharrefreplace"), content_type=content_type)

    @property
    def _look(self) -> dict[str, Any]:
        look: dict[str, Any] = read_data("looks.toml")[self.site.look]
        return look

    def _href(self, entry: Entry, addresses: Mapping[str, str]) -> str:
        if entry.host:
            return f"http://{addresses[entry.host]}{entry.path}"
        if self.site.family == "trs" and entry.path.startswith(self.site.folder):
            return "./" + entry.path.removeprefix(self.site.folder)
        return self.base + entry.path if self.site.family == "gkmlpt" else entry.path

    def _words(self) -> dict[str, str]:
        furniture, site = read_data("decoys.toml"), self.site
        nav = "".join(
            f'<li><a href="{link["to"].format(folder=site.folder)}">{link["text"]}</a></li>'
            for link in furniture["furniture"]
        )
        side = "".join(
            f'<li><a href="{link["to"]}">{link["text"]}</a><i>{link["on"]}</i></li>' for link in furniture["side"]
        )
        return {
            "site": f"{site.name}人民政府网",
            "charset": site.declared,
            "name": site.name,
            "issuer": site.issuer,
            "column": COLUMN,
            "folder": site.folder,
            "nav": nav,
            "side": side,
        }


@cache
def _frame(name: str) -> Template:
    return Template((DATA / "html" / f"{name}.html").read_text(encoding="utf-8"))


@cache
def _traditional() -> OpenCC:
    return OpenCC("s2twp")
