-- title: What the requests of a run came to
-- description: By source and outcome, those first that were answered with no page; with one address that ended so (the
--   first by the alphabet), what the outcome rests on, and the number of its last request. Requests for no source have
--   an empty one.
-- :run int null  the run, by its number (the query runs tells them); null means the newest
SELECT source_id, outcome, requests, purpose, url, evidence, fetch_id
FROM (
    SELECT
        r.*,
        COUNT(*) OVER (PARTITION BY source_id, outcome) AS requests,
        ROW_NUMBER() OVER (PARTITION BY source_id, outcome ORDER BY url, fetch_id DESC) AS place
    FROM request_ledger r
    WHERE run_id = COALESCE(CAST(:run AS INTEGER), (SELECT MAX(run_id) FROM run_ledger))
) o
WHERE place = 1
ORDER BY CASE WHEN outcome IN ('ok', 'not_modified') THEN 1 ELSE 0 END, source_id NULLS FIRST, outcome
