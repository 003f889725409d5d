-- title: What was planned for the next year
-- description: Quantities that are targets: under a plan section, or after words like 力争 and 目标.
-- :division text null  GB/T 2260 code; null means all
-- :year int null  the year reported on (the plan is for the next); null means all
SELECT division_code, division_name, issuer, year, label, surface, value, unit, indicator, sentence, report_id
FROM metric_current
WHERE
    is_target = 1
    AND (CAST(:division AS TEXT) IS NULL OR division_code = :division)
    AND (CAST(:year AS INTEGER) IS NULL OR year = :year)
ORDER BY division_code, issuer, year, kind, seq
