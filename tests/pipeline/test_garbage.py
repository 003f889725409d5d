"""What nothing refers to goes when it is old; what has a row stays, however old."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reportarchive.archive import Archive, without_row
from reportarchive.capture import FolderStore
from reportarchive.model import Outcome, Payload
from reportarchive.pipeline.keep.garbage import sweep
from reportarchive.pipeline.keep.verify import check_holdings

ORPHAN = b"kept by a process that was killed before its row"


@pytest.fixture
def holdings_with_garbage(first_day, copy_of):
    """An archive with one orphan and one left temporary file, all its files two days old."""
    settings = copy_of(first_day).settings
    store = FolderStore(Path(settings.raw_location))
    path = store.path_of(store.put(ORPHAN))
    path.with_name(f".{path.name}.{'a' * 32}.tmp").write_bytes(b"half")
    for file in store.root.rglob("*"):
        age_to(file, timedelta(days=2))
    return settings, store, path


def age_to(file: Path, age: timedelta) -> None:
    then = (datetime.now(UTC) - age).timestamp()
    os.utime(file, (then, then))


def names_in(store: FolderStore) -> set[str]:
    return {str(path.relative_to(store.root)) for path in store.root.rglob("*") if path.is_file()}


def test_only_what_has_no_row_goes(holdings_with_garbage):
    settings, store, path = holdings_with_garbage
    before, size = names_in(store), path.stat().st_size
    removed = list(sweep(settings))
    assert {entry.name for entry in removed} == before - names_in(store)
    assert sorted((entry.digest or "", entry.size) for entry in removed) == [("", 4), (path.stem, size)]
    assert len(names_in(store)) == len(before) - 2
    checked = check_holdings(settings)
    assert (checked.findings, checked.orphans) == ((), ())
    assert list(sweep(settings)) == []


def test_a_dry_run_names_the_same_and_removes_nothing(holdings_with_garbage):
    settings, store, _ = holdings_with_garbage
    before = names_in(store)
    named = list(sweep(settings, is_dry_run=True))
    assert names_in(store) == before
    assert named == list(sweep(settings))


@pytest.mark.parametrize("age", [timedelta(hours=23), timedelta(0), timedelta(hours=-1)])
def test_what_is_younger_than_the_grace_stays(holdings_with_garbage, age):
    settings, _, path = holdings_with_garbage
    for file in path.parent.iterdir():
        age_to(file, age)
    assert list(sweep(settings)) == []
    if age >= timedelta(0):
        assert len(list(sweep(settings, older_than=age, is_dry_run=True))) == 2


def test_a_row_written_after_the_listing_saves_its_object(holdings_with_garbage, monkeypatch):
    """A harvest finds the orphan's bytes kept already and writes their row while the store is being listed."""
    settings, store, path = holdings_with_garbage
    listed = FolderStore.folders

    def folders_and_then_a_row(self):
        for entries in listed(self):
            if any(entry.digest == path.stem for entry in entries):
                record(settings, store.put(ORPHAN))
            yield entries

    monkeypatch.setattr(FolderStore, "folders", folders_and_then_a_row)
    assert [entry.digest for entry in sweep(settings)] == [None]
    assert store.get(path.stem) == ORPHAN


def record(settings, digest):
    address = "http://127.0.0.1:1/a.html"
    payload = Payload(address, address, Outcome.OK, 200, (), ORPHAN, (), "2026-01-01T00:00:00Z", 0.1)
    with Archive.open(settings.archive_url) as archive:
        run = archive.begin_run("ingest", {}, "2026-01-01T00:00:00Z")
        archive.record_fetch(run, payload, source_id=None, purpose="article", sha256=digest, hints={})


def test_rows_are_looked_for_in_lists_of_any_length(first_day):
    with Archive.open(first_day.settings.archive_url) as archive:
        known = archive.blob_digests()
        unknown = {f"{number:064x}" for number in range(2_000)}
        assert without_row(archive, [*known, *unknown]) == unknown
        assert without_row(archive, []) == set()
