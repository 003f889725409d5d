-- title: What people corrected, and what became of it
-- grain: one row per correction
-- columns:
--   report_id, division_code, division_name, issuer, year, kind   as in report_current
--   correction_id  its number;  field  what is corrected;  was, becomes  the reading before, and the one put in its place
--   quote, section   the characters it is anchored to and the section they stood in, empty for a field of the report
--   author, reason   who and why;  recorded_at, withdrawn_at  UTC; withdrawn_at is null while it holds
--   state          applied | orphaned (its place is not there any more) | withdrawn;  note  why it is orphaned
CREATE VIEW correction_ledger AS
SELECT
    r.report_id,
    i.division_code,
    d.name AS division_name,
    i.name AS issuer,
    r.year,
    r.kind,
    c.correction_id,
    c.field,
    c.was,
    c.becomes,
    c.quote,
    c.section,
    c.author,
    c.reason,
    c.recorded_at,
    c.withdrawn_at,
    c.state,
    c.note
FROM correction c
JOIN report r ON r.report_id = c.report_id
JOIN issuer i ON i.issuer_id = r.issuer_id
JOIN division d ON d.code = i.division_code
