-- title: Growth over several years
-- description: The total each body reported for an indicator in the first and in the last year of a span, in the same
--   unit, and the growth in per cent; whoever lacks one of the two years is left out.
-- :indicator text review.cases_accepted  code of the indicator list
-- :from int 2019  the first year
-- :to int 2024  the last year
-- :division text null  GB/T 2260 code; null means all
SELECT
    n.division_code,
    n.division_name,
    n.issuer,
    b.year AS from_year,
    n.year AS to_year,
    b.value AS before,
    n.value,
    n.unit,
    n.value - b.value AS change_absolute,
    CASE WHEN b.value <> 0 THEN (n.value - b.value) * 100.0 / b.value END AS growth_percent,
    (
        SELECT COUNT(*)
        FROM indicator_total y
        WHERE y.division_code = n.division_code AND y.issuer = n.issuer AND y.kind = n.kind
            AND y.indicator = n.indicator AND y.unit = n.unit AND y.year BETWEEN b.year AND n.year
    ) AS years_with_a_value,
    b.report_id AS from_report_id,
    n.report_id AS to_report_id
FROM indicator_total n
JOIN indicator_total b
    ON b.division_code = n.division_code
    AND b.issuer = n.issuer
    AND b.kind = n.kind
    AND b.indicator = n.indicator
    AND b.unit = n.unit
    AND b.year = :from
WHERE
    n.indicator = :indicator
    AND n.kind = 'annual'
    AND n.year = :to
    AND (CAST(:division AS TEXT) IS NULL OR n.division_code = :division)
ORDER BY growth_percent DESC NULLS LAST, n.division_code, n.issuer, n.unit
