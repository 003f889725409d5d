-- title: How many reports of each year state an indicator, and in which unit
-- :indicator text -  code
SELECT unit, year, COUNT(*) AS reports
FROM indicator_total
WHERE indicator = :indicator
GROUP BY unit, year
ORDER BY unit, year
