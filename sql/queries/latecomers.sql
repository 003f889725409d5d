-- title: Who was late, and who is missing
-- description: Issuers whose report for a year came after 31 March or is known to be missing, the latest first.
--   Only what was seen counts: unwatched and unreachable issuers are in the view coverage, not here.
-- :year int null  the year reported on; null means all
SELECT division_code, division_name, issuer, year, state, days_late, published_on, evidence, report_id, url
FROM coverage
WHERE state IN ('late', 'missing') AND (CAST(:year AS INTEGER) IS NULL OR year = :year)
ORDER BY days_late DESC NULLS LAST, division_code, issuer, year
