"""Which rows of a source's listing are its reports: by host, by title, by the body named."""

from __future__ import annotations

import pytest

from reportarchive.discover import allowed_hosts, preferred, select_candidate, with_scheme
from reportarchive.model import Candidate, IssuerKind, ListingAddress, Source
from reportarchive.text.titles import Decision

GOVERNMENT, DEPARTMENT, TOWN, ZONE = IssuerKind


def source(issuer: str, kind: IssuerKind = GOVERNMENT, *hosts: str) -> Source:
    listings = ("https://www.example.gov.cn/fzzfjsbg/",)
    return Source("one", "990101", issuer, kind, "trs", tuple(map(ListingAddress, listings)), hosts)


def choose(issuer: str, kind: IssuerKind, body: str) -> tuple[Decision, str]:
    candidate = Candidate("https://www.example.gov.cn/a.html", f"{body}2023年法治政府建设情况报告")
    chosen = select_candidate(candidate, source(issuer, kind))
    return chosen.decision, chosen.rule


@pytest.mark.parametrize(
    ("issuer", "kind", "body"),
    [
        ("云岭市柳堤区人民政府", GOVERNMENT, "云岭市柳堤区人民政府"),
        ("云岭市柳堤区人民政府", GOVERNMENT, "柳堤区人民政府"),
        ("云岭市柳堤区人民政府", GOVERNMENT, "柳堤区"),
        ("云岭市柳堤区人民政府", GOVERNMENT, "云岭市柳堤区"),
        ("云岭市柳堤区人民政府", GOVERNMENT, "柳堤区政府"),
        ("云岭市柳堤区人民政府", GOVERNMENT, "区政府"),
        ("云岭市柳堤区人民政府", GOVERNMENT, "我区"),
        ("云岭市柳堤区人民政府", GOVERNMENT, ""),
        ("柳堤区人民政府", GOVERNMENT, "云岭市柳堤区人民政府"),
        ("云岭市柳堤区人民政府", GOVERNMENT, "中共柳堤区委、柳堤区人民政府关于"),
        ("云岭市教育委员会", DEPARTMENT, "云岭市教育委员会"),
        ("云岭市教育委员会", DEPARTMENT, "市教委"),
        ("云岭市柳堤区发展和改革委员会", DEPARTMENT, "柳堤区发改委"),
        ("云岭市柳堤区司法局", DEPARTMENT, "区司法局"),
        ("柳堤区人民政府青石街道办事处", TOWN, "青石街道"),
        ("柳堤区人民政府青石街道办事处", TOWN, "柳堤区青石街道办事处"),
        ("澄溪县双河镇人民政府", TOWN, "双河镇"),
        ("澄溪县双河镇人民政府", TOWN, "镇政府"),
        ("云岭经济技术开发区管理委员会", ZONE, "云岭经开区管委会"),
        ("云岭高新区管委会", ZONE, "云岭高新区管理委员会"),
    ],
)
def test_the_sources_own_body_is_accepted(issuer: str, kind: IssuerKind, body: str) -> None:
    assert choose(issuer, kind, body) == (Decision.ACCEPT, "adjacent")


@pytest.mark.parametrize(
    ("issuer", "kind", "body"),
    [
        ("云岭市柳堤区人民政府", GOVERNMENT, "云岭市"),
        ("云岭市柳堤区人民政府", GOVERNMENT, "云岭市人民政府"),
        ("云岭市柳堤区人民政府", GOVERNMENT, "云岭市长汀区人民政府"),
        ("云岭市柳堤区人民政府", GOVERNMENT, "长汀区"),
        ("云岭市柳堤区人民政府", GOVERNMENT, "柳堤区司法局"),
        ("云岭市柳堤区人民政府", GOVERNMENT, "柳堤区青石街道办事处"),
        ("云岭市柳堤区人民政府", GOVERNMENT, "堤区县"),
        ("云岭市人民政府", GOVERNMENT, "云岭市柳堤区人民政府"),
        ("云岭市教育委员会", DEPARTMENT, "云岭市"),
        ("云岭市教育委员会", DEPARTMENT, "市卫健委"),
        ("云岭市柳堤区司法局", DEPARTMENT, "柳堤区财政局"),
        ("澄溪县双河镇人民政府", TOWN, "澄溪县"),
        ("澄溪县双河镇人民政府", TOWN, "三河镇"),
        ("云岭高新区管委会", ZONE, "云岭市"),
    ],
)
def test_another_body_is_refused(issuer: str, kind: IssuerKind, body: str) -> None:
    assert choose(issuer, kind, body) == (Decision.REFUSE, "foreign_issuer")


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("https://www.example.gov.cn/a.html", "adjacent"),
        ("http://www.example.gov.cn/a.html", "adjacent"),
        ("https://files.example.gov.cn:8443/a.html", "adjacent"),
        ("https://files.example.gov.cn/a.html", "off_host"),
        ("https://www.example.gov.cn:8080/a.html", "off_host"),
        ("https://example.gov.cn/a.html", "off_host"),
        ("https://www.example.gov.cn.evil.example/fzzfjsbg/a.html", "off_host"),
        ("https://mirror.example/www.example.gov.cn/fzzfjsbg/a.html", "off_host"),
    ],
)
def test_only_the_sources_hosts_are_taken(url: str, rule: str) -> None:
    made = source("柳堤区人民政府", GOVERNMENT, "files.example.gov.cn:8443")
    chosen = select_candidate(Candidate(url, "柳堤区2023年法治政府建设情况报告"), made)
    assert chosen.rule == rule
    assert (chosen.decision is Decision.REFUSE) == (rule == "off_host")
    assert chosen.reading.year == 2023


