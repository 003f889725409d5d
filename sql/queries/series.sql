-- title: One indicator through the years
-- description: Every result (not target) reported for an indicator, division by division, year by year, with the
--   words it was printed in. A report may state an indicator more than once (a total and its parts).
-- :indicator text review.cases_accepted  code of the indicator list
-- :division text null  GB/T 2260 code; null means all
SELECT division_code, division_name, issuer, year, value, unit, bound, change, surface, section_path, report_id
FROM metric_current
WHERE
    indicator = :indicator
    AND is_target = 0
    AND (CAST(:division AS TEXT) IS NULL OR division_code = :division)
ORDER BY division_code, issuer, year, kind, seq
