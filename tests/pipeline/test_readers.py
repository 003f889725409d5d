"""Reading in other processes: the same answers and errors, and a page that kills its reader costs itself alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from operator import truediv
from pathlib import Path

import pytest

from reportarchive.errors import InputError
from reportarchive.pipeline.reading import Hints, parse_capture, readers
from reportarchive.pipeline.reading.readers import Readers, open_readers

PAGE = (
    "<h1>河湾区2024年法治政府建设情况报告</h1><div class=TRS_Editor><p>一、举措</p><p>办结提案41件。</p></div>".encode()
)


@pytest.fixture
def at_once(monkeypatch: pytest.MonkeyPatch):
    """Readers whose processes start with the first page."""
    monkeypatch.setattr(readers, "READ_HERE", 0)
    with open_readers(2) as opened:
        yield opened


def test_a_page_reads_the_same_in_another_process(at_once: Readers) -> None:
    told = {"url": "http://a.gov.cn/", "content_type": None, "hints": Hints()}
    assert at_once.call(parse_capture, PAGE, **told) == parse_capture(PAGE, **told)
    assert at_once.call(os.getpid) != os.getpid()


def test_threads_get_their_own_answers(at_once: Readers) -> None:
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda number: at_once.call(pow, number, 2), range(200))) == [n * n for n in range(200)]


def test_an_error_is_raised_here(at_once: Readers) -> None:
    with pytest.raises(ZeroDivisionError):
        at_once.call(truediv, 1, 0)
    assert at_once.call(truediv, 4, 2) == 2


def test_a_page_that_kills_its_reader_costs_itself_alone(at_once: Readers) -> None:
    with pytest.raises(InputError, match="died over it"):
        at_once.call(os._exit, 3)
    assert [at_once.call(pow, 3, 2) for _ in range(4)] == [9] * 4


def children() -> set[str]:
    """Return the ids of this process's children that have not ended."""
    found = set()
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has ended since it was listed
            state, parent = stat.read_text(encoding="utf-8").rpartition(")")[2].split()[:2]
            if parent == str(os.getpid()) and state != "Z":
                found.add(stat.parent.name)
    return found


def test_a_short_run_starts_no_process() -> None:
    before = children()
    with open_readers(2) as opened:
        assert {opened.call(os.getpid) for _ in range(readers.READ_HERE // 5)} == {os.getpid()}
        assert children() <= before


def test_pages_are_read_here_while_processes_start_and_then_no_more() -> None:
    before = children()
    with open_readers(2) as opened:
        for _ in range(readers.READ_HERE):
            opened.call(os.getpid)
        started = children() - before
        assert len(started) == 2
        assert {str(opened.call(os.getpid)) for _ in range(20)} <= started
    assert not children() & started


def test_a_page_that_kills_who_starts_with_it_costs_nobody_anything() -> None:
    told = f"import os; os.getpid() == {os.getpid()} or os._exit(3)"
    with open_readers(2) as opened:
        for _ in range(readers.READ_HERE // 5 + 1):
            opened.call(exec, told)
        assert [opened.call(pow, 3, 2) for _ in range(readers.READ_HERE)] == [9] * readers.READ_HERE


def test_one_core_reads_for_itself() -> None:
    with open_readers(1) as opened:
        assert {opened.call(os.getpid) for _ in range(readers.READ_HERE + 5)} == {os.getpid()}


@pytest.mark.parametrize("processes", [1, 2])
def test_a_long_list_is_read_in_its_order_a_window_ahead(monkeypatch: pytest.MonkeyPatch, processes: int) -> None:
    monkeypatch.setattr(readers, "READ_HERE", 0)
    drawn = []

    def numbers():
        for number in range(300):
            drawn.append(number)
            yield number

    with open_readers(processes) as opened:
        results = opened.in_order(pow, numbers(), 2)
        for place, (number, square) in enumerate(results):
            assert (number, square) == (place, place * place)
            assert len(drawn) <= place + 1 + readers.WINDOW * processes


def refuse_odd(number: int) -> int:
    if number % 2:
        raise InputError(f"{number} is odd")
    return number


def test_in_a_long_list_a_users_error_is_a_result_and_a_fault_is_raised() -> None:
    with open_readers(1) as opened:
        found = [str(result) for _, result in opened.in_order(refuse_odd, range(4))]
        assert found == ["0", "1 is odd", "2", "3 is odd"]
        with pytest.raises(ZeroDivisionError):
            list(opened.in_order(truediv, [1, 2], 0))


# A script without a guard, as a person may write one, and killed while its readers wait for work.
SCRIPT = """
import os, signal
from reportarchive.pipeline.reading import readers
readers.READ_HERE = 0
with readers.open_readers(2) as opened:
    print(opened.call(os.getpid), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_readers_end_with_a_parent_that_was_killed(tmp_path) -> None:
    script = tmp_path / "unguarded.py"
    script.write_text(SCRIPT, encoding="utf-8")
    ran = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, check=False, timeout=60)
    (reader,) = map(int, ran.stdout.split())
    assert ran.returncode == -signal.SIGKILL
    for _ in range(500):
        try:
            os.kill(reader, 0)
        except ProcessLookupError:
            return
        if Path(f"/proc/{reader}/stat").read_text(encoding="utf-8").split(")")[1].split()[0] == "Z":
            return
        signal.sigtimedwait([], 0.01)
    pytest.fail(f"reader {reader} outlived its parent")
