-- title: Requests per host
-- description: How often each host was asked, how often it did not answer with a page or a file, and how much was kept
--   of it, the most asked first. Robots and redirects count as requests too; files brought by hand do not.
-- :since date null  only requests since this day (UTC); null means all
SELECT
    host,
    COUNT(*) AS requests,
    SUM(CASE WHEN outcome IN ('ok', 'not_modified', 'needs_extraction') THEN 0 ELSE 1 END) AS failures,
    SUM(CASE WHEN purpose = 'robots' THEN 1 ELSE 0 END) AS robots,
    COUNT(DISTINCT source_id) AS sources,
    SUM(size) AS bytes,
    MIN(requested_at) AS first_asked_at,
    MAX(requested_at) AS last_asked_at
FROM request_ledger
WHERE purpose <> 'import' AND (CAST(:since AS TEXT) IS NULL OR requested_at >= :since)
GROUP BY host
ORDER BY requests DESC, host
