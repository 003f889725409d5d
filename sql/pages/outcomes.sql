-- title: What the latest requests came to
SELECT requested_at, source_id, purpose, url, outcome, status, evidence
FROM request_ledger
ORDER BY fetch_id DESC
LIMIT 50
