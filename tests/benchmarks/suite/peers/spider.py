"""A Scrapy project as a competent user writes one for these sites: listings followed, reports parsed, rows in SQLite.

    python tests/benchmarks/suite/peers/spider.py SOURCES.toml OUT.db

obeys robots.txt, asks as many hosts at once as our harvest does and each of them one request at a time, without pauses;
reads each page with BeautifulSoup on lxml, and stores one row a page from an item pipeline that commits every hundred.
Prints how many reports it stored and the seconds from the first request to the last commit. It keeps no bytes, no
request rows, no leases; it reads no numbers, sections or citations, and knows no versions. Runs by itself, with nothing
of ours imported, so that any environment with Scrapy will do.
"""

from __future__ import annotations

import re
import sqlite3
import sys
import time
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING, Any

import scrapy
from bs4 import BeautifulSoup
from scrapy.crawler import CrawlerProcess

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

    from scrapy.http import Response

TITLE = re.compile(r"(?P<issuer>.+?)(?P<year>20\d\d)年法治政府建设年度情况报告")
TABLE = "CREATE TABLE report (url TEXT PRIMARY KEY, title TEXT, issuer TEXT, year INTEGER, published TEXT, body TEXT)"
COLUMNS = ("url", "title", "issuer", "year", "published", "body")
AT_ONCE = 16
TOGETHER = 100  # items a commit
SETTINGS = {
    "ROBOTSTXT_OBEY": True,
    "CONCURRENT_REQUESTS": AT_ONCE,
    "CONCURRENT_REQUESTS_PER_DOMAIN": AT_ONCE,  # Scrapy tells hosts apart by name alone, and all are one name here
    "DOWNLOAD_DELAY": 0,
    "AUTOTHROTTLE_ENABLED": False,
    "COOKIES_ENABLED": False,
    "TELNETCONSOLE_ENABLED": False,
    "LOG_LEVEL": "ERROR",
    "USER_AGENT": "peer/1.0 (+mailto:nobody@reports.example)",
}


class Reports(scrapy.Spider):
    """Follows the listings of all sources to their reports, and yields one item a page."""

    name = "reports"

    def __init__(self, listings: list[str], **more: Any) -> None:
        super().__init__(**more)
        self.listings = listings

    async def start(self) -> AsyncIterator[scrapy.Request]:
        """Ask for the listing of every source."""
        for url in self.listings:
            yield scrapy.Request(url)

    def parse(self, response: Response) -> Iterator[scrapy.Request]:
        """Follow the links of a listing whose text is the title of a report."""
        for link in BeautifulSoup(response.body, "lxml").select("li a[href]"):
            if TITLE.fullmatch(link.get_text(strip=True)):
                yield response.follow(link["href"], self.parse_report)

    def parse_report(self, response: Response) -> Iterator[dict[str, Any]]:
        """Yield the fields of a report from its meta tags and its body."""
        soup = BeautifulSoup(response.body, "lxml")
        meta = {tag["name"]: tag.get("content", "") for tag in soup.find_all("meta", attrs={"name": True})}
        heading = soup.find("h1") or soup.title
        title = meta.get("ArticleTitle") or (heading.get_text(strip=True) if heading else "")
        body = soup.select_one(".TRS_Editor") or soup.body
        found = TITLE.search(title)
        yield {
            "url": response.url,
            "title": title,
            "issuer": found["issuer"] if found else None,
            "year": int(found["year"]) if found else None,
            "published": meta.get("PubDate"),
            "body": body.get_text("\n", strip=True) if body else "",
        }


class Store:
    """Items into one table of SQLite, committed every hundred and at the end."""

    def open_spider(self) -> None:
        """Make the file and its table."""
        self.rows = 0
        self.connection = sqlite3.connect(OUT)
        self.connection.execute("PRAGMA journal_mode = WAL")
        self.connection.execute("PRAGMA synchronous = NORMAL")
        self.connection.execute(TABLE)

    def process_item(self, item: dict[str, Any]) -> dict[str, Any]:
        """Insert an item; a page seen before is replaced."""
        statement = "INSERT OR REPLACE INTO report VALUES (?, ?, ?, ?, ?, ?)"
        self.connection.execute(statement, [item[name] for name in COLUMNS])
        self.rows += 1
        if self.rows % TOGETHER == 0:
            self.connection.commit()
        return item

    def close_spider(self) -> None:
        """Commit what is left."""
        self.connection.commit()
        self.connection.close()


def main() -> None:
    """Crawl all sources of a source file into a new database, and print reports and seconds."""
    sources = tomllib.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))["source"]
    listings = [url for source in sources for url in source["listings"]]
    process = CrawlerProcess(SETTINGS | {"ITEM_PIPELINES": {Store: 300}})
    process.crawl(Reports, listings=listings)
    began = time.perf_counter()
    process.start()
    took = time.perf_counter() - began
    with sqlite3.connect(OUT) as connection:
        (stored,) = connection.execute("SELECT COUNT(*) FROM report WHERE length(body) > 1000 AND year > 0").fetchone()
    print(stored, took)


if __name__ == "__main__":
    OUT = sys.argv[2]
    main()
