-- title: The places of which somebody owes a report, from one on
-- :division text -  the beginning of their codes
-- :after text -  the code before the first one wanted
-- :most int -  how many
SELECT DISTINCT division_code
FROM coverage
WHERE division_code > :after AND division_code BETWEEN :division AND :division || '~'
ORDER BY division_code
LIMIT :most
