from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import text

from reportarchive.archive import Archive, check_archive, fingerprint
from reportarchive.errors import ArchiveError
from reportarchive.sqlfiles import sql_files

# what is done to a sound archive -> the check that must notice
TAMPERED = {
    "UPDATE report_version SET text = replace(text, '调解', '调节')": "text_hash",
    "UPDATE report_version SET text = replace(text, '530', '531')": "metric_surface",
    "UPDATE report_version SET text = '后' || text": "section_conservation",
    "UPDATE report_version SET text = replace(text, '各项', '3项')": "accounting",
    "UPDATE metric SET surface = '531余件' WHERE surface = '530余件'": "metric_surface",
    "UPDATE metric SET char_start = char_start + 1, char_end = char_end + 1 WHERE seq = 1": "metric_surface",
    "UPDATE citation SET surface = '《另一文件》'": "citation_surface",
    "UPDATE numeral SET surface = '2022' WHERE seq = 1": "numeral_surface",
    "DELETE FROM numeral WHERE seq = 1": "accounting",
    "UPDATE numeral SET reason = NULL WHERE seq = 1": "residue_rate",
    "UPDATE numeral SET reason = 'because' WHERE seq = 1": "closed_words",
    "UPDATE section SET own_end = own_end - 1, heading_end = char_start WHERE seq = 2": "section_conservation",
    "UPDATE section SET path = '1' WHERE seq = 4": "section_path",
    "UPDATE section SET role = 'other' WHERE seq = 4": "closed_words",
    "DELETE FROM section WHERE seq = 4": "section_conservation",
    "UPDATE metric SET value = 531 WHERE seq = 1": "value_exact",
    "UPDATE metric SET upper_text = '600' WHERE seq = 1": "value_exact",
    "UPDATE metric SET bound = 'maybe' WHERE seq = 1": "closed_words",
    "UPDATE metric SET section_seq = 1 WHERE seq = 1": "metric_section",
    "INSERT INTO numeral SELECT version_id, 9, surface, char_start, char_end, 'word' FROM metric WHERE seq = 1": (
        "span_overlap"
    ),
    "UPDATE report_version SET recorded_to = '2026-01-01T00:00:00Z'": "version_chain",
    "UPDATE report_version SET version_no = 2": "version_chain",
    "UPDATE report_version SET recorded_to = '2000-01-01T00:00:00Z'": "version_chain",
    "DELETE FROM issuer": "foreign_key",
    "UPDATE metric SET label = '别的' WHERE seq = 1": "output_hash",
    "UPDATE metric SET basis = '同比' WHERE seq = 2": "output_hash",
    "UPDATE section SET title = '别的' WHERE seq = 2": "output_hash",
    "UPDATE citation SET document = '别的'": "output_hash",
    "UPDATE report_version SET published_on = '2024-03-30'": "output_hash",
    "UPDATE report_version SET origins = replace(origins, 'meta', 'body')": "output_hash",
    "DELETE FROM metric WHERE seq = 4": "output_hash",
    "UPDATE fetch SET headers = replace(headers, '甲', '乙')": "request_hash",
    "UPDATE fetch SET requested_at = '2024-01-10T02:00:00Z'": "request_hash",
    "UPDATE fetch SET row_sha256 = NULL": "request_hash",
    "UPDATE report SET year = 2022": "report_id",
    "UPDATE report SET kind = 'npc_report'": "report_id",
    "UPDATE issuer SET slug = 'd1234567'": "report_id",
    "UPDATE passage SET is_current = 0 WHERE passage_id = 2": "passage_link",
    "UPDATE section SET passage_id = NULL WHERE seq = 2": "passage_link",
    "UPDATE section SET passage_id = 99 WHERE seq = 2": "passage_link",
    "UPDATE passage SET role = 'plan' WHERE passage_id = 2": "passage_link",
    "UPDATE expectation SET due_on = '2024-04-01'": "expectation_due",
    "DELETE FROM expectation WHERE year = 2023": "expectation_due",
    "DELETE FROM total": "totals",
    "UPDATE total SET tolerance = 0 WHERE indicator = 'reconsideration.accepted'": "totals",
    "INSERT INTO total SELECT version_id, indicator, '宗', seq, 1, 0, NULL FROM total WHERE unit = '件'": "totals",
    "UPDATE claim SET obstacle = NULL": "claims",
    "UPDATE claim SET claimed = -claimed": "claims",
    "DELETE FROM claim": "claims",
}


def tamper(tmp_path, sql):
    connection = sqlite3.connect(tmp_path / "archive.db")
    with connection:
        connection.execute(sql)
    connection.close()


def test_a_sound_archive_has_no_findings(desk, factory):
    desk.store(factory.make_report())
    desk.store(factory.make_report(factory.TEXT.replace("530余件", "调解案件")), body="edited")
    assert check_archive(desk.archive) == []


@pytest.mark.parametrize("sql", TAMPERED)
def test_each_tampering_is_found(desk, factory, tmp_path, sql):
    desk.store(factory.make_report())
    tamper(tmp_path, sql)
    found = check_archive(desk.archive)
    assert TAMPERED[sql] in {finding.check for finding in found}
    assert all(finding.where and finding.message for finding in found)


def test_every_check_has_a_tampering_that_it_finds():
    assert set(sql_files("checks")) <= set(TAMPERED.values())


