"""Hundreds of hosts for measuring, in a process of their own, so that serving is not what is measured.

`python -m tests.zoo.many FILE --sources 300 --pages 10` writes the source file FILE and serves until its input ends.
Its output is two lines of JSON: `{"sources": …, "pages": …, "reports": …}` when all hosts answer, and at the end
`{"requests": …, "hosts": …, "most_in_flight_at_a_host": …, "most_in_flight": …, "asked_before_robots": …}`.

Every host is one source with a TRS listing of its reports. Each page has a body of its own and is like those at hand:
21 to 53 kilobytes, 240 to 460 elements (real pages: 202 in the middle, 396 in the mean), 4,300 to 13,000 characters in
lines of 120 with 6 to 12 numbers for 1,000 (whole reports: lines of 33 to 225 with 4 to 16).
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from itertools import cycle
from pathlib import Path
from string import Template

from tests.zoo.answers import Answer, Ask
from tests.zoo.frames import Frames
from tests.zoo.log import RequestLog
from tests.zoo.prose import body_html, report_lines
from tests.zoo.server import address_of, open_sockets, serving
from tests.zoo.sites import Site, read_data
from tests.zoo.source_file import block

FIRST_CODE, CITY = 993000, "993000"
FOLDER = "/zwgk/fzzfjsbg/"
LAST_YEAR = 2024
VARIANTS = 24  # bodies made beforehand; a page fills in its own place, year and numbers
LINKS = 80
LAYOUTS = ("p", "span")
MORE = 3  # reports of which a long one takes sentences with numbers
PARAGRAPHS = (2, 6)  # added under each heading
SENTENCES = (2, 5)  # of each of them
NUMBERED = 0.15  # the share of them with numbers
RULES = Answer(b"User-agent: *\nDisallow: /admin/\n", content_type="text/plain")
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Served:
    """What is being served: the number of sources, of report pages each, and of all reports."""

    sources: int
    pages: int
    reports: int


@dataclass(frozen=True, slots=True)
class Measured:
    """What was asked while it was served; `asked_before_robots` counts hosts asked for a page first."""

    requests: int
    hosts: int
    most_in_flight_at_a_host: int
    most_in_flight: int
    asked_before_robots: int


@dataclass
class Running:
    """A process that serves many sites; `stop` ends it and tells what was asked."""

    served: Served
    stop: Callable[[], Measured]


@contextmanager
def many_sites(sources: int, pages: int, file: Path, *, think_seconds: float = 0.0) -> Iterator[Running]:
    """Serve many sites from a process of its own, their source file written to `file`, until the context ends.

    Answers begin after `think_seconds`; without them requests at once are over too soon to be seen at once.
    """
    command = [sys.executable, "-m", "tests.zoo.many", str(file), "--sources", str(sources), "--pages", str(pages)]
    command += ["--think", str(think_seconds)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        stdin, stdout = process.stdin, process.stdout
        served = Served(**json.loads(stdout.readline()))

        def stop() -> Measured:
            stdin.close()
            return Measured(**json.loads(stdout.readline()))

        yield Running(served, stop)
        stdin.close()


class Many:
    """The pages of many hosts, made when they are asked for."""

    def __init__(self, addresses: list[str], pages: int) -> None:
        self._numbers = {address: number for number, address in enumerate(addresses)}
        self._years = [LAST_YEAR - back for back in range(pages)]
        self._bodies = [_long_body(variant) for variant in range(VARIANTS)]
        page = Frames(_site(0), "http://127.0.0.1").page("portal_article", **_places())
        self._article = Template(page.body.decode().replace("§", "$"))

    def answer(self, ask: Ask) -> Answer:
        """Return the rules, the listing or a report of the asked host."""
        number = self._numbers[ask.host]
        if ask.path == "/robots.txt":
            return RULES
        if ask.path in (FOLDER, f"{FOLDER}index.html"):
            return self._listing(number)
        for year in self._years:
            if ask.path == FOLDER + _page_name(year):
                return self._report(number, year)
        return Answer(b"<html><title>404</title></html>", 404)

    def _listing(self, number: int) -> Answer:
        rows = "\n".join(
            f'<li><a href="./{_page_name(year)}">{_title(number, year)}</a><span>{year + 1}-03-28</span></li>'
            for year in self._years
        )
        pager = '<script>createPageHTML(1, 0, "index", "html");</script>'
        return Frames(_site(number), "http://127.0.0.1").listing(rows, pager)

    def _report(self, number: int, year: int) -> Answer:
        body = self._bodies[(number * 7 + year) % VARIANTS]
        words = {"title": _title(number, year), "day": f"{year + 1}-03-28", "name": _name(number)}
        drawn = 1000 + (number * 31 + year * 17) % 9000
        own = Template(body).substitute(words | {"year": year, "next": year + 1, "number": drawn})
        return Answer(self._article.substitute(words | {"body": own}).encode(), content_type="text/html; charset=utf-8")


def _name(number: int) -> str:
    """Return a name of three characters of its own for each number."""
    first, second = divmod(number, 20)
    return "云霁澹岫漪筠棠芷蘅澄榆楹岚湄汐泠洵渟沅澧"[first] + "砚汀坪簃洲堰垭墅岩坞塬圩垸峪峁坡屿岬浦沚"[second] + "县"


def _title(number: int, year: int) -> str:
    return f"{_name(number)}人民政府{year}年法治政府建设年度情况报告"


def _page_name(year: int) -> str:
    return f"{year + 1}03/t{year + 1}0328_{770000 + year}.html"


def _site(number: int) -> Site:
    return Site(
        id=f"zoo-many-{number:03}",
        host=str(number),
        family="trs",
        look="trs",
        division=str(FIRST_CODE + 101 + number),
        name=_name(number),
        issuer=f"{_name(number)}人民政府",
        folder=FOLDER,
        article="",
        rows=100,
    )


def _places() -> dict[str, str]:
    """Return the words of an article's frame with signs in the places that each page fills in."""
    shown = {"flat": "§title", "heading": "§title", "day": "§day", "name": "§name", "body": "§body"}
    own = {"issuer": "§{name}人民政府", "site": "§{name}人民政府网", "label": "日期：§day 10:00"}
    return shown | own | {"container": 'class="TRS_Editor"', "nav": "\n".join(_columns())}


