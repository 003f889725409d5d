-- title: What people corrected
-- description: Every correction, the latest first: which field of which report, what was read, what it became, who says so
--   and why. An orphaned one no longer finds its place in the text and waits for a person.
-- :division text null  GB/T 2260 code; null means all
-- :state text null  applied, orphaned or withdrawn; null means all
SELECT division_code, division_name, issuer, year, field, was, becomes, quote, state, author, reason, note, recorded_at,
    report_id, correction_id
FROM correction_ledger
WHERE (CAST(:division AS TEXT) IS NULL OR division_code = :division)
    AND (CAST(:state AS TEXT) IS NULL OR state = :state)
ORDER BY recorded_at DESC, correction_id DESC
