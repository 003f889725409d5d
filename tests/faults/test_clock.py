"""A clock set back an hour, which is the same as every stored time lying an hour ahead: work goes on at once."""

from __future__ import annotations

import re
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import MetaData, Text, text, update
from tests.archive.stored import transaction
from tests.faults.aging import age
from tests.faults.commands import fingerprint, finish, is_clean
from tests.harvesting import free_ports, settings_for

from reportarchive.archive import Archive, HostSlots
from reportarchive.archive.requests.runs import received_hash
from reportarchive.demo import serve
from reportarchive.model import LONGEST_PAUSE, HostClosed
from reportarchive.pipeline.holdings import open_holdings

if TYPE_CHECKING:
    from reportarchive.settings import Settings

HOUR = timedelta(hours=1)
PATIENCE = 30.0  # seconds for a slot, on a slow machine
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")
SCOPE = ("--division", "990101")
ORDER = """
SELECT COUNT(*) FROM report_version AS later
JOIN report_version AS earlier ON earlier.report_id = later.report_id AND earlier.version_no = later.version_no - 1
WHERE later.recorded_from < earlier.recorded_from OR later.recorded_from <> earlier.recorded_to
"""


def later(time: str, by: timedelta = HOUR) -> str:
    moved = (datetime.fromisoformat(time) + by).isoformat(timespec="milliseconds" if "." in time else "seconds")
    return moved.replace("+00:00", "Z")


def set_back(url: str) -> int:
    """Move every time in an archive an hour ahead and return how many there were."""
    count = 0
    with transaction(url) as connection:
        tables = MetaData()
        tables.reflect(connection)
        for table in tables.sorted_tables:
            for column in table.c:
                if not isinstance(column.type, Text):
                    continue
                for (value,) in connection.execute(table.select().with_only_columns(column).distinct()).all():
                    if value is not None and TIME.fullmatch(value):
                        moved = {column.name: later(value)}
                        count += connection.execute(update(table).where(column == value).values(moved)).rowcount
        requests = tables.tables["fetch"]
        for row in connection.execute(requests.select()).mappings().all():
            mine = update(requests).where(requests.c.fetch_id == row["fetch_id"])
            connection.execute(mine.values(row_sha256=received_hash(row)))  # as it would have been written then
    return count


@pytest.fixture
def homes(engine, database_in, tmp_path):
    """Two archives of the first day with versions to read anew; the clock of the second is set back then."""
    ports = free_ports()
    with serve(1, ports=ports) as site:
        made = []
        for name in ("calm", "set-back"):
            home = tmp_path / name
            made.append(settings_for(home, site, database_url=database_in(home)))
            finish(made[-1], "ingest", *SCOPE)
            with open_holdings(made[-1]) as holdings:
                age(holdings)
    assert set_back(made[1].archive_url) > 10
    return ports, *made


def tidy(settings: Settings) -> bool:
    """Tell whether every version begins where the one before it ends, and not before that began."""
    with transaction(settings.archive_url) as connection:
        return connection.execute(text(ORDER)).scalar() == 0


def test_work_goes_on_at_once(homes) -> None:
    ports, calm, back = homes
    with serve(2, ports=ports):
        for settings in (calm, back):
            assert "3 reparsed" in finish(settings, "reparse")
            assert "1 edited" in finish(settings, "ingest", *SCOPE)
    assert tidy(calm)
    assert is_clean(calm)
    assert fingerprint(back) == fingerprint(calm)


def test_a_new_version_is_never_recorded_before_the_one_it_follows(homes) -> None:
    ports, _, back = homes
    with serve(2, ports=ports):
        finish(back, "reparse")
        finish(back, "ingest", *SCOPE)
    assert tidy(back)
    assert is_clean(back)


ELSEWHERE = "another-machine|pid:[1]@boot|7|owner"
AHEAD = "UPDATE host_slot SET owner = :owner, lease_until = :lease, next_allowed_at = :next WHERE host = 'host'"


@pytest.fixture
def archive(engine, database_in, tmp_path):
    with Archive.create(database_in(tmp_path)) as opened:
        yield opened


def stored_ahead(archive: Archive, lease: timedelta | None, pause: timedelta) -> None:
    """Give the host's slot a lease held elsewhere and a pause, as they stand so far ahead."""
    with HostSlots(archive).hold("host", 0, "first"):
        pass
    now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    held = {"owner": ELSEWHERE, "lease": later(now, lease)} if lease else {"owner": None, "lease": None}
    with archive.engine.begin() as connection:
        connection.execute(text(AHEAD), held | {"next": later(now, pause)})


@pytest.mark.parametrize("lease", [None, HOUR])
def test_a_slot_noted_before_the_clock_was_set_back_is_counted_anew(archive, lease) -> None:
    stored_ahead(archive, lease, HOUR)
    held = threading.Event()

    def hold() -> None:
        with HostSlots(archive, lease_seconds=0.1).hold("host", 0.01, "next"):
            held.set()

    waiting = threading.Thread(target=hold, daemon=True)  # else a slot that is never given holds up the end
    waiting.start()
    assert held.wait(PATIENCE)
    waiting.join(PATIENCE)


def test_a_pause_that_a_site_may_ask_for_is_kept(archive) -> None:
    stored_ahead(archive, None, timedelta(seconds=LONGEST_PAUSE - 5))
    slots = HostSlots(archive)
    slots._set_right("host", 0.01, LONGEST_PAUSE)
    assert slots._seconds_left("host") > LONGEST_PAUSE - 60


def test_a_rest_that_a_site_asked_for_is_kept(archive) -> None:
    with HostSlots(archive).hold("host", 0, "a") as held:
        held.let_rest(HOUR.total_seconds(), "rate_limited")
    HostSlots(archive)._set_right("host", 0.01, LONGEST_PAUSE)
    with pytest.raises(HostClosed), HostSlots(archive).hold("host", 0, "b"):
        pytest.fail("the host was asked")
