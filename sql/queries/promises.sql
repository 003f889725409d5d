-- title: Last year's plan beside this year's measures
-- description: The plan sections of the report of the year before, then the sections of measures of this year's, in
--   reading order: what was promised, and what is said to have been done. Only years with both reports.
-- :division text null  GB/T 2260 code; null means all
-- :year int null  the year of the measures; null means all
WITH part AS (
    SELECT s.*, 0 AS is_done, s.year + 1 AS done_in
    FROM section_current s
    WHERE s.role = 'plan' AND s.kind = 'annual'
    UNION ALL
    SELECT s.*, 1 AS is_done, s.year AS done_in
    FROM section_current s
    WHERE s.role = 'measures' AND s.kind = 'annual'
),
pair AS (
    SELECT division_code, issuer, done_in
    FROM part
    GROUP BY division_code, issuer, done_in
    HAVING MIN(is_done) = 0 AND MAX(is_done) = 1
)
SELECT
    p.division_code,
    p.division_name,
    p.issuer,
    p.done_in AS year,
    CASE p.is_done WHEN 0 THEN 'promised' ELSE 'done' END AS side,
    p.path,
    p.title,
    p.own_text,
    p.report_id
FROM part p
JOIN pair b ON b.division_code = p.division_code AND b.issuer = p.issuer AND b.done_in = p.done_in
WHERE
    (CAST(:division AS TEXT) IS NULL OR p.division_code = :division)
    AND (CAST(:year AS INTEGER) IS NULL OR p.done_in = :year)
ORDER BY p.division_code, p.issuer, p.done_in, p.is_done, p.report_id, p.seq
