"""Corrections: anchored to characters, applied at every reading, orphaned when their place is gone, never dropped."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import text

from reportarchive.archive import Correction, Incoming, Origin, apply_corrections, check_archive, read_field, rows_of
from reportarchive.errors import ArchiveError, InputError, UnknownName, UsageError
from reportarchive.model import IssueCode, Report, Role, Section

QUOTE = "办理行政复议案件530余件"
FIX = Correction(0, "value", "531", "王某", "附件表二", QUOTE)


def by_hand(desk, recorded_at="2025-02-01T00:00:00Z"):
    fetch_id = desk.archive.capture_of("990101-2023-annual").fetch_id
    return Origin(fetch_id, "yang-1", "1", recorded_at, is_replay=True, is_correction=True)


def correct(desk, report, made):
    stored, known = desk.archive.correct(report, [made], origin=by_hand(desk))
    return stored, known[0]


def current(desk):
    return desk.archive.report_rows("990101-2023-annual")


def values(desk):
    return {row["surface"]: row["value_text"] for row in current(desk).metrics}


@pytest.fixture
def corrected(desk, factory):
    desk.store(factory.make_report())
    stored, _ = correct(desk, factory.make_report(), FIX)
    assert stored.change == "corrected"
    return desk


def test_a_correction_is_a_version_that_says_who_and_why(corrected):
    rows = current(corrected)
    assert (rows.report["version_no"], rows.report["reason"]) == (2, "correction")
    assert values(corrected)["530余件"] == "531"
    (told,) = [row for row in rows.issues if row["code"] == "correction.applied"]
    assert told["message"] == "value 530 -> 531, by 王某: 附件表二"
    assert rows.report["text"][told["char_start"] : told["char_end"]] == "530余件"
    assert check_archive(corrected.archive) == []


def test_it_knows_what_was_read_before_and_where(corrected):
    (row,) = corrected.archive.corrections("990101-2023-annual")
    assert (row["was"], row["becomes"], row["section"], row["state"]) == (
        "530",
        "531",
        "1.1 主要举措和成效 / 依法化解矛盾",
        "applied",
    )


def test_reading_the_same_page_again_writes_nothing(corrected, factory):
    assert corrected.store(factory.make_report()).change == "unchanged"
    assert corrected.store(factory.make_report(), parser="2").change == "unchanged"


def test_it_survives_an_edit_elsewhere_and_a_renumbered_section(corrected, factory):
    edited = factory.TEXT.replace("组建7支队伍", "组建8支队伍").replace("（一）依法", "（一）依规")
    report = factory.make_report(edited)
    moved = [replace(one, path=(1, 2)) if one.path == (1, 1) else one for one in report.sections]
    metrics = [replace(one, section=(1, 2)) if one.section == (1, 1) else one for one in report.metrics]
    report = replace(report, sections=tuple(moved), metrics=tuple(metrics))
    assert corrected.store(report, body="edited").change == "edited"
    assert values(corrected)["530余件"] == "531"


def test_it_survives_another_reading_of_the_same_number(corrected, factory):
    report = factory.make_report()
    other = replace(report, metrics=(replace(report.metrics[0], value="529"), *report.metrics[1:]))
    assert corrected.store(other, parser="2").change == "reparsed"
    assert values(corrected)["530余件"] == "531"


def test_where_its_quote_is_gone_it_is_orphaned_and_listed(corrected, factory):
    edited = factory.make_report(factory.TEXT.replace("办理行政复议", "受理行政复议"))
    assert corrected.store(edited, body="edited").change == "edited"
    assert values(corrected)["530余件"] == "530"
    (row,) = corrected.archive.corrections()
    assert (row["state"], row["note"]) == ("orphaned", "the quote is gone")
    assert [one["code"] for one in current(corrected).issues] == ["correction.orphaned"]
    with corrected.archive.engine.connect() as connection:
        assert connection.execute(text("SELECT code FROM issue_open")).scalars().all() == ["correction.orphaned"]
    assert corrected.store(factory.make_report(), body="back again").change == "edited"
    assert values(corrected)["530余件"] == "531"
    assert corrected.archive.corrections()[0]["state"] == "applied"


def test_a_withdrawn_correction_is_kept_and_does_nothing(corrected, factory):
    origin = by_hand(corrected, "2025-03-01T00:00:00Z")
    (row,) = corrected.archive.corrections()
    stored = corrected.archive.withdraw_correction(row["correction_id"], factory.make_report(), origin=origin)
    assert stored.change == "corrected"
    assert values(corrected)["530余件"] == "530"
    assert corrected.archive.corrections()[0]["state"] == "withdrawn"
    with pytest.raises(UnknownName, match="was withdrawn"):
        corrected.archive.withdraw_correction(row["correction_id"], factory.make_report(), origin=origin)


def test_what_a_newer_parser_reads_otherwise_is_no_doing_of_the_corrector(desk, factory):
    desk.store(factory.make_report())
    newer = factory.make_report(doc_no="甲政〔2024〕1号")
    _, made = correct(desk, newer, FIX)
    newest = factory.make_report(doc_no="甲政〔2024〕2号")
    desk.archive.withdraw_correction(made.correction_id, newest, origin=by_hand(desk))
    with desk.archive.engine.connect() as connection:
        reasons = connection.execute(text("SELECT reason, doc_no FROM report_version ORDER BY version_no")).all()
    assert reasons == [
        ("first", None),
        ("parser", "甲政〔2024〕1号"),
        ("correction", "甲政〔2024〕1号"),
        ("parser", "甲政〔2024〕2号"),
        ("correction", "甲政〔2024〕2号"),
    ]


def test_kept_bytes_that_were_overtaken_orphan_nothing(corrected, factory):
    late = by_hand(corrected)
    edited = factory.make_report(factory.TEXT.replace("组建7支队伍", "组建8支队伍"))
    assert corrected.store(edited, body="edited").change == "edited"
    stale = factory.make_report(factory.TEXT.replace("办理行政复议", "受理行政复议"))
    assert corrected.archive.store(stale, origin=replace(late, is_correction=False)).change == "unchanged"
    assert corrected.archive.corrections()[0]["state"] == "applied"


def test_withdrawing_one_of_two_dates_leaves_the_other(desk, factory):
    desk.store(factory.make_report())
    made = [
        correct(desk, factory.make_report(), Correction(0, "published_on", day, "王某", "见原件"))[1]
        for day in ("2024-03-30", "2024-03-29")
    ]
    desk.archive.withdraw_correction(made[0].correction_id, factory.make_report(), origin=by_hand(desk))
    assert current(desk).report["published_on"] == "2024-03-29"
    assert [one["state"] for one in desk.archive.corrections()] == ["withdrawn", "applied"]


def doubled(factory, *, inserted=False):
    """A report whose quote stands in 1 and in 2; with a section inserted before, in 2 and in 3."""
    lines = ["一、甲", "受理530件。", "二、乙", "受理530件。"]
    lines = ["一、新", "无。", "二、甲", "受理530件。", "三、乙", "受理530件。"] if inserted else lines
    written = "\n".join([*lines, ""])
    sections, at = list[Section](), 0
    for number, (heading, body) in enumerate(zip(lines[::2], lines[1::2], strict=True), 1):
        end = at + len(heading) + len(body) + 2
        sections.append(Section((number,), heading[:2], 1, heading[2:], Role.MEASURES, at, at + len(heading), end))
        at = end
    metrics, first = [], factory.make_report().metrics[0]
    for one in sections:
        start = written.find("530件", one.start, one.end)
        if start >= 0:
            span = {"start": start, "end": start + 4, "sentence_start": start - 2, "sentence_end": start + 5}
            metrics.append(replace(first, surface="530件", section=one.path, **span))
    return Report(factory.make_document(), written, tuple(sections), tuple(metrics), (), (), ())


def test_a_quote_that_stands_twice_never_goes_over_to_the_section_that_took_its_number(factory):
    made = replace(FIX, quote="受理530件", section="2")
    report, (verdict,) = apply_corrections(doubled(factory), [made])
    assert [one.value for one in report.metrics] == ["530", "531"]
    kept = replace(made, correction_id=1, section=verdict.section)
    again, _ = apply_corrections(doubled(factory), [kept])
    assert [one.value for one in again.metrics] == ["530", "531"]
    moved, (verdict,) = apply_corrections(doubled(factory, inserted=True), [kept])
    assert [one.value for one in moved.metrics] == ["530", "530"]
    assert (verdict.state, verdict.note[:29]) == ("orphaned", "the quote stands in 2 places;")


def test_a_bulk_of_reports_leaves_corrected_ones_to_be_stored_alone(corrected, factory):
    capture = corrected.archive.capture_of("990101-2023-annual")
    plain = Incoming(rows_of(factory.make_report()), Origin(capture.fetch_id, "yang-1", "2", factory.NOW, True))
    assert corrected.archive.store_all([plain]) == []
    assert values(corrected)["530余件"] == "531"


def test_what_has_changed_meanwhile_is_not_corrected_blindly(corrected, factory):
    late = Origin(corrected.fetch("list", purpose="listing"), "yang-1", "1", factory.NOW, True, True)
    with pytest.raises(ArchiveError, match="changed just now"):
        corrected.archive.correct(factory.make_report(), [replace(FIX, becomes="532")], origin=late)
    assert len(corrected.archive.corrections()) == 1


PLACES = {
    "the quote is gone": replace(FIX, quote="办理行政诉讼案件530余件"),
    "the quote stands in 4 places": replace(FIX, quote="年"),
    "the quote holds 2 quantities": replace(FIX, quote="530余件，较去年提升8.88%"),
    "the quote holds 0 quantities, not one; 7 is unexplained": replace(FIX, quote="组建7支队伍"),
    "the quote holds 0 quantities, not one$": replace(FIX, quote="依法化解矛盾"),
    "no such heading": replace(FIX, field="role", becomes="plan", quote="全年办理"),
}


@pytest.mark.parametrize("message", PLACES)
def test_a_correction_without_a_clear_place_is_refused_whole(desk, factory, message):
    desk.store(factory.make_report())
    with pytest.raises(InputError, match=message):
        correct(desk, factory.make_report(), PLACES[message])
    assert desk.archive.corrections() == []
    assert current(desk).report["version_no"] == 1


def test_several_fields_are_corrected_together_or_not_at_all(desk, factory):
    desk.store(factory.make_report())
    both = [FIX, replace(FIX, field="unit", becomes="起")]
    with pytest.raises(InputError, match="role is not corrected"):
        desk.archive.correct(factory.make_report(), [*both, PLACES["no such heading"]], origin=by_hand(desk))
    assert (desk.archive.corrections(), current(desk).report["version_no"]) == ([], 1)
    stored, known = desk.archive.correct(factory.make_report(), both, origin=by_hand(desk))
    assert (stored.change, [one.was for one in known]) == ("corrected", ["530", "件"])
    assert current(desk).report["version_no"] == 2


def test_a_field_of_another_version_of_this_program_is_orphaned(factory):
    _, (verdict,) = apply_corrections(factory.make_report(), [replace(FIX, correction_id=1, field="colour")])
    assert (verdict.state, verdict.note) == ("orphaned", "'colour' is no field that can be corrected")


FIELDS = {
    ("value", "12"): lambda report: report.metrics[0].value,
    ("upper", "540"): lambda report: report.metrics[0].upper,
    ("unit", "起"): lambda report: report.metrics[0].unit,
    ("bound", "exact"): lambda report: report.metrics[0].bound,
    ("change", "up"): lambda report: report.metrics[0].change,
    ("indicator", "mediation.cases"): lambda report: report.metrics[0].indicator,
    ("is_target", "1"): lambda report: str(int(report.metrics[0].is_target)),
    ("reason", "hotline"): lambda report: next(one.reason for one in report.numerals if one.surface == "530余件"),
    ("section_title", "化解矛盾"): lambda report: report.sections[2].title,
    ("role", "topic"): lambda report: report.sections[2].role,
    ("title", "甲区2023年报告"): lambda report: report.document.title,
    ("published_on", "2024-03-30"): lambda report: report.document.published_on,
    ("written_on", "2024-03-29"): lambda report: report.document.written_on,
    ("doc_no", "甲政〔2024〕1号"): lambda report: report.document.doc_no,
}


@pytest.mark.parametrize(("field", "becomes"), FIELDS)
def test_each_field_becomes_what_it_is_corrected_to(factory, field, becomes):
    quote = {"section_title": "依法化解矛盾", "role": "依法化解矛盾"}.get(field, QUOTE if field in METRIC else "")
    made = Correction(1, field, read_field(field, becomes, {"mediation.cases"}), "王某", "核对原件", quote)
    report, (verdict,) = apply_corrections(factory.make_report(), [replace(made, was=_was(factory, field))])
    assert FIELDS[field, becomes](report) == becomes
    assert verdict.state == "applied"
    assert [issue.code for issue in report.issues] == [IssueCode.CORRECTION_APPLIED]
    rows_of(report)  # its spans and its tree still hold


METRIC = {"value", "upper", "unit", "bound", "change", "indicator", "is_target", "reason"}


def _was(factory, field):
    return getattr(factory.make_report().document, field, None)


def test_a_number_that_is_none_is_explained_and_no_numeral_is_lost(factory):
    before = factory.make_report()
    made = Correction(1, "reason", "word", "王某", "不是数量", QUOTE)
    after, _ = apply_corrections(before, [made])
    assert len(after.metrics) == len(before.metrics) - 1
    assert [one.start for one in after.numerals] == sorted(one.start for one in after.numerals)
    assert len(after.numerals) == len(before.numerals) + 1


def test_a_corrected_date_is_orphaned_when_the_page_says_a_third(factory):
    made = Correction(1, "published_on", "2024-03-30", "王某", "见原件", was="2024-03-31")
    for published, state, shown in (
        ("2024-03-31", "applied", "2024-03-30"),
        ("2024-03-30", "applied", "2024-03-30"),
        ("2024-04-02", "orphaned", "2024-04-02"),
    ):
        report, (verdict,) = apply_corrections(factory.make_report(published_on=published), [made])
        assert (verdict.state, report.document.published_on) == (state, shown)


def test_a_page_that_says_it_itself_by_now_has_nothing_told(factory):
    made = Correction(1, "published_on", "2024-03-30", "王某", "见原件", was="2024-03-31")
    report, _ = apply_corrections(factory.make_report(published_on="2024-03-30"), [made])
    assert report.issues == ()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("colour", "red", "cannot be corrected; the fields are value, upper"),
        ("value", "many", "an exact decimal"),
        ("value", "1e3", "an exact decimal"),
        ("value", "", "cannot be empty"),
        ("bound", "most", "one of exact, over"),
        ("role", "chapter", "one of measures"),
        ("published_on", "2024-3-1", "a day as YYYY-MM-DD"),
        ("published_on", "20240301", "a day as YYYY-MM-DD"),
        ("indicator", "no.such", "there is no indicator"),
        ("title", "two\nlines", "one line of text"),
    ],
)
def test_what_a_field_cannot_become_is_refused_in_one_line(field, value, message):
    with pytest.raises(UsageError, match=message) as refused:
        read_field(field, value, {"mediation.cases"})
    assert "\n" not in str(refused.value)
