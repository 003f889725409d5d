"""The archive as tables: read by programs of others, equal to the views, the same bytes again, on both engines."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlalchemy import create_engine
from tests.harvesting import Harvested

from reportarchive.archive import Archive, fingerprint
from reportarchive.demo import serve
from reportarchive.errors import UsageError
from reportarchive.model import Scope
from reportarchive.pipeline.keep import tables
from reportarchive.pipeline.keep.export import export_tables, export_warc
from reportarchive.query import Reader, ordered
from reportarchive.sqlfiles import CLOCK, column_kind, sql_files, view_header

VIEWS = sorted(sql_files("views"))
DUCKDB = {"int64": "BIGINT", "double": "DOUBLE", "text": "VARCHAR"}
POSTGRESQL = {20: {"int64"}, 23: {"int64"}, 701: {"double"}, 1700: {"int64", "double"}, 25: {"text"}}
EVERYTHING = Scope()
README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def exported(harvested: Harvested, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("exported") / "tables"
    export_tables(harvested.settings, EVERYTHING, folder)
    return folder


def manifest(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def said(harvested: Harvested, view: str, day: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Return the rows of a view as the archive gives them, judged by a day where a view asks for one."""
    _, _, body = sql_files("views")[view].partition(f"CREATE VIEW {view} AS")
    source = f"({body.replace(CLOCK, repr(day))}) v" if CLOCK in body else view
    with Reader.open(harvested.settings.archive_url) as reader:
        result = reader.run(f"SELECT * FROM {source}")
    return list(result.columns), sorted(result.rows, key=repr)


def parquet(path: Path) -> tuple[list[tuple[str, str]], list[tuple[Any, ...]]]:
    with duckdb.connect() as connection:
        found = connection.execute("SELECT * FROM read_parquet(?)", [str(path)])
        return [(name, str(kind)) for name, kind, *_ in found.description], found.fetchall()


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_says_the_same_in_parquet_sqlite_and_csv(harvested, exported, view):
    columns, rows = said(harvested, view, manifest(exported)["ledger_day"])
    typed, found = parquet(exported / f"{view}.parquet")
    assert typed == [(name, DUCKDB[column_kind(name)]) for name in columns]
    assert sorted(found, key=repr) == rows
    assert found == sorted(found, key=lambda row: [(cell is not None, cell) for cell in row]), "in the order of columns"
    with closing(sqlite3.connect(exported / "archive.sqlite")) as copy:
        held = copy.execute(f"SELECT * FROM {view}").fetchall()
    # As a view of the copy it is judged by today, by UTC; the export's day is China's, eight hours ahead.
    if CLOCK not in sql_files("views")[view] or "postgresql" in harvested.settings.archive_url:
        assert sorted(held, key=repr) == rows
    with (exported / f"{view}.csv").open(encoding="utf-8", newline="") as file:
        header, *lines = csv.reader(file)
    assert (header, [[_unguarded(cell) for cell in line] for line in lines]) == (
        columns,
        [_as_csv(row) for row in found],
    )


def _as_csv(row: tuple[Any, ...]) -> list[str]:
    return ["" if cell is None else str(cell) for cell in row]


def _unguarded(cell: str) -> str:
    return re.sub(r"^'(?=[=+@\t\r-])", "", cell)


@pytest.mark.parametrize("view", VIEWS)
def test_duckdb_reads_the_csv_as_the_parquet(exported, view):
    typed, found = parquet(exported / f"{view}.parquet")
    with duckdb.connect() as connection:
        read = connection.execute(
            "SELECT * FROM read_csv(?, header = true, auto_detect = false, delim = ',', quote = '\"', columns = ?)",
            [str(exported / f"{view}.csv"), dict(typed)],
        )
        lines = read.fetchall()
    numbers = [place for place, (_, kind) in enumerate(typed) if kind != "VARCHAR"]
    assert [[line[place] for place in numbers] for line in lines] == [
        [row[place] for place in numbers] for row in found
    ]


