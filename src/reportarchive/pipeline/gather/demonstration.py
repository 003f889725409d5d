"""The main job on the bundled sample site: serve it, harvest it, say what is stored and what to ask next.

The places are invented (codes 99xxxx) and so is all they report. A demonstration never touches an archive that it
did not make.
"""

from __future__ import annotations

import tomllib
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from reportarchive.archive import Archive
from reportarchive.demo import SITE_KEYS, serve
from reportarchive.errors import UsageError
from reportarchive.model import Scope
from reportarchive.pipeline.gather.harvest import harvest
from reportarchive.pipeline.holdings import Holdings, open_holdings
from reportarchive.query import Reader
from reportarchive.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from reportarchive.demo import DemoSite
    from reportarchive.pipeline.tally import Tally

HOME = Path("demo-data")
SOURCES_FILE = "sources.toml"
MARKER = "demo"
SHOWN = 6  # quantities shown with their sentence
ASK_NEXT = (
    "query series --param indicator=proposals.handled",
    "query latecomers",
    "coverage",
    "show {report}",
    'query "SELECT division_name, year, published_on FROM report_current ORDER BY published_on"',
    "verify",
)

_EXAMPLE_QUERY = "SELECT COALESCE(MAX(report_id), 'REPORT') FROM report_current"
_SAMPLE_QUERY = """
SELECT division_name, year, surface, TRIM(sentence)
FROM metric_current
WHERE seq = 3 AND indicator IS NOT NULL
ORDER BY year DESC, division_code
LIMIT :most
"""


def demo_settings() -> Settings:
    """Return the settings of a demonstration: `./demo-data` unless a home or database is set, and no pauses."""
    chosen = Settings.load()
    home = chosen.home if "home" in chosen.model_fields_set else HOME
    return Settings.load(
        home=home,
        database_url=chosen.database_url,
        raw_url=chosen.raw_url,
        sources=home / SOURCES_FILE,
        sources_only=True,
        allow_loopback=True,
        pause_seconds=0.0,
    )


@contextmanager
def served_holdings(settings: Settings, day: int) -> Iterator[Holdings]:
    """Serve the sample site as it is on a day, and open the demonstration's archive with the site's sources.

    Raises:
        UsageError: the archive at the settings' place was not made by a demonstration.
    """
    _claim(settings)
    sources = settings.home / SOURCES_FILE
    with _served(day, sources) as site:
        written = sources.with_suffix(".part")  # a kill leaves the old file or the new one, never half of one
        written.write_text(site.registry_toml, encoding="utf-8")
        written.replace(sources)
        with open_holdings(settings) as holdings:
            yield holdings


@contextmanager
def _served(day: int, sources: Path) -> Iterator[DemoSite]:
    """Serve the site at the ports of the run before, if there was one, so that its pages keep their addresses."""
    ports = _ports_before(sources)
    with ExitStack() as stack:
        try:
            site = stack.enter_context(serve(day, ports=ports))
        except OSError:  # another program has taken them since
            site = stack.enter_context(serve(day))
        yield site


def _ports_before(sources: Path) -> tuple[int, int, int] | None:
    if not sources.is_file():
        return None
    listed = tomllib.loads(sources.read_text(encoding="utf-8")).get("source", [])
    ports = {one["family"]: urlsplit(one["listings"][0]).port for one in listed}
    first, second, third = (ports.get(key) for key in SITE_KEYS)
    return (first, second, third) if first and second and third else None


def _claim(settings: Settings) -> None:
    """Make the demonstration's archive, or see that the one that is there was made by one."""
    with Archive.create(settings.archive_url) as archive:
        if archive.marker() == MARKER:
            return
        if not archive.is_empty():
            raise UsageError(
                f"{settings.home} holds a real archive; demo runs in an empty folder or one it made: "
                "set REPORTARCHIVE_HOME to another"
            )
        archive.set_marker(MARKER)


def demonstrate(settings: Settings, day: int, *, progress: Callable[[str], None] = lambda _: None) -> Tally:
    """Harvest the sample site as it is on a day, and return what was done.

    Raises:
        UsageError: the archive at the settings' place was not made by a demonstration.
    """
    with served_holdings(settings, day) as holdings:
        return harvest(holdings, Scope(), kind="demo", progress=progress)


def describe(settings: Settings, tally: Tally, *, program: str, next_day: str) -> Iterator[str]:
    """Yield the lines that tell what a demonstration did, what is stored, and what to ask next.

    `program` is how this person calls the command, `next_day` the command that brings the day after.
    """
    yield ""
    yield (
        f"This run: {tally.sentence()}."
        if tally.written or tally.problems
        else (f"Nothing changed: {tally.counts['unchanged']} reports were asked for again and are as they were.")
    )
    with Reader.open(settings.archive_url) as reader:
        counts = [
            reader.run(f"SELECT COUNT(*) FROM {view}").rows[0][0]  # noqa: S608 - the names are written here
            for view in ("report_current", "section_current", "metric_current", "citation_current")
        ]
        sample = reader.run(_SAMPLE_QUERY, {"most": SHOWN})
        example = reader.run(_EXAMPLE_QUERY).rows[0][0]
    yield "Stored: {} reports, {} sections, {} metrics, {} citations.".format(*counts)
    yield ""
    yield "A few numbers, each with the sentence it stands in:"
    yield ""
    for place, year, surface, sentence in sample.rows:
        yield f"  {place} {year}  {surface}"
        yield f"      {sentence}"
    yield ""
    yield "Ask next (the invented places have codes 99xxxx):"
    yield ""
    for words in ASK_NEXT:
        yield f"  REPORTARCHIVE_HOME={settings.home} {program} {words.format(report=example)}"
    yield f"  {next_day}"
