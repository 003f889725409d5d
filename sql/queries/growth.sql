-- title: Year on year
-- description: The largest level a government reported for an indicator in a year beside that of the year before,
--   in the same unit, and the growth in per cent. Years without the one before are left out.
-- :indicator text review.cases_accepted  code of the indicator list
-- :division text null  GB/T 2260 code; null means all
WITH level AS (
    SELECT division_code, division_name, issuer, kind, year, unit, MAX(value) AS value
    FROM indicator_series
    WHERE
        indicator = :indicator
        AND is_target = 0
        AND change IS NULL
        AND (CAST(:division AS TEXT) IS NULL OR division_code = :division)
    GROUP BY division_code, division_name, issuer, kind, year, unit
)
SELECT
    n.division_code,
    n.division_name,
    n.issuer,
    n.year,
    b.value AS before,
    n.value,
    n.unit,
    CASE WHEN b.value <> 0 THEN (n.value - b.value) * 100.0 / b.value END AS growth_percent
FROM level n
JOIN level b
    ON b.division_code = n.division_code
    AND b.issuer = n.issuer
    AND b.kind = n.kind
    AND b.unit = n.unit
    AND b.year = n.year - 1
ORDER BY n.division_code, n.issuer, n.year