@pytest.mark.parametrize("view", VIEWS)
def test_types_are_those_of_postgresql(postgresql, view):
    engine = create_engine(postgresql.settings.archive_url)
    with engine.connect() as connection:
        described = connection.exec_driver_sql(f"SELECT * FROM {view} LIMIT 0").cursor.description
    engine.dispose()
    strange = [one.name for one in described if column_kind(one.name) not in POSTGRESQL.get(one.type_code, ())]
    assert strange == [], "name them in sql/columns.toml, or CAST them in the view"


def test_the_manifest_tells_files_hashes_and_what_they_are_of(harvested, exported):
    told = manifest(exported)
    names = {f"{view}.{ending}" for view in VIEWS for ending in ("csv", "parquet")} | {
        "archive.sqlite",
        "dictionary.md",
    }
    assert {path.name for path in exported.iterdir()} == names | {"manifest.json"}
    assert [one["name"] for one in told["files"]] == sorted(names)
    for one in told["files"]:
        body = (exported / one["name"]).read_bytes()
        assert (one["bytes"], one["sha256"]) == (len(body), hashlib.sha256(body).hexdigest())
        if "rows" in one:
            view = one["name"].partition(".")[0]
            assert one["rows"] == harvested.rows(f"SELECT COUNT(*) FROM {view}")[0][0]
            assert one["columns"] == {name: column_kind(name) for name in one["columns"]}
    with Archive.open(harvested.settings.archive_url) as archive:
        assert told["fingerprint"] == fingerprint(archive)
    newest = harvested.rows("SELECT MAX(recorded_from) FROM report_version")[0][0]
    assert told["recorded_at"] == newest
    assert re.fullmatch(
        r"reportarchive: 法治政府建设年度情况报告 \(rule-of-law annual reports\), 24 reports of 2023–2025, "
        rf"recorded until \d{{4}}-\d\d-\d\d, fingerprint {told['fingerprint'][:12]}\.",
        told["citation"],
    )
    assert (told["schema_revision"], told["left_out"]) == (
        harvested.rows("SELECT version_num FROM alembic_version")[0][0],
        [],
    )


def test_the_dictionary_is_that_of_the_views(exported):
    text = (exported / "dictionary.md").read_text(encoding="utf-8")
    for view in VIEWS:
        assert f"## {view}\n\n```text\n" + "\n".join(view_header(sql_files("views")[view])) in text


def test_the_same_archive_gives_the_same_bytes(harvested, exported, tmp_path):
    export_tables(harvested.settings, EVERYTHING, tmp_path / "again")
    assert bytes_in(tmp_path / "again") == bytes_in(exported)


