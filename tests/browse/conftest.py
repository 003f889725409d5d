"""The sample site after its second day, with one hostile report more, browsed by a real server and a real browser."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from tests.browsing import browsing
from tests.harvesting import free_ports, harvest_day

from reportarchive.pipeline.gather.imports import Filing, import_file
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.settings import Settings

HOSTILE = "990103-2020-annual"
TITLE = "石渡区<script>alert('title')</script>人民政府2020年法治政府建设年度情况报告"
LINES = (
    "一、主要<script>document.title='taken'</script>举措",
    "（一）<img src=x onerror=alert(1)>审结行政复议案件12件，\u202e办结率\u202c100%。",
    '"><svg onload=alert(2)></svg><a href="javascript:alert(3)">立案57件</a>。',
    "&lt;b&gt; &amp;amp; {{ 7 * 7 }} {% raw %} ${7*7} 受理投诉46件。",
    "制发规范性文件3件、" * 8_000 + "完",  # a line of more than 200 KB with thousands of numbers
    "二、下一步打算",
    "力争办结率达到99%。",
)


@pytest.fixture(scope="session")
def browsed(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The settings of the archive that is browsed. Read only."""
    folder = tmp_path_factory.mktemp("browse")
    ports = free_ports()
    harvest_day(folder / "home", 1, ports=ports)
    settings = harvest_day(folder / "home", 2, ports=ports).settings
    page = folder / "hostile.html"
    lines = "".join(f"<p>{html.escape(line)}</p>" for line in LINES)
    page.write_text(
        f"<html><head><meta charset=utf-8><title>x</title></head><body><h1>{html.escape(TITLE)}</h1>{lines}"
    )
    with open_holdings(settings) as holdings:
        stored = import_file(holdings, page, Filing("990103", 2020, title=TITLE)).stored
    assert stored.report_id == HOSTILE
    return settings


@pytest.fixture(scope="session")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the server says on standard error."""
    return tmp_path_factory.mktemp("log") / "browse.log"


@pytest.fixture(scope="session")
def address(browsed: Settings, log: Path) -> Iterator[str]:
    """The address of the server."""
    with browsing(browsed.home, log=log) as url:
        yield url


@pytest.fixture(scope="session")
def client(address: str) -> Iterator[httpx.Client]:
    """A client of the server."""
    with httpx.Client(base_url=address, trust_env=False, timeout=60) as made:
        yield made
