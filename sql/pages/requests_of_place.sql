-- title: The latest requests for a place
-- :division text -  GB/T 2260 code
SELECT requested_at, purpose, url, outcome, status, evidence
FROM request_ledger
WHERE division_code = :division
ORDER BY fetch_id DESC
LIMIT 30
