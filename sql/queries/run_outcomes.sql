-- title: What the requests of a run came to
-- description: By source and outcome, those first that were answered with no page; with the last address that ended so,
--   what the outcome rests on, and the number of that request. Requests for no source have an empty one.
-- :run int null  the run, by its number (the query runs tells them); null means the newest
SELECT o.source_id, o.outcome, o.requests, l.purpose, l.url, l.evidence, l.fetch_id
FROM (
    SELECT source_id, outcome, COUNT(*) AS requests, MAX(fetch_id) AS fetch_id
    FROM request_ledger
    WHERE run_id = COALESCE(CAST(:run AS INTEGER), (SELECT MAX(run_id) FROM run_ledger))
    GROUP BY source_id, outcome
) o
JOIN request_ledger l ON l.fetch_id = o.fetch_id
ORDER BY CASE WHEN o.outcome IN ('ok', 'not_modified') THEN 1 ELSE 0 END, o.source_id NULLS FIRST, o.outcome
