"""The registry: what is bundled, what a person adds, and what is refused with file, line and key."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from reportarchive.errors import RegistryError, UnknownName, UsageError
from reportarchive.model import Division, FormerName, IssuerKind, Scope
from reportarchive.registry import Registry, check_registry, load_registry, set_verified
from reportarchive.registry.blocks import read_family

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
    assert set(registry.families) >= {
        "trs",
        "ucap",
        "gkmlpt",
        "generic",
        "vsb",
        "shanghai",
        "columns",
        "content_n",
        "pc_content",
    }
    assert registry.full_name("110107") == "北京市石景山区"
    assert registry.source("beijing-shijingshan").listing_urls == (
        "https://www.beijing.gov.cn/gongkai/fzzfjsbg/qzf/sjaq/",
    )


SEEN = {
    "beijing-dongcheng", "beijing-xicheng", "beijing-shijingshan", "beijing-haidian", "beijing-fangshan",
    "beijing-tongzhou", "beijing-shunyi", "beijing-changping", "beijing-miyun",
}  # fmt: skip
NOT_SEEN = {"chaoyang", "fengtai", "mentougou", "daxing", "huairou", "pinggu", "yanqing"}


def test_bundled_beijing_is_the_nine_folders_seen_their_index_and_seven_to_be_found() -> None:
    sources = load_registry().sources
    folder = "https://www.beijing.gov.cn/gongkai/fzzfjsbg/qzf/"
    assert {one.id for one in sources.values() if any(url.startswith(folder) for url in one.listing_urls)} == {
        *SEEN, "beijing-districts",
    }  # fmt: skip
    index = sources["beijing-districts"]
    assert (index.index, index.listing_urls, index.division) == (True, (folder,), "110000")
    paused = {one.id.removeprefix("beijing-") for one in sources.values() if one.paused == "folder not known yet"}
    assert paused == NOT_SEEN
    assert not any(sources[f"beijing-{name}"].listings for name in NOT_SEEN)


def test_nothing_bundled_is_verified_or_asked_without_a_listing() -> None:
    sources = load_registry().sources.values()
    assert not any(one.verified for one in sources)
    assert all(one.listings or one.paused for one in sources)
    assert len({one.division[:2] for one in sources}) >= 15


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
        (Scope(), 59),
        (Scope(divisions=("110000",)), 21),
        (Scope(divisions=("110107", "110108")), 2),
        (Scope(divisions=("120118",)), 1),
        (Scope(divisions=("120119",)), 0),
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
        (
            'family = "trs"',
            'family = "trss"',
            r"family 'trss' is unknown; known are columns, content_n, generic, gkmlpt,",
        ),
        ('"government"', '"village"', r"key 'issuer_kind' must be one of government"),
        ("http://127.0.0.1:8000/fzzfjs/", "ftp://127.0.0.1/", r"key 'listings': .* must begin with http"),
        ("http://127.0.0.1:8000/fzzfjs/", "http://127.0.0.1:80000/", r"key 'listings'"),
        ("http://127.0.0.1:8000/fzzfjs/", "http://me:word@a.gov.cn/", r"user name or password"),
        ("http://127.0.0.1:8000/fzzfjs/", "http://a b/", r"white space"),
        ("http://127.0.0.1:8000/fzzfjs/", "http://a.gov.cn/#top", r"#fragment"),
        ("http://127.0.0.1:8000/fzzfjs/", "http:///x", r"bad host"),
        ("http://127.0.0.1:8000/fzzfjs/", "http://[::1/x", r"is no address"),
        ('["http://127.0.0.1:8000/fzzfjs/"]', '"http://127.0.0.1:8000/"', r"must be a list of addresses"),
        ('["http://127.0.0.1:8000/fzzfjs/"]', "[7]", r"must be a list of addresses"),
        ('"http://127.0.0.1:8000/fzzfjs/"', '{ url = "http://a.gov.cn/", form = "2022" }', r"unknown key 'form'"),
        ('"http://127.0.0.1:8000/fzzfjs/"', '{ from = "2022-01-01" }', r"key 'url' is missing"),
        ('"http://127.0.0.1:8000/fzzfjs/"', '{ url = "http://a.gov.cn/", from = "2022" }', r"must be a day like"),
        (
            '"http://127.0.0.1:8000/fzzfjs/"',
            '{ url = "http://a.gov.cn/", from = "2022-06-30", until = "2021-06-30" }',
            r"'from' 2022-06-30 is after 'until' 2021-06-30",
        ),
        ("verified = true", 'verified = true\nscheme = "gopher"', r"key 'scheme' must be http or https"),
        ("verified = true", 'verified = true\nindex = "yes"', r"key 'index' must be true or false"),
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
        (("verified = true", 'verified = true\nscheme = "https"'), "is not asked by its scheme, https"),
        (("verified = true", "verified = true\nindex = true"), "is an index, and division 990100 has none below it"),
        (
            ('division = "990100"\nissuer = "云岭市人民政府"', 'division = "110103"\nissuer = "北京市崇文区人民政府"'),
            "division 110103 ended in 2009; its successor is 110101",
        ),
    ],
)
def test_check_finds(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    registry = load_registry(
        write(tmp_path, GOOD.replace('paused = "being moved"\n', "").replace(*change, 1)), only=True
    )
    problems = check_registry(registry)
    assert any(words in problem for problem in problems), problems


def test_an_index_overlaps_with_nothing(tmp_path: Path) -> None:
    index = SECOND.replace('"990100"', '"990000"').replace("云岭市人民政府", "岚江省人民政府") + "index = true\n"
    below = GOOD.replace("/fzzfjs/", "/fzzfjs/yl/")
    registry = load_registry(write(tmp_path, below + "\n[[source]]" + index), only=True)
    assert [problem for problem in check_registry(registry) if "second" in problem] == []


def test_a_listing_may_bear_the_days_it_was_kept_up(tmp_path: Path) -> None:
    dated = (
        '{ url = "http://127.0.0.1:8000/old/", from = "2016-01-01", until = 2022-06-30 }, "http://127.0.0.1:8000/new/"'
    )
    written = GOOD.replace('"http://127.0.0.1:8000/fzzfjs/"', dated)
    registry = load_registry(write(tmp_path, written), only=True)
    old, new = registry.source("yunling").listings
    assert [old.is_kept_up(day) for day in ("2015-12-31", "2016-01-01", "2022-06-30", "2022-07-01")] == [
        False, True, True, False,
    ]  # fmt: skip
    assert new.is_kept_up("2022-07-01")


@pytest.mark.parametrize(
    ("code", "name", "first", "last", "successor"),
    [
        ("110107", "石景山区", None, None, None),
        ("110103", "崇文区", None, 2009, "110101"),
        ("110228", "密云县", 1982, 2014, "110118"),
        ("110118", "密云区", 2015, None, None),
        ("330103", "下城区", None, 2020, "330105"),
        ("330113", "临平区", 2021, None, None),
        ("371200", "莱芜市", 1992, 2017, "370100"),
        ("429004", "仙桃市", 1994, None, None),
        ("659012", "白杨市", 2023, None, None),
        ("220282", "桦甸市", 1995, None, None),  # one year's table had it change places with 蛟河市
        ("500112", "渝北区", 1997, 2024, "500157"),
        ("500157", "两江新区", 2025, None, None),
        ("653229", "和安县", 2024, None, None),
        ("142325", "兴县", 1982, 2002, "141123"),
        ("152128", "鄂温克族自治旗", None, 2000, "150724"),
        ("622102", "酒泉市", 1985, 2001, "620902"),  # the city went on as the district of the new, larger one
        ("500222", "綦江县", 1997, 2010, "500110"),
        ("140211", "南郊区", None, 2017, None),  # divided among two
    ],
)
def test_divisions_bear_their_validity(
    code: str, name: str, first: int | None, last: int | None, successor: str | None
) -> None:
    one = load_registry().division(code)
    assert (one.name, one.first_year, one.last_year, one.successor) == (name, first, last, successor)


def test_a_division_renamed_under_its_code_bears_both_names() -> None:
    one = load_registry().division("130502")
    assert (one.name, [former.name for former in one.former_names]) == ("襄都区", ["桥东区"])


@pytest.mark.parametrize("code", ["500110", "450206", "440203", "220281", "513201", "320205"])
def test_a_code_that_another_place_bore_before_is_no_former_name(code: str) -> None:
    assert load_registry().division(code).former_names == ()


def test_every_place_has_one_code_and_ends_in_one_that_lasts() -> None:
    """A chain of successors leads to a division in force, or to one whose area was divided."""
    divisions = load_registry().divisions
    assert [one.code for one in divisions.values() if one.name == "台湾省"] == ["710000"]
    for one in divisions.values():
        if one.successor is not None:
            after = divisions[one.successor]
            assert one.last_year is not None
            assert after.last_year is None or after.last_year > one.last_year, one


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"last_year": 2010, "successor": "990102"}, "division 990101: is among its own successors"),
        ({"successor": "990102"}, "division 990101: is in force and has a successor"),
        ({"last_year": 2010, "successor": "990109"}, "division 990101: successor 990109 is not here"),
        ({"former_names": (FormerName("甲县", 2005, 2001),)}, "甲县 ended in 2001, before it began"),
        (
            {"former_names": (FormerName("甲县", None, 2005), FormerName("乙县", 2004, 2009))},
            "bore 乙县 before 2006",
        ),
        ({"former_names": (FormerName("甲县", None, 2005), FormerName("乙县", None, 2009))}, "bore 乙县 before 2006"),
        ({"first_year": 2000, "former_names": (FormerName("甲县", 1999, 2005),)}, "bore 甲县 before 2000"),
        ({"last_year": 2010, "former_names": (FormerName("甲县", 2001, 2011),)}, "until 2011, after its own end"),
        ({"last_year": 2010, "former_names": (FormerName("甲县", None, 2005), FormerName("乙县", 2006, 2009))}, ""),
    ],
)
def test_check_finds_years_and_successors_that_cannot_be(changes: dict[str, Any], words: str) -> None:
    place = Division("990101", "丙县", "county", "990000")
    second = Division("990102", "丁县", "county", "990000", last_year=2012, successor="990101")
    province = Division("990000", "岚江省", "province")
    divisions = {one.code: one for one in (province, replace(place, **changes), second)}
    problems = check_registry(Registry(divisions, {}, {}))
    assert any(words in problem for problem in problems) if words else not problems, problems


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("东城区", "110101"),
        ("东城", "110101"),
        ("东城区人民政府", "110101"),
        ("北京市东城区", "110101"),
        ("朝阳区政府", "110105"),
        ("密 云 区", "110118"),
        ("密云县", None),
        ("崇文区", None),
        ("更多>>", None),
        ("市教委", None),
        ("经济技术开发区", None),
        ("长春市朝阳区", None),
        ("东", None),
        ("", None),
        ("北京市", None),
    ],
)
def test_a_folders_name_is_matched_to_one_division_in_force(text: str, code: str | None) -> None:
    found = load_registry().match_below("110000", text)
    assert (found and found.code) == code


def test_a_name_that_several_places_bear_is_matched_to_none() -> None:
    registry = load_registry()
    assert registry.match_below("440000", "城区") is not None
    assert registry.match_below("410000", "鼓楼区") is not None
    assert registry.match_below("320000", "鼓楼区") is None  # 南京 and 徐州 have one each


def test_a_government_is_called_as_its_source_calls_it() -> None:
    registry = load_registry()
    assert registry.government_of("110107") == "北京市石景山区人民政府"
    assert registry.government_of("360732") == "兴国县人民政府"
    assert registry.government_of("429004") == "仙桃市人民政府"
    assert registry.government_of("320904") == "盐城市大丰区人民政府"
    assert registry.government_of("430000") == "湖南省人民政府"
    assert registry.government_of("120119") == "天津市蓟州区人民政府"


def test_a_bundled_source_is_verified_in_a_copy_of_ones_own(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="is bundled: set REPORTARCHIVE_SOURCES"):
        set_verified(None, "beijing-miyun")
    own = write(tmp_path, "# mine\n" + GOOD)
    assert set_verified(tmp_path, "beijing-miyun") == tmp_path / "verified.toml"
    assert set_verified(tmp_path, "beijing-tongzhou") == tmp_path / "verified.toml"
    assert own.read_text("utf-8") == "# mine\n" + GOOD
    registry = load_registry(tmp_path)
    plain = load_registry().sources
    for name in ("beijing-miyun", "beijing-tongzhou"):
        assert registry.source(name) == replace(plain[name], verified=True)
    assert not registry.source("beijing-shunyi").verified


def test_of_a_persons_file_only_the_flag_is_written(tmp_path: Path) -> None:
    text = GOOD.replace("verified = true", "verified = false  # not asked yet") + "# the end\n"
    path = write(tmp_path, text)
    assert set_verified(path, "yunling") == path
    assert path.read_text("utf-8") == text.replace("verified = false", "verified = true")
    with pytest.raises(RegistryError, match="is in no source file"):
        set_verified(path, "nobody")


FAMILY = """
id = "own"
name = "Own"
feed = "/list/{id}?page=1"
feed_id = 'channel=(\\d+)'
"""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('name = "Own"', 'nam = "Own"', r"unknown key 'nam'; known are article, "),
        ("(\\d+)", "\\d+", r"key 'feed_id' needs a group"),
        ("(\\d+)", "(\\d+", r"key 'feed_id' is no regular expression"),
        ("{id}", "{channel}", r"key 'feed' has \['channel'\], which neither 'feed_id' nor 'feed_at' finds"),
        ("feed_id = 'channel=(\\d+)'", "", r"key 'feed' has \['id'\], which neither"),
        ('name = "Own"', 'feed_method = "put"', r"key 'feed_method' must be get or post, not 'put'"),
        ('id = "own"', 'id = "other"', r"key 'id' must be the file's name, 'own'"),
    ],
)
def test_a_wrong_family_is_refused_by_file_and_key(tmp_path: Path, old: str, new: str, words: str) -> None:
    path = tmp_path / "own.toml"
    path.write_text(FAMILY, encoding="utf-8")
    assert read_family(path).feed == "/list/{id}?page=1"
    path.write_text(FAMILY.replace(old, new), encoding="utf-8")
    with pytest.raises(RegistryError, match=words):
        read_family(path)
