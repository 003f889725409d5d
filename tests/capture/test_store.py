"""Kept bytes, wherever they lie: once under their hash, whole or absent, checked when read, never overwritten."""

from __future__ import annotations

import hashlib
import os
import pickle
import threading
from datetime import UTC, datetime, timedelta

import pytest
import zstandard
from tests.capture.places import kept_file, overwrite

from reportarchive.capture import ObjectStore
from reportarchive.errors import CaptureError

BODIES = [b"", b"\x00", b"report", "法治政府建设".encode("gb18030"), os.urandom(70_000), b"a" * 3_000_000]


def name_of(digest: str) -> str:
    return f"sha256/{digest[:2]}/{digest}.zst"


@pytest.mark.parametrize("body", BODIES, ids=["empty", "nul", "text", "gb18030", "random", "long"])
def test_what_is_put_comes_back(store: ObjectStore, body: bytes) -> None:
    digest = store.put(body)
    assert digest == hashlib.sha256(body).hexdigest()
    assert store.has(digest)
    assert store.get(digest) == body
    packed = kept_file(store, name_of(digest))
    assert zstandard.ZstdDecompressor().decompress(packed, max_output_size=5_000_000) == body


def test_digests_are_sorted_and_only_objects(store: ObjectStore) -> None:
    assert list(store.digests()) == []
    kept = sorted(store.put(str(number).encode()) for number in range(20))
    for stray in (".tmp", "readme.zst", f"{'0' * 63}.zst", f"{'f' * 64}.zst", f".{kept[0]}.zst.abc.tmp"):
        overwrite(store, f"sha256/{kept[0][:2]}/{stray}", b"stray")
    assert list(store.digests()) == kept


def test_every_object_tells_its_size_and_age(store: ObjectStore) -> None:
    digest = store.put(b"report")
    ((entry,),) = store.folders()
    assert (entry.name, entry.digest) == (name_of(digest), digest)
    assert entry.size == len(kept_file(store, entry.name))
    assert entry.modified is not None
    assert abs(entry.modified - datetime.now(UTC)) < timedelta(hours=1)


def test_what_is_removed_is_gone_and_a_second_time_is_no_error(store: ObjectStore) -> None:
    digest, other = store.put(b"report"), store.put(b"another")
    (entry,) = (entry for entries in store.folders() for entry in entries if entry.digest == digest)
    store.remove(entry)
    store.remove(entry)
    assert list(store.digests()) == [other]
    assert not store.has(digest)


def test_missing_is_an_error_that_names_the_object(store: ObjectStore) -> None:
    digest = "0" * 64
    assert not store.has(digest)
    with pytest.raises(CaptureError, match=f"{digest} is missing"):
        store.get(digest)


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "A" * 64, "0" * 63, "0" * 65, "0" * 64 + "\n"])
def test_what_is_no_digest_makes_no_path(store: ObjectStore, digest: str) -> None:
    for ask in (store.get, store.has):
        with pytest.raises(CaptureError, match="no SHA-256"):
            ask(digest)


def other_bytes(packed: bytes) -> bytes:
    return zstandard.compress(b"another report")


def cut(packed: bytes) -> bytes:
    return packed[:-3]


def no_frame(packed: bytes) -> bytes:
    return b"plain bytes"


def nothing(packed: bytes) -> bytes:
    return b""


def bomb(packed: bytes) -> bytes:
    return zstandard.compress(b"\x00" * 5_000_000)


def longer(packed: bytes) -> bytes:
    return packed + b"more"


@pytest.mark.parametrize("alter", [other_bytes, cut, no_frame, nothing, bomb, longer])
def test_altered_is_an_error_and_a_put_over_it_leaves_it(store: ObjectStore, alter: object) -> None:
    store.max_bytes = 1_000_000
    body = os.urandom(10_000)
    name = name_of(digest := store.put(body))
    altered = alter(kept_file(store, name))  # type: ignore[operator]
    overwrite(store, name, altered)
    with pytest.raises(CaptureError, match="altered"):
        store.get(digest)
    with pytest.raises(CaptureError, match="altered"):
        store.put(body)
    assert kept_file(store, name) == altered


def test_a_body_over_the_limit_is_not_kept(store: ObjectStore) -> None:
    store.max_bytes = 10
    with pytest.raises(CaptureError, match="over the limit"):
        store.put(b"x" * 11)
    assert list(store.digests()) == []


def test_many_threads_put_the_same_bytes_and_others(store: ObjectStore) -> None:
    failed, wanted = [], {hashlib.sha256(str(number % 10).encode() * 1000).hexdigest() for number in range(10)}

    def put_all() -> None:
        try:
            for number in range(10):
                store.get(store.put(str(number).encode() * 1000))
        except CaptureError as error:
            failed.append(error)

    threads = [threading.Thread(target=put_all) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert set(store.digests()) == wanted
    assert {entry.digest for entries in store.folders() for entry in entries} == wanted  # and no temporary file


def test_a_store_is_opened_anew_where_it_is_sent(store: ObjectStore) -> None:
    digest = store.put(b"report")
    store.max_bytes = 77
    sent = pickle.loads(pickle.dumps(store))  # noqa: S301 - made here
    assert (sent.get(digest), sent.location, sent.max_bytes) == (b"report", store.location, 77)