def bytes_in(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_many_batches_in_many_processes_say_what_one_does(harvested, exported, tmp_path, monkeypatch):
    monkeypatch.setattr(ordered, "REPORTS", 3)
    export_tables(harvested.settings, EVERYTHING, tmp_path / "batches")
    monkeypatch.setattr(tables, "FEW_REPORTS", 0)
    monkeypatch.setattr(ordered, "REPORTS", 200)
    export_tables(harvested.settings, EVERYTHING, tmp_path / "processes")
    ours, theirs = (manifest(folder) for folder in (tmp_path / "processes", exported))
    assert [one for one in ours["files"] if one["name"] != "archive.sqlite"] == [
        one for one in theirs["files"] if one["name"] != "archive.sqlite"
    ]
    assert ours | {"files": []} == theirs | {"files": []}
    with closing(sqlite3.connect(tmp_path / "processes" / "archive.sqlite")) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    for view in VIEWS:
        csv_file, parquet_file = (f"{view}.{ending}" for ending in ("csv", "parquet"))
        assert (tmp_path / "batches" / csv_file).read_bytes() == (exported / csv_file).read_bytes()
        assert parquet(tmp_path / "batches" / parquet_file) == parquet(exported / parquet_file)


def test_a_part_is_what_is_in_scope(harvested, tmp_path):
    folder = tmp_path / "part"
    done = export_tables(harvested.settings, Scope(years=(2024,), divisions=("990101", "990102")), folder)
    asked = "year = 2024 AND division_code IN ('990101', '990102')"
    for view in ("report_current", "metric_current", "coverage"):
        _, found = parquet(folder / f"{view}.parquet")
        assert len(found) == harvested.rows(f"SELECT COUNT(*) FROM {view} WHERE {asked}")[0][0] > 0
        with closing(sqlite3.connect(folder / "archive.sqlite")) as copy:
            assert copy.execute(f"SELECT * FROM {view}").fetchall() == found
    of_reports = f"report_id IN (SELECT report_id FROM report_current WHERE {asked})"
    _, found = parquet(folder / "issue_open.parquet")
    assert len(found) == harvested.rows(f"SELECT COUNT(*) FROM issue_open WHERE {of_reports}")[0][0]
    assert manifest(folder)["scope"] == {"years": [2024], "divisions": ["990101", "990102"]}
    assert "2 reports of 2024, " in done.citation


def test_a_part_of_sources_is_refused(first_day, tmp_path):
    with pytest.raises(UsageError, match="--source goes with --format warc"):
        export_tables(first_day.settings, Scope(sources=("any",)), tmp_path / "part")
    assert not (tmp_path / "part").exists()


def test_an_export_replaces_an_earlier_one_and_nothing_else(days, tmp_path):
    folder = tmp_path / "tables"
    export_tables(days.first.settings, EVERYTHING, folder)
    with pytest.raises(UsageError, match="is not empty"):
        export_tables(days.second.settings, EVERYTHING, folder)
    (folder / "mine.txt").touch()
    (folder / "gone_view.csv").touch()
    told = manifest(folder)
    told["files"] += [{"name": "gone_view.csv"}, {"name": "../outside.txt"}]
    (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    (tmp_path / "outside.txt").touch()
    (folder / ".dead.part").mkdir()
    export_warc(days.second.settings, EVERYTHING, folder, replace=True)
    export_tables(days.second.settings, EVERYTHING, folder, replace=True)
    fresh = tmp_path / "fresh"
    export_tables(days.second.settings, EVERYTHING, fresh)
    assert bytes_in(folder).keys() - bytes_in(fresh).keys() == {"mine.txt", "reportarchive-00001.warc.gz"}
    assert bytes_in(fresh).items() <= bytes_in(folder).items()
    assert (tmp_path / "outside.txt").exists()


def test_an_export_that_breaks_off_leaves_no_file_and_the_next_one_starts(days, tmp_path, monkeypatch):
    folder = tmp_path / "tables"

    def full(views: object) -> str:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as broken:
        broken.setattr(tables, "dictionary", full)
        with pytest.raises(UsageError, match="cannot be written: No space left"):
            export_tables(days.first.settings, EVERYTHING, folder)
    assert list(folder.iterdir()) == []
    (folder / ".killed.part").mkdir()
    export_tables(days.first.settings, EVERYTHING, folder)
    assert not (folder / ".killed.part").exists()


def test_files_that_are_not_all_in_place_have_no_manifest(days, tmp_path):
    folder = tmp_path / "tables"
    export_tables(days.first.settings, EVERYTHING, folder)
    (folder / "version_history.csv").unlink()
    (folder / "version_history.csv").mkdir()
    with pytest.raises(UsageError, match="cannot be written"):
        export_tables(days.second.settings, EVERYTHING, folder, replace=True)
    assert not (folder / "manifest.json").exists()


def test_an_empty_archive_is_exported_too(tmp_path, settings_for):
    with serve(1) as site:
        settings = settings_for(tmp_path / "home", site)
    Archive.create(settings.archive_url).close()
    done = export_tables(settings, EVERYTHING, tmp_path / "tables")
    assert "0 reports, nothing recorded yet" in done.citation
    assert parquet(tmp_path / "tables" / "metric_current.parquet")[1] == []


def test_the_readme_shows_what_the_export_of_the_sample_site_says(days, tmp_path):
    told, cited = re.search(
        r"^(\d+) files of \d+ bytes.*\nCite as: (.*, recorded until) ", README, re.MULTILINE
    ).groups()
    done = export_tables(days.first.settings, EVERYTHING, tmp_path / "tables")
    assert told == str(len(done.files))
    assert done.citation.startswith(f"{cited} ")  # the fingerprint is one of addresses too, which change with the ports
