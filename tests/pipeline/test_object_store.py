"""The whole job with its raw bytes in an S3 bucket: harvest, verify, gc, raw and export."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from fsspec import filesystem

from reportarchive.capture import open_store
from reportarchive.demo import serve
from reportarchive.model import Scope
from reportarchive.pipeline.gather.harvest import harvest
from reportarchive.pipeline.holdings import open_holdings
from reportarchive.pipeline.keep.export import export_warc
from reportarchive.pipeline.keep.garbage import sweep
from reportarchive.pipeline.keep.kept import report_bytes
from reportarchive.pipeline.keep.verify import check_holdings


@pytest.fixture
def in_bucket(tmp_path, bucket, settings_for):
    with serve(1) as site:
        settings = settings_for(tmp_path / "home", site, raw_url=bucket)
        with open_holdings(settings) as holdings:
            tally = harvest(holdings, Scope(years=(2025,)))
    assert not tally.problems
    return settings


def test_a_harvest_into_a_bucket_is_whole(in_bucket, bucket, tmp_path):
    checked = check_holdings(in_bucket)
    assert (checked.findings, checked.orphans) == ((), ())
    assert checked.objects == len(list(open_store(bucket).digests())) > 20
    assert not (tmp_path / "home" / "raw").exists()
    assert "法治政府建设" in report_bytes(in_bucket, "990101/2025").decode("gb18030")


def test_verify_names_what_is_altered_and_missing_in_a_bucket(in_bucket, bucket):
    system = filesystem("s3", skip_instance_cache=True)
    first, second = sorted(system.find(bucket))[:2]
    system.pipe_file(first, system.cat_file(first)[:-1])
    system.rm_file(second)
    findings = check_holdings(in_bucket).findings
    assert sum("was altered" in finding for finding in findings) == 1
    assert sum("is missing below s3://" in finding for finding in findings) == 1
    assert len(findings) == 2


def test_gc_and_export_work_on_a_bucket(in_bucket, bucket, tmp_path):
    orphan = open_store(bucket).put(b"kept, and killed before its row")
    assert [entry.digest for entry in sweep(in_bucket)] == []  # younger than a day
    now = datetime.now(UTC) + timedelta(days=2)
    assert [entry.digest for entry in sweep(in_bucket, now=now, is_dry_run=True)] == [orphan]
    assert [entry.digest for entry in sweep(in_bucket, now=now)] == [orphan]
    assert check_holdings(in_bucket).findings == check_holdings(in_bucket).orphans == ()
    written = export_warc(in_bucket, Scope(), tmp_path / "warc")
    assert (written.problems, len(written.files)) == ([], 1)
