"""The sample site with something planted on it: pages changed at their own addresses, harvested again, time passed.

What a test plants lies on the site itself; the archive learns of it by the real pipeline over HTTP. Only time is helped
on: an archive's times are set back, as if what it holds had been harvested so many days earlier.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import create_engine
from tests.harvesting import free_ports, settings_for

from reportarchive.demo import DemoSite, Page, serve
from reportarchive.demo.places import districts, sites
from reportarchive.model import Scope
from reportarchive.pipeline.clock import SHANGHAI
from reportarchive.pipeline.gather.harvest import harvest
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.pipeline.watch import Watched, watch
from reportarchive.query import Reader
from reportarchive.settings import Settings

SITE = "trs"  # of the sample site's three: GB18030, addresses with dates in them
HEWAN = "/zwgk/fzzfjsbg/hwq/"
REPORTS = {
    2023: f"{HEWAN}202403/t20240326_118203.html",
    2024: f"{HEWAN}202503/t20250328_231764.html",
    2025: f"{HEWAN}202603/t20260327_347915.html",
}
TIMES = {
    "fetch": ("requested_at",),
    "run": ("started_at", "finished_at"),
    "report_version": ("recorded_from", "recorded_to"),
}
SQLITE = "strftime('%Y-%m-%dT%H:%M:%SZ', {column}, '-{days} days')"
POSTGRESQL = (
    "to_char(({column}::timestamptz - interval '{days} days') AT TIME ZONE 'UTC',"
    """ 'YYYY-MM-DD"T"HH24:MI:SS"Z"')"""
)
IN_SEASON = datetime(2026, 4, 8, 12, tzinfo=SHANGHAI)


@dataclass(frozen=True)
class Planted:
    """The sample site being served, and the archive of it."""

    site: DemoSite
    settings: Settings

    def harvest(self, *sources: str) -> list[str]:
        """Harvest all sources, or those named, and return the problems told."""
        with open_holdings(self.settings) as holdings:
            return harvest(holdings, Scope(sources=sources)).problems

    def look(self, now: datetime = IN_SEASON) -> Watched:
        """Look for troubles as at a moment; nobody is told."""
        return watch(self.settings, now, tell=False)

    def alarms(self, now: datetime = IN_SEASON) -> list[tuple[str, str]]:
        """Look, and return code and subject of every open alarm."""
        found = self.look(now).alarms
        return sorted((row[0], row[1]) for row in found.rows)

    def rows(self, sql: str, **params: object) -> list[tuple[object, ...]]:
        with Reader.open(self.settings.archive_url) as reader:
            return reader.run(sql, params).rows

    def text(self, path: str) -> str:
        key = self._key(path)
        return self.site.pages[key][path].body.decode(sites()[key].encoding)

    def plant(self, path: str, page: str, *, status: int = 200) -> None:
        """Let the site answer an address with this page."""
        key = self._key(path)
        self.site.pages[key][path] = Page(status, "text/html", page.encode(sites()[key].encoding))

    def _key(self, path: str) -> str:
        """Return which of the three sites an address is of: the one that has it, or has a place's folder above it."""
        folders = {place.folder: place.site for place in districts()}
        return next((key for folder, key in folders.items() if path.startswith(folder)), SITE)

    def reports(self, source: str) -> list[str]:
        """Return the paths of the stored reports of a source, the newest first."""
        rows = self.rows("SELECT url FROM report WHERE source_id = :it ORDER BY year DESC", it=source)
        return [urlsplit(str(row[0])).path for row in rows]

    def change(self, path: str, changes: Mapping[str, str]) -> None:
        """Change a page: regular expression -> what stands in its place; each must change something."""
        page = self.text(path)
        for pattern, new in changes.items():
            changed = re.sub(pattern, new, page, flags=re.DOTALL)
            assert changed != page, pattern
            page = changed
        self.plant(path, page)

    def unlist(self, year: int, folder: str) -> None:
        """Take a report of 河湾区 off a listing of it."""
        name = re.escape(REPORTS[year].removeprefix(HEWAN))
        for path in listing_pages(folder):
            self.plant(path, re.sub(rf'<li><a href="[^"]*{name}".*?</li>\n', "", self.text(path)))

    def list_also(self, folder: str, *rows: str) -> None:
        """Put rows before the others of a listing."""
        for path in listing_pages(folder):
            self.plant(path, self.text(path).replace('<ul class="list">\n', '<ul class="list">\n' + "".join(rows)))

    def begin_anew(self) -> None:
        """Forget all that was harvested."""
        (self.settings.home / "archive.db").unlink()

    def change_sources(self, old: str, new: str) -> None:
        """Change what the source file says."""
        written = self.settings.sources.read_text("utf-8")
        assert old in written
        self.settings.sources.write_text(written.replace(old, new), "utf-8")

    def let_days_pass(self, days: int) -> None:
        """Set the archive's times back, as if all it holds had come so many days earlier."""
        engine = create_engine(self.settings.archive_url)
        with engine.begin() as connection:
            is_sqlite = connection.dialect.name == "sqlite"
            for table, columns in TIMES.items():
                for column in columns:
                    shifted = (SQLITE if is_sqlite else POSTGRESQL).format(column=column, days=days)
                    connection.exec_driver_sql(f'UPDATE "{table}" SET {column} = {shifted} WHERE {column} IS NOT NULL')
        engine.dispose()


def listing_pages(folder: str) -> tuple[str, ...]:
    """Return the paths of a listing of the trs site: its folder, and its pages by name."""
    return (folder, f"{folder}index.html", f"{folder}index_1.html")


def row_of(year: int, address: str | None = None) -> str:
    """Return a listing's row of the report of 河湾区 on a year."""
    title = f"河湾区人民政府{year}年法治政府建设年度情况报告"
    return f'<li><a href="{address or REPORTS[year]}">{title}</a><span>{year + 1}-03-27</span></li>\n'


def today() -> datetime:
    """Return the present moment: when the archive of a test was harvested."""
    return datetime.now(UTC)


@contextmanager
def served_site(home: Path, **more: object) -> Iterator[Planted]:
    """Serve the sample site of day 1, and harvest it once."""
    with serve(1, ports=free_ports()) as site:
        planted = Planted(site, settings_for(home, site, **more))
        assert planted.harvest() == []
        yield planted


@contextmanager
def fresh_copy(healthy: Planted, home: Path) -> Iterator[Planted]:
    """Give a copy of a harvested archive to plant on; afterwards the site is as it was."""
    kept = {key: dict(pages) for key, pages in healthy.site.pages.items()}
    shutil.copytree(healthy.settings.home, home)
    settings = healthy.settings.model_copy(update={"home": home, "sources": home / "sources.toml"})
    try:
        yield Planted(healthy.site, settings)
    finally:
        for key, pages in kept.items():
            healthy.site.pages[key].clear()
            healthy.site.pages[key].update(pages)