def test_allowed_hosts_are_listings_and_hosts() -> None:
    made = source("柳堤区人民政府", GOVERNMENT, "files.example.gov.cn:8443")
    assert allowed_hosts(made) == {"www.example.gov.cn", "files.example.gov.cn:8443"}


def test_the_title_decides_the_rest() -> None:
    made = source("柳堤区人民政府")
    for title, decision in (
        ("《柳堤区2023年法治政府建设情况报告》解读", Decision.REFUSE),
        ("柳堤区2023年法治政府建设", Decision.NEEDS_REVIEW),
        ("首页", Decision.REFUSE),
    ):
        assert select_candidate(Candidate("https://www.example.gov.cn/a", title), made).decision is decision


@pytest.mark.parametrize("is_row", [True, False])
@pytest.mark.parametrize(
    ("title", "as_row", "as_furniture"),
    [
        ("柳堤区2023年法治政府建设情况报告", "adjacent", "adjacent"),
        ("柳堤县2023年法治政府建设情况报告", "unsure_issuer", "furniture"),
        ("长汀区2023年法治政府建设情况报告", "foreign_issuer", "foreign_issuer"),
    ],
)
def test_doubt_is_for_rows_only(title: str, as_row: str, as_furniture: str, is_row: bool) -> None:
    candidate = Candidate("https://www.example.gov.cn/a.html", title)
    chosen = select_candidate(candidate, source("云岭市柳堤区人民政府"), is_row=is_row)
    assert chosen.rule == (as_row if is_row else as_furniture)


HOST = "https://www.example.gov.cn/"


@pytest.mark.parametrize(
    ("pages", "kept"),
    [
        ([("a_wap.html", "2024-03-01"), ("a.html", "2024-03-05")], "a.html"),
        ([("a_wap.html", "2024-03-01"), ("b_wap.html", "2024-03-05")], "a_wap.html"),
        # put up again years later: it was published when it first was
        ([("again.html", "2024-11-08"), ("first.html", "2023-03-01")], "first.html"),
        ([("undated.html", None), ("dated.html", "2024-03-01")], "dated.html"),
        ([("one.html", "2024-03-01"), ("two.html", "2024-03-01")], "one.html"),
        ([("one.html", None), ("two.html", None)], "one.html"),
        ([("only.html", None)], "only.html"),
    ],
)
def test_which_page_of_a_report_is_kept(pages: list[tuple[str, str | None]], kept: str) -> None:
    assert preferred([Candidate(HOST + name, "甲", day) for name, day in pages]).url == HOST + kept


@pytest.mark.parametrize(
    ("url", "scheme", "asked"),
    [
        ("https://www.example.gov.cn/a?b=1", "http", "http://www.example.gov.cn/a?b=1"),
        ("http://www.example.gov.cn/a", "https", "https://www.example.gov.cn/a"),
        ("http://www.example.gov.cn/a", "", "http://www.example.gov.cn/a"),
        ("https://other.example/a", "http", "https://other.example/a"),
        ("https://www.example.gov.cn:8443/a", "http", "https://www.example.gov.cn:8443/a"),
    ],
)
def test_links_on_a_sources_hosts_are_asked_by_its_scheme(url: str, scheme: str, asked: str) -> None:
    assert with_scheme(url, scheme, {"www.example.gov.cn"}) == asked
