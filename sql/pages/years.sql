-- title: How many reports of each year there are
SELECT year, COUNT(*) AS reports
FROM report_current
GROUP BY year
ORDER BY year
