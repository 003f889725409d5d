-- title: The deadline ledger counted by year and province
-- description: How many bodies owed a report for a year, and how many are in each state. known counts those of which it is
--   known whether they published: of the others (unwatched, unreachable, due …) nothing is said.
-- :year int null  the year reported on; null means all
-- :province text null  the first two digits of the code; null means all
SELECT
    year,
    substr(division_code, 1, 2) AS province,
    COUNT(*) AS owed,
    SUM(CASE WHEN state IN ('on_time', 'late', 'missing', 'withdrawn', 'undated') THEN 1 ELSE 0 END) AS known,
    SUM(CASE WHEN state = 'on_time' THEN 1 ELSE 0 END) AS on_time,
    SUM(CASE WHEN state = 'late' THEN 1 ELSE 0 END) AS late,
    SUM(CASE WHEN state = 'missing' THEN 1 ELSE 0 END) AS missing,
    SUM(CASE WHEN state = 'undated' THEN 1 ELSE 0 END) AS undated,
    SUM(CASE WHEN state = 'withdrawn' THEN 1 ELSE 0 END) AS withdrawn,
    SUM(CASE WHEN state = 'unparsed' THEN 1 ELSE 0 END) AS unparsed,
    SUM(CASE WHEN state = 'unreachable' THEN 1 ELSE 0 END) AS unreachable,
    SUM(CASE WHEN state = 'unwatched' THEN 1 ELSE 0 END) AS unwatched,
    SUM(CASE WHEN state = 'due' THEN 1 ELSE 0 END) AS due,
    SUM(CASE WHEN state = 'not_due' THEN 1 ELSE 0 END) AS not_due,
    MAX(days_late) AS most_days_late
FROM coverage
WHERE
    (CAST(:year AS INTEGER) IS NULL OR year = :year)
    AND (CAST(:province AS TEXT) IS NULL OR substr(division_code, 1, 2) = :province)
GROUP BY year, substr(division_code, 1, 2)
ORDER BY year, province
