-- title: How each source does, those in trouble first
-- :after int 0  how many to leave out
-- :most int 100  how many
SELECT source_id, division_code, division_name, issuer, family, verified, paused, last_asked_at, last_outcome, last_evidence,
    last_success_at, requests, failures, reports, min_reports, lacking, residue_rate, open_alarms
FROM source_health
ORDER BY open_alarms DESC, CASE WHEN last_outcome IN ('ok', 'not_modified') THEN 1 ELSE 0 END, source_id
LIMIT :most OFFSET :after
