from __future__ import annotations

import threading
from contextlib import ExitStack

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import QueuePool

from reportarchive.archive import Archive, engine
from reportarchive.archive.engine import POOL_SIZE, read_url, reading, shown, writing
from reportarchive.archive.work import holders
from reportarchive.errors import ArchiveError


@pytest.mark.parametrize(
    "url",
    [
        "hidden",
        "postgresql+psycopg//u:hidden@h/db",
        "postgresql+psycopg://u:hidden@h:port/db",
        "mysql://u:hidden@h/db",
        "postgresql://u:hidden@h/db",
        "sqlite://hidden",
    ],
)
def test_a_url_that_is_refused_is_not_repeated(url):
    with pytest.raises(ArchiveError) as refused:
        read_url(url)
    assert "hidden" not in str(refused.value)


@pytest.mark.parametrize(
    ("url", "printed"),
    [
        ("postgresql+psycopg://u:hidden@h/db", "postgresql+psycopg://u:***@h/db"),
        ("postgresql+psycopg://u@h/db?password=hidden&port=1", "postgresql+psycopg://u@h/db?password=***&port=1"),
        ("postgresql+psycopg://u@h/db?PassFile=hidden", "postgresql+psycopg://u@h/db?PassFile=***"),
        ("postgresql+psycopg://u@h/db?sslmode=require", "postgresql+psycopg://u@h/db?sslmode=require"),
        ("sqlite:////folder/a.db?password=hidden", "/folder/a.db"),
        ("sqlite:///?file=/folder/a%3Fb.db", "/folder/a?b.db"),
    ],
)
def test_a_url_is_printed_without_its_secrets(url, printed):
    assert shown(read_url(url)).replace("%2A", "*") == printed


def test_sixteen_tasks_and_their_renewers_each_have_a_connection(archive):
    with ExitStack() as held:
        for _ in range(32):
            connection = held.enter_context(reading(archive.engine))
            assert connection.execute(text("SELECT 1")).scalar() == 1


def test_a_pool_without_a_free_connection_is_one_line(tmp_path):
    options = {"poolclass": QueuePool, "pool_size": 1, "max_overflow": 0, "pool_timeout": 0.01}
    engine = create_engine(f"sqlite:///{tmp_path / 'a.db'}", **options)
    with reading(engine), pytest.raises(ArchiveError, match=f"all {POOL_SIZE} connections"), reading(engine):
        pass
    engine.dispose()


def test_a_clone_of_this_machine_is_another_place(tmp_path, monkeypatch):
    here = holders.holder_name("me")
    gone = here.replace(f"|{here.split('|')[2]}|", "|999999999|")
    assert holders.is_gone(gone)
    (tmp_path / "boot_id").write_text("another\n")
    monkeypatch.setattr(holders, "BOOT", tmp_path / "boot_id")
    holders._place.cache_clear()
    try:
        assert holders.holder_name("me") != here
        assert not holders.is_gone(gone)
    finally:
        holders._place.cache_clear()


def test_threads_write_in_turns_and_one_that_waits_too_long_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr(engine, "BUSY_MILLISECONDS", 50)
    with Archive.create(f"sqlite:///{tmp_path / 'archive.db'}") as ours:
        begun, told = threading.Event(), []

        def write() -> None:
            begun.set()
            try:
                with writing(ours.engine):
                    told.append("written")
            except ArchiveError as error:
                told.append(str(error))

        for _ in range(2):
            with writing(ours.engine):
                waiting = threading.Thread(target=write)
                waiting.start()
                begun.wait()
                waiting.join()
        assert all("another thread has been writing" in line for line in told)
        write()
        assert told[2:] == ["written"]