def test_a_sample_reads_that_many_texts(desk, factory, tmp_path):
    for number, year in enumerate(range(2015, 2024)):
        url = f"http://gov1.example/{year}.html"
        desk.store(factory.make_report(year=year, period_end=f"{year}-12-31", url=url), body=str(number))
    tamper(tmp_path, "UPDATE report_version SET text = replace(text, '调解', '调节')")
    found = [finding for finding in check_archive(desk.archive, sample=3) if finding.check == "text_hash"]
    assert [finding.where for finding in found] == [
        "990101-2015-annual version 1",
        "990101-2018-annual version 1",
        "990101-2021-annual version 1",
    ]


def test_a_flipped_bit_in_any_page_with_a_report_is_named(desk, factory, tmp_path):
    """One bit of each page of the tables of reports and of their indexes, in what the page holds."""
    desk.store(factory.make_report())
    desk.archive.close()
    path = tmp_path / "archive.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        tables = ("report", "report_version", "section", "metric", "citation", "numeral", "fetch")
        roots = dict(connection.execute("SELECT name, rootpage FROM sqlite_master WHERE rootpage > 0").fetchall())
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    whole = path.read_bytes()
    missed = []
    for name in (*tables, "ix_metric_series", "uq_report_version_current", "ix_fetch_url"):
        flipped = bytearray(whole)
        flipped[roots[name] * size - 3] ^= 4  # content is written from the end of a page
        path.write_bytes(bytes(flipped))
        with Archive.open(f"sqlite:///{path}") as opened:
            if not check_archive(opened):
                missed.append(name)
    assert missed == []


def test_a_database_that_is_damaged_badly_is_told_and_not_raised(desk, factory, tmp_path):
    desk.store(factory.make_report())
    desk.archive.close()
    path = tmp_path / "archive.db"
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'report_version'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    connection.close()
    broken = bytearray(path.read_bytes())
    broken[(root - 1) * size : root * size] = b"\xff" * size
    path.write_bytes(bytes(broken))
    with Archive.open(f"sqlite:///{path}") as opened:
        found = {finding.check for finding in check_archive(opened)}
    assert found & {"integrity_check", "unreadable"}


@pytest.mark.parametrize(
    ("sql", "found"),
    [
        ("UPDATE report_version SET title = CAST(title AS BLOB)", ("unreadable", "version 1")),
        ("UPDATE report_version SET text = CAST(text AS BLOB)", ("unreadable", "version 1")),
        ('UPDATE "fetch" SET url = CAST(url AS BLOB)', ("request_hash", "request 1")),
    ],
)
def test_a_text_that_became_bytes_is_named_and_not_raised(desk, factory, tmp_path, sql, found):
    desk.store(factory.make_report())
    tamper(tmp_path, sql)
    assert found in {(one.check, one.where) for one in check_archive(desk.archive)}


@pytest.mark.parametrize("damage", [b"\x01", b"\xe9"], ids=["no JSON", "no UTF-8"])
def test_a_damaged_list_of_views_is_one_line(archive, tmp_path, damage):
    archive.close()
    with sqlite3.connect(tmp_path / "archive.db") as connection:
        damaged = "UPDATE meta SET value = CAST(CAST('[[\"' AS BLOB) || ? AS TEXT) WHERE name = 'views'"
        connection.execute(damaged, (damage,))
    connection.close()
    with pytest.raises(ArchiveError, match="damaged; restore the database from a backup"):
        Archive.open(f"sqlite:///{tmp_path / 'archive.db'}")


def test_a_damaged_file_is_found_by_the_engine(desk, factory, tmp_path):
    desk.store(factory.make_report())
    tamper(tmp_path, "DELETE FROM report_version")
    assert "foreign_key" in {finding.check for finding in check_archive(desk.archive)}


def filled(folder, factory, *, detour):
    """Fill an archive; by a detour its row ids and times differ, not what it says."""
    with Archive.create(f"sqlite:///{folder / 'archive.db'}") as archive:
        desk = factory.Desk(archive)
        if detour:
            for _ in range(3):
                desk.run_id = archive.begin_run("harvest", {}, "2026-01-01T00:00:00Z")
                desk.fetch("robots", purpose="robots")
            other = factory.make_report(division="990102", issuer="乙区人民政府", url="http://gov2.example/")
            desk.store(other, body="other")
        desk.store(factory.make_report())
        if not detour:
            other = factory.make_report(division="990102", issuer="乙区人民政府", url="http://gov2.example/")
            desk.store(other, body="other")
        desk.store(factory.make_report(factory.TEXT.replace("530余件", "531件")), body="edited")
        desk.store(factory.make_report(factory.TEXT.replace("530余件", "531件")), body="edited")
        return fingerprint(archive)


def test_the_fingerprint_does_not_know_ids_and_times(factory, tmp_path):
    for name in ("straight", "detour"):
        (tmp_path / name).mkdir()
    straight = filled(tmp_path / "straight", factory, detour=False)
    assert straight == filled(tmp_path / "detour", factory, detour=True)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE metric SET bound = 'exact' WHERE seq = 1",
        "UPDATE section SET title = 'x' WHERE seq = 2",
        "UPDATE citation SET title = 'x'",
        "UPDATE numeral SET reason = 'word' WHERE seq = 1",
        "UPDATE report SET url = 'http://elsewhere.example/'",
        "UPDATE report_version SET published_on = '2024-04-01'",
        "UPDATE report_version SET recorded_to = '2030-01-01T00:00:00Z'",
    ],
)
def test_the_fingerprint_sees_each_change(desk, factory, tmp_path, sql):
    desk.store(factory.make_report())
    before = fingerprint(desk.archive)
    tamper(tmp_path, sql)
    assert fingerprint(desk.archive) != before
    with desk.archive.engine.connect() as connection:
        assert connection.execute(text("SELECT COUNT(*) FROM report")).scalar() == 1
