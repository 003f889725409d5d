-- title: Who never reported an indicator
-- description: Bodies with a report in the archive none of whose reports states the indicator, neither as a result nor as
--   a target. That a report does not say it is all that is known; it may be said in words without a number.
-- :indicator text review.cases_accepted  code of the indicator list
-- :division text null  GB/T 2260 code; null means all
SELECT
    r.division_code,
    r.division_name,
    r.issuer,
    COUNT(*) AS reports,
    MIN(r.year) AS first_year,
    MAX(r.year) AS last_year
FROM report_current r
WHERE
    r.kind = 'annual'
    AND (CAST(:division AS TEXT) IS NULL OR r.division_code = :division)
GROUP BY r.division_code, r.division_name, r.issuer
HAVING NOT EXISTS (
    SELECT 1
    FROM indicator_series s
    WHERE s.indicator = :indicator AND s.division_code = r.division_code AND s.issuer = r.issuer
)
ORDER BY r.division_code, r.issuer
