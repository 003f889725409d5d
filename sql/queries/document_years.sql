-- title: One document through the years
-- description: How many reports of each year cite a document, out of how many; the document is named as in the view
--   citation_top, and a part of its name will do.
-- :document text 法治政府建设实施纲要  the name or a part of it
WITH cited AS (
    SELECT year, document, COUNT(DISTINCT report_id) AS citing, COUNT(*) AS citations
    FROM citation_current
    WHERE document LIKE '%' || :document || '%'
    GROUP BY year, document
),
held AS (
    SELECT year, COUNT(*) AS reports
    FROM report_current
    GROUP BY year
)
SELECT c.document, c.year, c.citing AS reports, h.reports AS of_reports, c.citations,
    c.citing * 100.0 / h.reports AS percent
FROM cited c
JOIN held h ON h.year = c.year
ORDER BY c.document, c.year
