-- title: The same from the tables, which looks at no value and so takes a third of the time
-- :indicator text -  code
SELECT t.unit, r.year, COUNT(*) AS reports
FROM total t
JOIN report_version v ON v.version_id = t.version_id AND v.recorded_to IS NULL
JOIN report r ON r.report_id = v.report_id
WHERE t.indicator = :indicator
GROUP BY t.unit, r.year
ORDER BY t.unit, r.year
