"""The registry: what is bundled, what a person adds, and what is refused with file, line and key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from reportarchive.errors import RegistryError, UnknownName
from reportarchive.model import IssuerKind, Scope
from reportarchive.registry import check_registry, load_registry

if TYPE_CHECKING:
    from pathlib import Path

GOOD = """
[[division]]
code = "990100"
name = "云岭市"
level = "prefecture"
parent = "990000"

[[division]]
code = "990000"
name = "岚江省"
level = "province"

[[source]]
id = "yunling"
division = "990100"
issuer = "云岭市人民政府"
issuer_kind = "government"
family = "trs"
listings = ["http://127.0.0.1:8000/fzzfjs/"]
hosts = ["files.example.gov.cn:8443"]
first_year = 2019
expect = { min_reports = 3 }
verified = true
paused = "being moved"
"""


def write(folder: Path, text: str, name: str = "own.toml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_bundled_registry_is_sound() -> None:
    registry = load_registry()
    assert check_registry(registry) == []
    assert set(registry.families) >= {"trs", "ucap", "gkmlpt", "generic"}
    assert registry.full_name("110107") == "北京市石景山区"
    assert registry.source("beijing-shijingshan").listing_urls == (
        "https://www.beijing.gov.cn/gongkai/fzzfjsbg/qzf/sjaq/",
    )


def test_bundled_beijing_is_the_nine_folders_seen_and_none_is_verified() -> None:
    sources = load_registry().select(Scope(divisions=("110000",)))
    folders = {
        source.listing_urls[0].removeprefix("https://www.beijing.gov.cn/gongkai/fzzfjsbg/qzf/") for source in sources
    }
    assert folders == {"dcq/", "xcq/", "sjaq/", "hdq/", "gsq/", "tzq/", "syq/", "cpq/", "myq/"}
    assert not any(source.verified for source in sources)


def test_own_file_adds_sources_and_divisions(tmp_path: Path) -> None:
    registry = load_registry(write(tmp_path, GOOD))
    source = registry.source("yunling")
    assert (source.issuer_kind, source.family, source.min_reports) == (IssuerKind.GOVERNMENT, "trs", 3)
    assert (source.hosts, source.first_year, source.verified) == (("files.example.gov.cn:8443",), 2019, True)
    assert source.paused == "being moved"
    assert registry.line_of("990100") == ("990100", "990000")
    assert "beijing-haidian" in registry.sources
    assert check_registry(registry) == []


def test_only_leaves_the_bundled_sources_out_and_keeps_the_rest(tmp_path: Path) -> None:
    registry = load_registry(write(tmp_path, GOOD), only=True)
    assert list(registry.sources) == ["yunling"]
    assert "110107" in registry.divisions


def test_same_id_overrides(tmp_path: Path) -> None:
    text = GOOD.replace('id = "yunling"', 'id = "beijing-haidian"')
    registry = load_registry(write(tmp_path, text))
    assert registry.source("beijing-haidian").issuer == "云岭市人民政府"
    assert len(registry.sources) == len(load_registry().sources)


def test_a_folder_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "deeper").mkdir()
    write(tmp_path, GOOD)
    write(tmp_path / "deeper", GOOD.partition("[[source]]")[0].replace("9901", "9902"), "b.toml")
    (tmp_path / "notes.txt").write_text("not read", encoding="utf-8")
    assert {"990100", "990200"} <= set(load_registry(tmp_path).divisions)


@pytest.mark.parametrize(
    ("scope", "chosen"),
    [
        (Scope(), 9),
        (Scope(divisions=("110000",)), 9),
        (Scope(divisions=("110107", "110108")), 2),
        (Scope(divisions=("120118",)), 0),
        (Scope(sources=("beijing-miyun",)), 1),
        (Scope(sources=("beijing-miyun",), divisions=("110107",)), 0),
    ],
)
def test_select(scope: Scope, chosen: int) -> None:
    assert len(load_registry().select(scope)) == chosen


@pytest.mark.parametrize(
    ("scope", "words"),
    [
        (Scope(sources=("beijing-shijinshan",)), "did you mean beijing-shijingshan"),
        (Scope(divisions=("110170",)), "did you mean 110107|did you mean 110117"),
        (Scope(divisions=("石景山区",)), "has the code 110107"),
        (Scope(divisions=("",)), "no division ''"),
    ],
)
def test_unknown_names_are_answered_with_near_ones(scope: Scope, words: str) -> None:
    with pytest.raises(UnknownName, match=words):
        load_registry().select(scope)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('id = "yunling"', 'id = "Yun Ling"', r"own\.toml:13: source 'Yun Ling': key 'id'"),
        ('id = "yunling"', "id = 7", r"own\.toml:13: key 'id' must be a text"),
        ('id = "yunling"', "", r"own\.toml:13: key 'id' is missing"),
        ('issuer = "云岭市人民政府"', 'issuer = " "', r"source 'yunling': key 'issuer' is empty"),
        ('issuer = "云岭市人民政府"', 'isuer = "云岭市人民政府"', r"source 'yunling': unknown key 'isuer'"),
        ('division = "990100"', "division = 990100", r"key 'division' must be a text"),
        ('division = "990100"', 'division = "990199"', r"division '990199' is unknown; did you mean 990100"),
        ('family = "trs"', 'family = "trss"', r"family 'trss' is unknown; known are generic, gkmlpt, trs"),
        ('"government"', '"village"', r"key 'issuer_kind' must be one of government"),
        ("http://127.0.0.1:8000/fzzfjs/", "ftp://127.0.0.1/", r"key 'listings': .* must begin with http"),
        ("http://127.0.0.1:8000/fzzfjs/", "http://127.0.0.1:80000/", r"key 'listings'"),
        ("http://127.0.0.1:8000/fzzfjs/", "http://me:word@a.gov.cn/", r"user name or password"),
        ("http://127.0.0.1:8000/fzzfjs/", "http://a b/", r"white space"),
        ("http://127.0.0.1:8000/fzzfjs/", "http://a.gov.cn/#top", r"#fragment"),
        ("http://127.0.0.1:8000/fzzfjs/", "http:///x", r"bad host"),
        ("http://127.0.0.1:8000/fzzfjs/", "http://[::1/x", r"is no address"),
        ('["http://127.0.0.1:8000/fzzfjs/"]', '"http://127.0.0.1:8000/"', r"must be a list of texts"),
        ('["http://127.0.0.1:8000/fzzfjs/"]', "[]", r"needs at least one address"),
        ("files.example.gov.cn:8443", "https://files.example.gov.cn", r"key 'hosts': .* write the name only"),
        ("files.example.gov.cn:8443", "files.example.gov.cn:0", r"no port from 1"),
        ("files.example.gov.cn:8443", "files..example", r"is no host name"),
        ("first_year = 2019", 'first_year = "2019"', r"key 'first_year' must be a whole number"),
        ("first_year = 2019", "first_year = true", r"key 'first_year' must be a whole number"),
        ("first_year = 2019", "first_year = 19", r"from 2000 to 2100, not 19"),
        ("{ min_reports = 3 }", "{ min_report = 3 }", r"expect: unknown key 'min_report'"),
        ("{ min_reports = 3 }", "{ min_reports = -1 }", r"key 'min_reports' must be a whole number"),
        ("{ min_reports = 3 }", "3", r"key 'expect' must be a table"),
        ("verified = true", "verified = 1", r"key 'verified' must be true or false"),
        ('code = "990000"', "code = 990000", r"own\.toml:8: key 'code' must be a text"),
        ('code = "990000"', 'code = "99000"', r"key 'code' must be 6 digits"),
        ('level = "province"', 'level = "state"', r"key 'level' must be one of province"),
        ("[[source]]", "[source]", r"write \[\[source\]\] with double brackets"),
        ("[[source]]", "[[sources]]", r"unknown key 'sources'"),
        ("expect = {", "expect = ", r"own\.toml:\d+: no valid TOML"),
        ("verified = true", "verified = true\nverified = true", r"own\.toml:\d+: no valid TOML"),
    ],
)
def test_a_wrong_source_file_is_refused_by_file_and_key(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert old in GOOD
    path = write(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(RegistryError, match=words) as caught:
        load_registry(path)
    assert "\n" not in str(caught.value)


def test_one_id_twice_in_a_set_is_refused(tmp_path: Path) -> None:
    write(tmp_path, GOOD, "a.toml")
    write(tmp_path, GOOD.partition("\n[[source]]")[2].join(["[[source]]", ""]), "b.toml")
    with pytest.raises(RegistryError, match=r"b\.toml:1: source 'yunling' is already in .*a\.toml:13"):
        load_registry(tmp_path)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", "名".encode("gb18030")])
def test_a_file_that_is_no_utf8_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "own.toml"
    path.write_bytes(content)
    with pytest.raises(RegistryError, match="not UTF-8"):
        load_registry(path)


def test_a_missing_file_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match="no such file or folder"):
        load_registry(tmp_path / "nowhere.toml")
    with pytest.raises(RegistryError, match=r"holds no \.toml file"):
        load_registry(tmp_path)


def test_a_deeply_nested_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RegistryError, match=r"nested too deeply|no valid TOML"):
        load_registry(write(tmp_path, "a = " + "[" * 100_000))


SECOND = GOOD.partition("[[source]]")[2].replace('"yunling"', '"second"')


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("云岭市人民政府", "澄溪县人民政府"), "issuer 澄溪县人民政府 does not name 岚江省云岭市"),
        (("files.example.gov.cn:8443", "files.example.com"), "host files.example.com is not below .gov.cn"),
        (('parent = "990000"', 'parent = "990001"'), "division 990100: parent 990001 is not here"),
        (('parent = "990000"', ""), "division 990100: level prefecture needs a parent"),
        (('level = "province"', 'level = "province"\nparent = "990100"'), "is above itself"),
        (('/fzzfjs/"]', '/fzzfjs/", "http://127.0.0.1:8000/fzzfjs/"]'), "stands there twice"),
        (("[[source]]", "[[source]]" + SECOND + "\n[[source]]"), "as source second does"),
        (
            ("[[source]]", "[[source]]" + SECOND.replace("fzzfjs/", "fzzfjs/index.html") + "\n[[source]]"),
            "as source second does",
        ),
        (("[[source]]", "[[source]]" + SECOND.replace("fzzfjs/", "fzzfjs/qzf/") + "\n[[source]]"), "overlap"),
    ],
)
def test_check_finds(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    registry = load_registry(write(tmp_path, GOOD.replace(*change, 1)), only=True)
    problems = check_registry(registry)
    assert any(words in problem for problem in problems), problems
