"""Which addresses are connected to, and which URLs are asked at all."""

from __future__ import annotations

import pytest

from reportarchive.fetch.addresses import Refusal, Target, is_allowed_host, parse_target, refused_address
from reportarchive.model import Outcome


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"])
def test_public_addresses_are_asked(address: str) -> None:
    assert refused_address(address, allow_loopback=False) is None


@pytest.mark.parametrize(
    "address",
    [
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "100.64.0.1",
        "169.254.169.254",
        "0.0.0.0",  # noqa: S104 - an address to refuse, not to bind
        "224.0.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "198.18.0.1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "::ffff:127.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
        "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1",
        "not an address",
    ],
)
def test_other_addresses_are_refused_also_when_loopback_is_allowed(address: str) -> None:
    assert refused_address(address, allow_loopback=True)


@pytest.mark.parametrize("address", ["127.0.0.1", "127.200.3.4", "::1"])
def test_loopback_is_a_permission(address: str) -> None:
    assert "REPORTARCHIVE_ALLOW_LOOPBACK" in str(refused_address(address, allow_loopback=False))
    assert refused_address(address, allow_loopback=True) is None


@pytest.mark.parametrize(
    "url",
    [
        "ftp://www.example.gov.cn/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "//www.example.gov.cn/",
        "/a/b",
        "",
        "http://",
        "http://user@www.example.gov.cn/",
        "http://user:word@www.example.gov.cn/",
        "http://www.example.gov.cn:99999/",
        "http://www.example.gov.cn:0/",
        "http://www.example.gov.cn:x/",
        "http://[::1/",
        "http://a\x00b/",
        "http://" + "a" * 3000,
    ],
)
def test_bad_urls_are_refused(url: str) -> None:
    refusal = parse_target(url)
    assert isinstance(refusal, Refusal)
    assert refusal.outcome is Outcome.ADDRESS_REFUSED


@pytest.mark.parametrize(
    ("url", "hosts", "allowed"),
    [
        ("https://www.example.gov.cn/a", ["www.example.gov.cn"], True),
        ("http://WWW.EXAMPLE.gov.cn./a", ["www.Example.gov.cn"], True),
        ("https://www.example.gov.cn:443/a", ["www.example.gov.cn"], True),
        ("https://www.example.gov.cn/a", ["www.example.gov.cn:443"], True),
        ("https://www.example.gov.cn:8443/a", ["www.example.gov.cn"], False),
        ("https://www.example.gov.cn:8443/a", ["www.example.gov.cn:8443"], True),
        ("https://example.gov.cn/a", ["www.example.gov.cn"], False),
        ("https://www.example.gov.cn.evil.example/a", ["www.example.gov.cn"], False),
        ("https://evil.example/www.example.gov.cn", ["www.example.gov.cn"], False),
        ("http://127.0.0.1:8001/", ["127.0.0.1:8000"], False),
        ("http://[::1]:8000/", ["[::1]:8000"], True),
        ("https://www.example.gov.cn/a", [], False),
    ],
)
def test_allow_list(url: str, hosts: list[str], allowed: bool) -> None:
    target = parse_target(url)
    assert isinstance(target, Target)
    assert is_allowed_host(target, hosts) is allowed


@pytest.mark.parametrize(
    ("url", "slot"),
    [
        ("https://www.example.gov.cn/a", "www.example.gov.cn"),
        ("http://www.example.gov.cn:8888/a", "www.example.gov.cn"),
        ("http://127.0.0.1:8001/", "127.0.0.1:8001"),
        ("http://localhost/", "localhost:80"),
    ],
)
def test_pacing_is_per_host_and_on_loopback_per_port(url: str, slot: str) -> None:
    target = parse_target(url)
    assert isinstance(target, Target)
    assert target.slot == slot
