"""Listings as sites really are: two pages of one report, addresses that redirect, several listings, limits."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from tests.harvesting import one_source

from reportarchive.model import Scope
from reportarchive.pipeline.gather.harvest import harvest
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.query import Reader
from reportarchive.settings import Settings

TITLE = "河湾区人民政府2024年法治政府建设年度情况报告"
LISTING = f"""<ul><li><a href="/t20250320_1.html">{TITLE}</a><span>2025-03-20</span></li>
<li><a href="/t20250330_7.html">{TITLE}</a><span>2025-03-30</span></li></ul>"""
PAGES = {
    "/list/": LISTING,
    "/t20250320_1.html": f"<h1>{TITLE}</h1><div class=TRS_Editor><p>一、主要举措</p><p>办结提案41件。</p></div>",
    "/t20250330_7.html": f"<h1>{TITLE}</h1><div class=TRS_Editor><p>一、主要举措</p><p>办结41件。</p></div>",
}


# Old addresses that lead to the pages.
MOVED = {"/robots.txt": "/robots", "/old/": "/list/", "/t20250320_1.html": "/2025/t20250320_1.html"}
PAGES["/2025/t20250320_1.html"] = PAGES["/t20250320_1.html"]
PAGES["/robots"] = "User-agent: *\nDisallow: /admin/\n"


class Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path in MOVED:
            self.send_response(302)
            self.send_header("Location", MOVED[self.path])
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        page = PAGES.get(self.path)
        body = (page or "").encode()
        self.send_response(200 if page else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def settings(tmp_path):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    sources = tmp_path / "sources.toml"
    sources.write_text(one_source(f"http://127.0.0.1:{server.server_port}/old/"), encoding="utf-8")
    yield Settings.load(home=tmp_path, sources=sources, sources_only=True, allow_loopback=True, pause_seconds=0.0)
    server.shutdown()
    server.server_close()


def test_one_of_two_pages_of_a_report_is_taken_and_the_other_told(settings):
    with open_holdings(settings) as holdings:
        first, second = harvest(holdings, Scope()), harvest(holdings, Scope())
    assert (first.counts["new"], first.counts["repeated"], first.problems) == (1, 1, [])
    assert "t20250330_7.html (same report as http" in first.reviews[0]
    assert (second.counts["unchanged"], second.written) == (1, 0)


def test_redirects_are_followed_noted_and_do_not_end_the_run(settings):
    with open_holdings(settings) as holdings:
        first = harvest(holdings, Scope())
        again = harvest(holdings, Scope())
    assert (first.problems, again.problems, again.counts["vanished"]) == ([], [], 0)
    with Reader.open(settings.archive_url) as reader:
        asked = reader.run('SELECT purpose, COUNT(*) FROM "fetch" GROUP BY purpose ORDER BY purpose').rows
        url = reader.run("SELECT url FROM report_current").rows[0][0]
    assert asked == [("article", 2), ("listing", 2), ("redirect", 6), ("robots", 2)]
    assert url.endswith("/2025/t20250320_1.html")
