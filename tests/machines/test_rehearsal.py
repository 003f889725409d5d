"""The rehearsal, whole, where the full counts are asked for; and that its verdict can be a bad one."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace

import pytest
from tests.machines.machine import ROOT, can_have_namespaces
from tests.machines.rehearsal import PAGES, SOURCES, Outcome
from tests.machines.verdict import shortcomings
from tests.zoo.many import Measured

GOOD = Outcome(
    alone="a" * 64,
    together="a" * 64,
    unauthorized=401,
    done_at_kill=20,
    held_at_kill=16,
    killed=4,
    states={"lost": "RUNNING", "kept": "COMPLETED"},
    items={"done": SOURCES},
    reports=SOURCES * PAGES,
    connections={"machine-1": 9, "machine-2": 9},
    asked=Measured(400, 40, 1, 16, 0),
)
BAD = {
    "fingerprints differ": {"together": "b" * 64},
    "fingerprints differ ": {"together": "", "alone": ""},
    "without the auth string": {"unauthorized": 200},
    "the kill came at": {"done_at_kill": SOURCES},
    "nothing that was under way": {"held_at_kill": 0},
    "so no flow": {"killed": 1},
    "that was left ended": {"states": {"kept": "FAILED"}},
    "work items ended": {"items": {"done": SOURCES - 1, "running": 1}},
    "reports, not": {"reports": SOURCES * PAGES + 1},
    "without its cable": {"connections": {"machine-1": 9, "machine-2": 0}},
    "several things at once": {"asked": Measured(400, 40, 2, 16, 0)},
    "secrets stand in logs": {"leaked": ["STORE_KEY in server.log"]},
}


@pytest.mark.parametrize("sentence", BAD)
def test_a_bad_end_is_told(sentence: str) -> None:
    assert shortcomings(GOOD, apart=True) == []
    (told,) = shortcomings(replace(GOOD, **BAD[sentence]), apart=True)
    assert sentence.strip() in told


@pytest.mark.parametrize("how", [(), ("--plain",)])
def test_two_machines_of_which_one_is_killed_come_to_what_one_alone_does(
    how: tuple[str, ...], is_long: bool, tell: Callable[[str], None]
) -> None:
    if not is_long:
        pytest.skip("the rehearsal takes a few minutes: `make rehearsal`, or `make test-long`")
    if not how and not can_have_namespaces():
        pytest.skip("no network namespaces here: that needs root, unshare and ip")
    done = subprocess.run(
        [sys.executable, "-m", "tests.machines", *how], cwd=ROOT, capture_output=True, text=True, check=False
    )
    if done.returncode == 2:
        pytest.skip(done.stderr.strip())
    assert done.returncode == 0, done.stdout + done.stderr
    for line in re.findall(r"s  ((?:two|killed|fingerprint) .*)", done.stdout):
        tell(f"rehearsal: {line}")
