"""Slots of one process: one holder per host at a time, and a pause between two."""

from __future__ import annotations

import threading
import time

import pytest

from reportarchive.fetch import LocalSlots


def test_one_holder_per_host_at_a_time() -> None:
    slots, inside, most = LocalSlots(), 0, 0
    guard = threading.Lock()

    def ask() -> None:
        nonlocal inside, most
        with slots.hold("a", 0.0, "me"):
            with guard:
                inside += 1
                most = max(most, inside)
            time.sleep(0.005)
            with guard:
                inside -= 1

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1


def test_other_hosts_do_not_wait() -> None:
    slots = LocalSlots()
    with slots.hold("a", 60.0, "me"), slots.hold("b", 60.0, "me"):
        pass  # the same host would wait for a minute


def test_the_pause_lies_between_two_requests_also_after_a_failure() -> None:
    slept: list[float] = []
    slots = LocalSlots(sleep=slept.append)
    with pytest.raises(RuntimeError), slots.hold("a", 5.0, "me"):
        raise RuntimeError
    assert slept == []
    with slots.hold("a", 5.0, "me"):
        pass
    assert [round(seconds) for seconds in slept] == [5]
    with slots.hold("a", 30.0, "me"):  # a larger Crawl-delay learnt meanwhile counts at once
        pass
    assert [round(seconds) for seconds in slept] == [5, 30]
