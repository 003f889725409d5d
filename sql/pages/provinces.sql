-- title: The provinces in which somebody owes a report, by the first two digits of the code, with their names if known
-- note: from one province to the next, since a look at all of coverage takes long
WITH RECURSIVE province (code) AS (
    SELECT (SELECT division_code FROM coverage ORDER BY division_code LIMIT 1)
    UNION ALL
    SELECT (
        SELECT division_code FROM coverage WHERE division_code > substr(p.code, 1, 2) || '~' ORDER BY division_code LIMIT 1
    )
    FROM province p
    WHERE p.code IS NOT NULL
)
SELECT
    substr(p.code, 1, 2) AS province,
    COALESCE((SELECT division_name FROM coverage WHERE division_code = substr(p.code, 1, 2) || '0000' LIMIT 1), '') AS name
FROM province p
WHERE p.code IS NOT NULL
