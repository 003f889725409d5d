-- title: Reports as they are now
-- grain: one row per report (its current version)
-- columns:
--   report_id      citable name, the same in every archive
--   division_code  GB/T 2260 code;  division_name  its name
--   issuer         the body that signs;  issuer_kind  government, department, town, zone
--   year           the year reported on;  kind  annual, half_year, multi_year, npc_report
--   period_start, period_end   ISO dates of the period
--   title, doc_no, index_no, publisher   as written on the page
--   published_on, written_on   ISO dates;  published_on_source, written_on_source   where each was found
--   url            where it is published now;  source_id  the source that lists it
--   text           as written; all offsets are code points into it
--   residue_rate   share of numerals neither a metric nor explained
--   version_id, version_no, reason   the version and why it was written (first, source, parser, correction)
--   parser_version, body_sha256, recorded_from   the code that read it, the kept bytes, when it was recorded (UTC)
CREATE VIEW report_current AS
SELECT
    r.report_id,
    i.division_code,
    d.name AS division_name,
    i.name AS issuer,
    r.year,
    r.kind,
    v.title,
    v.published_on,
    v.written_on,
    v.doc_no,
    r.url,
    v.text,
    v.residue_rate,
    v.version_id,
    i.kind AS issuer_kind,
    r.period_start,
    r.period_end,
    v.published_on_source,
    v.written_on_source,
    v.index_no,
    v.publisher,
    r.source_id,
    v.version_no,
    v.reason,
    v.parser_version,
    v.body_sha256,
    v.recorded_from
FROM report r
JOIN report_version v ON v.report_id = r.report_id AND v.recorded_to IS NULL
JOIN issuer i ON i.issuer_id = r.issuer_id
JOIN division d ON d.code = i.division_code
