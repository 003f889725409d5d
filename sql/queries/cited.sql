-- title: Documents cited most
-- description: Titles inside 《》 by the number of reports that cite them.
-- :year int null  the year reported on; null means all
-- :top int 20  how many
SELECT title, COUNT(DISTINCT report_id) AS reports, COUNT(*) AS citations, MIN(year) AS first_year, MAX(year) AS last_year
FROM citation_current
WHERE CAST(:year AS INTEGER) IS NULL OR year = :year
GROUP BY title
ORDER BY reports DESC, citations DESC, title
LIMIT :top
