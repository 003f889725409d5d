-- title: Numbers changed after they were published
-- description: Every number that came, went or changed because a page was edited, the latest edit first. Changes of the
--   parser and corrections by hand are no edits; they are in the view metric_diff.
-- :year int null  the year reported on; null means all
-- :division text null  GB/T 2260 code; null means all
SELECT
    division_code,
    division_name,
    issuer,
    year,
    recorded_from AS noticed_at,
    difference,
    summary,
    sentence_before,
    sentence_after,
    report_id,
    version_no
FROM metric_diff
WHERE reason = 'source'
    AND (CAST(:year AS INTEGER) IS NULL OR year = :year)
    AND (CAST(:division AS TEXT) IS NULL OR division_code = :division)
ORDER BY recorded_from DESC, report_id, version_no, COALESCE(seq_after, seq_before), seq_before NULLS LAST
