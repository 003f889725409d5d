-- title: Documents cited most
-- description: Cited documents by the number of reports that cite them; short and full titles are one document.
-- :year int null  the year reported on; null means all
-- :document_kind text null  law, regulation, plan, local or other; null means all
-- :top int 20  how many
SELECT document, document_kind, COUNT(DISTINCT report_id) AS reports, COUNT(*) AS citations, MIN(year) AS first_year,
    MAX(year) AS last_year
FROM citation_current
WHERE (CAST(:year AS INTEGER) IS NULL OR year = :year)
    AND (CAST(:document_kind AS TEXT) IS NULL OR document_kind = :document_kind)
GROUP BY document, document_kind
ORDER BY reports DESC, citations DESC, document
LIMIT :top
