-- title: Divisions by an indicator in one year
-- description: The largest level each government reported for an indicator in a year, amounts of change and
--   targets left out, and its rank. Only values in the unit asked for are compared.
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
FROM indicator_series
WHERE indicator = :indicator AND year = :year AND unit = :unit AND is_target = 0 AND change IS NULL
GROUP BY division_code, division_name, issuer, unit
ORDER BY value DESC NULLS LAST, division_code, issuer
