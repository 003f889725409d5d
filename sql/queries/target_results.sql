-- title: Targets against results
-- description: Each target of a plan with an indicator, beside what the same body reported for it a year later, in the
--   same unit. is_met is 1 or 0 where the target names a direction (以上, 不少于: over; 以内, 不超过: under), null where it
--   does not; a year without a result is left out, for silence is no failure.
-- :year int null  the year whose report holds the plan; null means all
-- :division text null  GB/T 2260 code; null means all
-- :indicator text null  code of the indicator list; null means all
SELECT
    t.division_code,
    t.division_name,
    t.issuer,
    t.year AS planned_in,
    t.indicator,
    t.bound,
    t.value AS target,
    r.value AS result,
    t.unit,
    CASE t.bound
        WHEN 'over' THEN CASE WHEN r.value >= t.value THEN 1 ELSE 0 END
        WHEN 'under' THEN CASE WHEN r.value <= t.value THEN 1 ELSE 0 END
    END AS is_met,
    t.surface AS target_surface,
    r.surface AS result_surface,
    t.sentence AS target_sentence,
    t.report_id AS target_report_id,
    r.report_id AS result_report_id
FROM metric_current t
JOIN indicator_total r
    ON r.division_code = t.division_code
    AND r.issuer = t.issuer
    AND r.kind = t.kind
    AND r.year = t.year + 1
    AND r.indicator = t.indicator
    AND r.unit = t.unit
WHERE
    t.is_target = 1
    AND t.change IS NULL
    AND (CAST(:year AS INTEGER) IS NULL OR t.year = :year)
    AND (CAST(:division AS TEXT) IS NULL OR t.division_code = :division)
    AND (CAST(:indicator AS TEXT) IS NULL OR t.indicator = :indicator)
ORDER BY t.division_code, t.issuer, t.year, t.report_id, t.seq
