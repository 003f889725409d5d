"""Requests read one after the other, and the bytes that rows refer to, on both engines."""

from __future__ import annotations

import hashlib

import pytest

from reportarchive.archive import Archive, body_digest, count_exchanges, exchanges, without_row
from reportarchive.archive.requests import exchange as reading
from reportarchive.errors import UnknownName
from reportarchive.model import Outcome, Scope


@pytest.fixture(params=["sqlite", "postgresql"])
def desk(request, tmp_path, factory):
    url = f"sqlite:///{tmp_path / 'a.db'}" if request.param == "sqlite" else request.getfixturevalue("database")
    with Archive.create(url) as archive:
        yield factory.Desk(archive)


def digest(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()


def test_every_request_is_yielded_once_in_order(desk, monkeypatch):
    monkeypatch.setattr(reading, "BATCH", 3)  # pages of a few rows, so that there are several
    for rows in range(8):
        found = list(exchanges(desk.archive, Scope()))
        assert [one.fetch_id for one in found] == list(range(1, rows + 1))
        assert count_exchanges(desk.archive, Scope()) == rows
        desk.fetch(str(rows))


def test_a_request_is_told_as_it_was_made(desk):
    headers, redirects = (("Server", "a"), ("X", "\u00d6")), ("http://gov1.example/b.html",)
    desk.fetch("page", headers=headers, redirects=redirects, status=203, requested_at="2024-05-01T00:00:00Z")
    desk.fetch("", headers=(), status=None, outcome=Outcome.TIMEOUT)
    answered, lost = exchanges(desk.archive, Scope())
    assert (answered.status, answered.headers, answered.redirects) == (203, headers, redirects)
    assert (answered.requested_at, answered.sha256) == ("2024-05-01T00:00:00Z", digest("page"))
    assert (lost.status, lost.headers, lost.outcome, lost.sha256) == (None, (), "timeout", None)


@pytest.mark.parametrize(
    ("scope", "wanted"),
    [
        ({}, {"report", "of 2023", "listing", "other source"}),
        ({"years": (2023,)}, {"report", "of 2023", "other source"}),
        ({"years": (2024,)}, set()),
        ({"sources": ("yang-1",)}, {"report", "of 2023", "listing"}),
        ({"sources": ("yang-2",)}, {"other source"}),
        ({"sources": ("yang-1", "yang-2"), "years": (2023,)}, {"report", "of 2023", "other source"}),
        ({"divisions": ("999999",)}, set()),
    ],
)
def test_a_scope_names_requests_by_their_source_place_and_year(desk, factory, scope, wanted):
    desk.store(factory.make_report(), body="report")
    desk.fetch("of 2023")
    desk.fetch("listing", purpose="listing")
    desk.fetch("other source", source=2)
    found = {one.sha256 for one in exchanges(desk.archive, Scope(**scope))}
    assert found == {digest(body) for body in wanted}
    assert count_exchanges(desk.archive, Scope(**scope)) == len(wanted)


def test_a_division_is_that_of_the_source_or_of_the_report(desk, factory):
    stored = desk.store(factory.make_report(), body="report")
    desk.fetch("listing", purpose="listing")
    code = stored.report_id[:6]
    found = {one.sha256 for one in exchanges(desk.archive, Scope(divisions=(code,)))}
    assert found == {digest("report"), digest("listing")}


def test_a_version_names_its_bytes(desk, factory):
    stored = desk.store(factory.make_report(), body="first")
    desk.store(factory.make_report(factory.TEXT.replace("全年", "全年共")), body="second")
    assert body_digest(desk.archive, stored.report_id) == digest("second")
    assert body_digest(desk.archive, stored.report_id, 1) == digest("first")
    assert body_digest(desk.archive, stored.report_id, 2) == digest("second")
    with pytest.raises(UnknownName, match="has no version 3; it has 1, 2"):
        body_digest(desk.archive, stored.report_id, 3)
    with pytest.raises(UnknownName, match="no report"):
        body_digest(desk.archive, "990101/1999")


def test_what_no_row_refers_to_is_told(desk):
    desk.fetch("page")
    assert without_row(desk.archive, {digest("page"), digest("orphan")}) == {digest("orphan")}
