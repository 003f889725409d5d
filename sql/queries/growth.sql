-- title: Year on year
-- description: The total a body reported for an indicator in a year beside that of the year before, in the same unit, and
--   the growth in per cent (view indicator_change). Years without the one before are left out.
-- :indicator text review.cases_accepted  code of the indicator list
-- :division text null  GB/T 2260 code; null means all
SELECT
    division_code,
    division_name,
    issuer,
    year,
    value_before AS before,
    value,
    unit,
    change_percent AS growth_percent
FROM indicator_change
WHERE indicator = :indicator AND (CAST(:division AS TEXT) IS NULL OR division_code = :division)
ORDER BY division_code, issuer, kind, year, unit
