-- title: The deadline ledger as an export holds it, judged by the day of the export
-- :first text -  the first code that is wanted
-- :last text -  the last one
SELECT *
FROM coverage
WHERE division_code BETWEEN :first AND :last
ORDER BY division_code, issuer, year
