-- title: Sections by role
-- description: What the reports say under one role, section by section: shortcomings, plan, leadership, measures.
-- :role text shortcomings  measures, shortcomings, leadership, plan, preamble, topic, closing or annex
-- :year int null  the year reported on; null means all
-- :division text null  GB/T 2260 code; null means all
SELECT division_code, division_name, issuer, year, path, level, title, own_text, report_id, char_start, own_end
FROM section_current
WHERE
    role = :role
    AND (CAST(:year AS INTEGER) IS NULL OR year = :year)
    AND (CAST(:division AS TEXT) IS NULL OR division_code = :division)
ORDER BY division_code, issuer, year, report_id, seq
