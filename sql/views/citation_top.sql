-- title: Documents by how many reports cite them
-- grain: one row per document cited in a current version
-- columns:
--   document       the same for all citations of one document;  document_kind  law, regulation, plan, local or other
--   reports        how many reports cite it;  issuers  how many bodies do;  citations  how often in all
--   first_year, last_year   the first and the last year reported on in which it is cited
-- order: none; ask with ORDER BY reports DESC, citations DESC, document. By year or division: citation_current
CREATE VIEW citation_top AS
WITH cited AS (
    SELECT c.document, c.document_kind, c.version_id, COUNT(*) AS citations
    FROM citation c
    GROUP BY c.document, c.document_kind, c.version_id
)
SELECT
    c.document,
    c.document_kind,
    COUNT(DISTINCT r.report_id) AS reports,
    COUNT(DISTINCT r.issuer_id) AS issuers,
    CAST(SUM(c.citations) AS BIGINT) AS citations,
    MIN(r.year) AS first_year,
    MAX(r.year) AS last_year
FROM cited c
JOIN report_version v ON v.version_id = c.version_id AND v.recorded_to IS NULL
JOIN report r ON r.report_id = v.report_id
GROUP BY c.document, c.document_kind