def _columns() -> Iterator[str]:
    """Yield links to the columns of a portal, of which a page of the corpus shows some eighty."""
    known = read_data("decoys.toml")["furniture"]
    for number, link in zip(range(LINKS), cycle(known)):
        yield f'<li><a href="/zwgk/lm{number}/" target="_blank">{link["text"]}</a></li>'


def _long_body(variant: int) -> str:
    """Return the HTML of a long report in which the place, the year and a number are still to be filled in.

    Under each heading stand further paragraphs, of sentences without numbers and, at the end of many, one of a report
    that was drawn otherwise.
    """
    chance = random.Random(variant)
    prose = read_data("prose.toml")["plain"]
    lines = _drawn(f"many{variant}")
    further = [line for again in range(MORE) for line in _drawn(f"many{variant} {again}")[1:-6] if line.endswith("。")]
    more = chance.randint(*PARAGRAPHS)
    long = []
    for line in lines:
        long.append(line.replace("余件", "余件（其中${number}件）"))
        if line.endswith("。"):
            for _ in range(more):
                sentences = chance.sample(prose, chance.randint(*SENTENCES))
                long.append("".join([*sentences, chance.choice(further) if chance.random() < NUMBERED else ""]))
    years = {str(LAST_YEAR): "$year", str(LAST_YEAR + 1): "$next"}
    for written, sign in years.items():
        long = [line.replace(written, sign) for line in long]
    return body_html(long, LAYOUTS[variant % len(LAYOUTS)])


def _drawn(seed: str) -> list[str]:
    return list(report_lines(issuer="$name人民政府", name="$name", year=LAST_YEAR, seed=seed))


def _sources_toml(addresses: list[str]) -> str:
    blocks = [block("division", {"code": CITY, "name": "霁屏省", "level": "province"})]
    for number, address in enumerate(addresses):
        site = _site(number)
        blocks.append(block("division", {"code": site.division, "name": site.name, "level": "county", "parent": CITY}))
        source = {"id": site.id, "division": site.division, "issuer": site.issuer, "family": site.family}
        blocks.append(block("source", source | {"listings": [f"http://{address}{FOLDER}"], "verified": True}))
    return "\n".join(blocks)


def main() -> None:
    """Serve until the input ends."""
    parser = argparse.ArgumentParser(prog="python -m tests.zoo.many", description="Serve many sites for measuring.")
    parser.add_argument("file", type=Path, help="where the source file is written")
    parser.add_argument("--sources", type=int, default=300)
    parser.add_argument("--pages", type=int, default=10)
    parser.add_argument("--think", type=float, default=0.0, help="seconds before each answer begins")
    given = parser.parse_args()
    log = RequestLog()
    with ExitStack() as stack:
        sockets = list(open_sockets(str(number) for number in range(given.sources)).values())
        for one in sockets:
            stack.callback(one.close)
        addresses = [address_of(one) for one in sockets]
        given.file.write_text(_sources_toml(addresses), encoding="utf-8")
        many = Many(addresses, given.pages)
        stack.enter_context(serving(sockets, many.answer, log, think_seconds=given.think))
        print(json.dumps(asdict(Served(given.sources, given.pages, given.sources * given.pages))), flush=True)
        sys.stdin.read()
    print(json.dumps(asdict(_measured(log))), flush=True)


def _measured(log: RequestLog) -> Measured:
    hosts = log.hosts()
    return Measured(
        requests=len(log.requests),
        hosts=len(hosts),
        most_in_flight_at_a_host=max(map(log.most_in_flight, hosts), default=0),
        most_in_flight=log.most_in_flight(),
        asked_before_robots=sum(bool(log.asked_before_robots(host)) for host in hosts),
    )


if __name__ == "__main__":
    main()
