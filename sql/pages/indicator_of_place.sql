-- title: What the reports of one place state for an indicator in a unit, through the years
-- :indicator text -  code
-- :unit text -  as written
-- :division text -  GB/T 2260 code
SELECT division_code, division_name, issuer, year, kind, value
FROM indicator_total
WHERE indicator = :indicator AND unit = :unit AND division_code = :division AND kind = 'annual'
ORDER BY issuer, year
