"""The archive as WARC files: read back by warcio, checked by its own checker, indexed by cdxj-indexer."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from base64 import b32encode
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from reportarchive.archive import Archive, exchanges
from reportarchive.capture import FolderStore
from reportarchive.errors import UsageError
from reportarchive.model import Outcome, Payload, Scope
from reportarchive.pipeline.keep.export import export_warc
from reportarchive.pipeline.keep.warc import write_warc
from reportarchive.pipeline.keep.warc_records import TRUNCATED
from reportarchive.settings import Settings

PAGE = "http://127.0.0.1:1/a.html"
BODY = "<html>法治政府建设</html>".encode("gb18030")


@dataclass
class Record:
    """One record read back: its kind, headers of both levels, and payload."""

    kind: str
    about: dict[str, str]
    status: str | None
    headers: list[tuple[str, str]]
    payload: bytes

    @property
    def uri(self) -> str:
        return self.about["WARC-Target-URI"]

    def header(self, name: str) -> str | None:
        found = [value for key, value in self.headers if key == name]
        assert len(found) < 2
        return found[0] if found else None


def read_back(folder: Path) -> list[Record]:
    """Return all records of a folder, whose files two other programs must have accepted before."""
    files = sorted(folder.glob("*.warc.gz"))
    accept(files)
    records = []
    for path in files:
        with path.open("rb") as file:
            for one in ArchiveIterator(file, no_record_parse=False):
                http = one.http_headers
                payload = one.raw_stream.read()
                about = dict(one.rec_headers.headers)
                status = http.statusline if http else None
                records.append(Record(one.rec_type, about, status, http.headers if http else [], payload))
    return records


def accept(files: list[Path]) -> None:
    checked = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", "-v", *files], capture_output=True, text=True, check=False
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    assert "no digest" not in checked.stdout
    indexer = Path(sys.executable).with_name("cdxj-indexer")
    indexed = subprocess.run([indexer, *files], capture_output=True, text=True, check=False)
    assert indexed.returncode == 0, indexed.stderr
    told = [json.loads(line.split(" ", 2)[2]) for line in indexed.stdout.splitlines()]
    offsets = {(line["filename"], line["offset"]) for line in told}
    # All records but the one each file opens with.
    assert len(offsets) == len(told) == checked.stdout.count("WARC-Record-ID") - len(files)


@dataclass
class Desk:
    """An archive in which a test notes whatever answers it likes."""

    settings: Settings
    archive: Archive
    store: FolderStore
    run: int = field(init=False)

    def __post_init__(self) -> None:
        self.run = self.archive.begin_run("ingest", {}, "2026-01-01T00:00:00Z")

    def note(self, body: bytes = b"", **fields: object) -> int:
        answer = Payload(PAGE, PAGE, Outcome.OK, 200, (), body, (), "2026-01-01T00:00:01Z", 0.1)
        sha256 = self.store.put(body) if body else None
        payload = replace(answer, **fields)
        return self.archive.record_fetch(
            self.run, payload, source_id=None, purpose="article", sha256=sha256, hints={"year": payload.url[-4:]}
        )

    def export(self, folder: Path, **options: object) -> list[Record]:
        export_warc(self.settings, Scope(), folder, **options)
        return read_back(folder)

    def export_one(self, folder: Path, **options: object) -> Record:
        opening, one = self.export(folder, **options)
        assert opening.kind == "warcinfo"
        return one


@pytest.fixture
def desk(tmp_path):
    settings = Settings(home=tmp_path / "home")
    with Archive.create(settings.archive_url) as archive:
        yield Desk(settings, archive, FolderStore(Path(settings.raw_location)))


@pytest.fixture
def out(tmp_path) -> Path:
    return tmp_path / "out"


def test_every_answer_of_a_harvest_is_a_record_and_every_body_is_there_once(days, out):
    settings = days.second_again.settings
    written = export_warc(settings, Scope(), out)
    opening, *records = read_back(out)
    with Archive.open(settings.archive_url) as archive:
        rows = list(exchanges(archive, Scope()))
    assert written.problems == []
    assert written.records == len(records) == len(rows) - written.unanswered
    assert written.revisits == sum(record.kind == "revisit" for record in records) > 0
    assert "reportarchive/" in opening.payload.decode()
    assert len({record.about["WARC-Record-ID"] for record in records}) == len(records)
    store, first = FolderStore(Path(settings.raw_location)), {}
    for row, record in zip(rows, records, strict=True):
        assert (record.uri, record.about["WARC-Date"]) == (row.final_url, row.requested_at)
        assert record.status.split()[0] == str(row.status)
        if row.sha256 is None:
            assert (record.kind, record.payload) == ("response", b"")
            continue
        digest = f"sha256:{b32encode(bytes.fromhex(row.sha256)).decode()}"
        assert record.about["WARC-Payload-Digest"] == digest
        assert record.header("Content-Length") == str(len(store.get(row.sha256)))
        if digest in first:
            earlier = first[digest]
            assert (record.kind, record.payload) == ("revisit", b"")
            assert record.about["WARC-Profile"].endswith("/1.1/revisit/identical-payload-digest")
            assert record.about["WARC-Refers-To-Target-URI"] == earlier.uri
            assert record.about["WARC-Refers-To-Date"] == earlier.about["WARC-Date"]
        else:
            first[digest] = record
            assert (record.kind, record.payload) == ("response", store.get(row.sha256))
    assert {row.status for row in rows} >= {200, 304, 404}


def test_the_same_archive_gives_the_same_files(days, tmp_path):
    for name in ("one", "two"):
        export_warc(days.second.settings, Scope(), tmp_path / name, file_bytes=20_000)
    one, two = (sorted((tmp_path / name).iterdir()) for name in ("one", "two"))
    assert len(one) > 3
    assert [(path.name, path.read_bytes()) for path in one] == [(path.name, path.read_bytes()) for path in two]


def test_a_file_is_ended_at_its_size_and_the_next_goes_on(desk, out):
    for number in range(6):
        desk.note(os.urandom(3_000), url=f"{PAGE}?{number}", final_url=f"{PAGE}?{number}")
    desk.note(desk.store.get(min(desk.store.digests())))  # a revisit in the last file, of a record in another
    records = desk.export(out, file_bytes=5_000)
    assert [path.name for path in sorted(out.iterdir())] == [f"reportarchive-{n:05d}.warc.gz" for n in (1, 2, 3, 4)]
    assert all(path.stat().st_size < 10_000 for path in out.iterdir())
    assert Counter(record.kind for record in records) == {"warcinfo": 4, "response": 6, "revisit": 1}
    names = [record.about["WARC-Filename"] for record in records if record.kind == "warcinfo"]
    assert names == [path.name for path in sorted(out.iterdir())]


def test_headers_of_the_coded_body_are_renamed_and_the_length_is_right(desk, out):
    received = (
        ("Content-Type", "text/html"),
        ("content-encoding", "gzip"),
        ("Transfer-Encoding", "chunked"),
        ("Content-Length", "99999"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
    )
    desk.note(BODY, headers=received)
    record = desk.export_one(out)
    assert record.payload == BODY
    assert record.headers == [
        ("Content-Type", "text/html"),
        ("X-Archive-Orig-content-encoding", "gzip"),
        ("X-Archive-Orig-Transfer-Encoding", "chunked"),
        ("X-Archive-Orig-Content-Length", "99999"),
        ("Set-Cookie", "a=1"),
        ("Set-Cookie", "b=2"),
        ("Content-Length", str(len(BODY))),
    ]


def test_a_hostile_header_breaks_no_record(desk, out):
    received = (
        ("X-Split", "a\r\nContent-Length: 3\r\n\r\nWARC/1.1\r\nWARC-Type: response"),
        ("X-Nul", "a\x00b\x0bc\x7f"),
        ("X-Bytes", "\u00b7\u00a8\u00d6\u00ce"),  # 法治 in GBK, as the header bytes are kept
        ("X-Wide", "法治"),  # cannot come from a server, but might from a database altered by hand
        ("Bad Name:\r\nX", "value"),
        ("", "no name"),
    )
    desk.note(BODY, headers=received)
    desk.note(BODY, headers=received)
    response, revisit = desk.export(out)[1:]
    assert response.payload == BODY
    for record in (response, revisit):
        assert len(record.headers) == 7
        assert record.header("X-Split") == "a  Content-Length: 3    WARC/1.1  WARC-Type: response"
        assert record.header("X-Nul") == "a b c"
        assert record.header("X-Wide") == "??"
        assert record.header("Bad-Name---X") == "value"
    assert b"X-Bytes: \xb7\xa8\xd6\xce\r\n" in unzipped(out)


def unzipped(folder: Path) -> bytes:
    import gzip  # noqa: PLC0415

    return b"".join(gzip.decompress(path.read_bytes()) for path in folder.iterdir())


@pytest.mark.parametrize(
    ("fields", "uri", "status"),
    [
        ({"final_url": "http://127.0.0.1:1/b.html", "redirects": ("http://127.0.0.1:1/b.html",)}, "/b.html", "200 OK"),
        (  # a redirect on the way: the answer is of the address asked
            {"status": 302, "redirects": ("http://127.0.0.1:1/b.html",), "headers": (("Location", "b.html"),)},
            "/a.html",
            "302 Found",
        ),
        (  # a redirect that was not followed: the answer is not of its target
            {
                "status": 301,
                "final_url": "http://elsewhere.test/c.html",
                "redirects": ("http://127.0.0.1:1/b.html", "http://elsewhere.test/c.html"),
                "headers": (("Location", "http://elsewhere.test/c.html"),),
                "outcome": Outcome.OFF_HOST,
            },
            "/b.html",
            "301 Moved Permanently",
        ),
        (  # followed, and answered by a redirect to nowhere
            {"status": 302, "final_url": "http://127.0.0.1:1/b.html", "redirects": ("http://127.0.0.1:1/b.html",)},
            "/b.html",
            "302 Found",
        ),
        ({"status": 304, "outcome": Outcome.NOT_MODIFIED}, "/a.html", "304 Not Modified"),
        ({"status": 521, "outcome": Outcome.SERVER_ERROR}, "/a.html", "521"),
        ({"final_url": "http://127.0.0.1:1/法 治?a=%E6&b=\r\nX"}, "/%E6%B3%95%20%E6%B2%BB?a=%E6&b=%0D%0AX", "200 OK"),
    ],
)
def test_each_answer_names_the_address_it_came_from(desk, out, fields, uri, status):
    desk.note(**fields)
    record = desk.export_one(out)
    assert (record.kind, record.uri, record.status.strip()) == ("response", f"http://127.0.0.1:1{uri}", status)
    assert (record.payload, record.header("Content-Length")) == (b"", "0")


@pytest.mark.parametrize(("outcome", "why"), TRUNCATED.items())
def test_a_body_that_was_not_kept_is_said_to_be_cut(desk, out, outcome, why):
    desk.note(outcome=outcome, headers=(("Content-Length", "99999999"),))
    record = desk.export_one(out)
    assert (record.about["WARC-Truncated"], record.payload) == (why, b"")
    desk.note(BODY, outcome=outcome)
    assert "WARC-Truncated" not in desk.export(out, replace=True)[-1].about


def test_requests_without_an_answer_are_counted_and_no_records(desk, out):
    desk.note(status=None, outcome=Outcome.TIMEOUT)
    desk.note(status=None, outcome=Outcome.ROBOTS_DENIED)
    written = export_warc(desk.settings, Scope(), out)
    assert (written.unanswered, written.records, written.files) == (2, 0, [])
    assert list(out.iterdir()) == []


def test_a_file_brought_by_hand_is_a_resource(desk, out):
    desk.note(BODY, url="file:河 湾/#1.html", final_url="file:河 湾/#1.html", status=None)
    record = desk.export_one(out)
    assert (record.kind, record.payload) == ("resource", BODY)
    assert record.uri == "file:///%E6%B2%B3%20%E6%B9%BE%2F%231.html"


def test_what_cannot_be_read_is_told_and_the_rest_is_written(desk, out):
    desk.note(b"altered", url=f"{PAGE}?1", final_url=f"{PAGE}?1")
    desk.note(b"missing", url=f"{PAGE}?2", final_url=f"{PAGE}?2")
    desk.note(BODY)
    altered, missing = (desk.store.path_of(desk.store.put(body)) for body in (b"altered", b"missing"))
    altered.write_bytes(altered.read_bytes()[:-1])
    missing.unlink()
    written = export_warc(desk.settings, Scope(), out)
    assert [record.payload for record in read_back(out)][1:] == [BODY]
    first, second = written.problems
    assert first.startswith(f"request 1, {PAGE}?1: object ")
    assert "altered" in first
    assert "missing" in second


def test_an_export_that_fails_leaves_whole_files_only(desk, out):
    def failing():
        yield from exchanges(desk.archive, Scope())
        raise OSError(28, "No space left on device")

    for number in range(3):
        desk.note(os.urandom(3_000), url=f"{PAGE}?{number}", final_url=f"{PAGE}?{number}")
    out.mkdir()
    with pytest.raises(OSError, match="No space"):
        write_warc(failing(), desk.store, out, software="test", file_bytes=5_000)
    assert [path.name for path in out.iterdir()] == ["reportarchive-00001.warc.gz"]
    assert len(read_back(out)) == 3


def test_a_folder_in_use_is_refused_and_replaced_when_asked_for(desk, out):
    for number in range(3):
        desk.note(os.urandom(3_000), url=f"{PAGE}?{number}", final_url=f"{PAGE}?{number}")
    desk.export(out, file_bytes=2_000)
    (out / "reportarchive-00009.warc.gz.part").touch()
    (out / "mine.warc.gz").touch()
    assert len(list(out.iterdir())) == 5
    with pytest.raises(UsageError, match="not empty"):
        export_warc(desk.settings, Scope(), out)
    export_warc(desk.settings, Scope(), out, replace=True)
    assert sorted(path.name for path in out.iterdir()) == ["mine.warc.gz", "reportarchive-00001.warc.gz"]


def test_a_scope_names_requests_by_their_reports(first_day):
    def hosts_and_years(**scope: object) -> tuple[int, set[str | None]]:
        with Archive.open(first_day.settings.archive_url) as archive:
            found = list(exchanges(archive, Scope(**scope)))
        return len(found), {one.sha256 for one in found}

    everything, _ = hosts_and_years()
    rows = first_day.rows("SELECT year, division_code, source_id FROM report_current")
    for year in (2023, 2024, 2025):
        count, _ = hosts_and_years(years=(year,))
        assert sum(row[0] == year for row in rows) <= count < everything
    code, source_id = rows[0][1:]
    of_place, bodies = hosts_and_years(divisions=(code,))
    of_source, same = hosts_and_years(sources=(source_id,))
    assert of_place == of_source < everything
    assert bodies == same
    both, _ = hosts_and_years(divisions=(code,), years=(2025,))
    assert 0 < both < of_place
    assert hosts_and_years(divisions=("110107",)) == (0, set())
