-- title: Divisions by an indicator in one year
-- description: The total each body reported for an indicator in a year, and its rank (view indicator_total). Only values
--   in the unit asked for are compared; without a unit given, 件.
-- :indicator text review.cases_accepted  code of the indicator list
-- :year int 2023  the year reported on
-- :unit text 件  unit as written
SELECT
    RANK() OVER (ORDER BY MAX(value) DESC) AS place,
    division_code,
    division_name,
    issuer,
    MAX(value) AS value,
    unit,
    MIN(report_id) AS report_id
FROM indicator_total
WHERE indicator = :indicator AND year = :year AND unit = :unit
GROUP BY division_code, division_name, issuer, unit
ORDER BY value DESC NULLS LAST, division_code, issuer
