-- title: The sources of a place
-- :division text -  GB/T 2260 code
SELECT source_id, issuer, family, verified, paused, last_asked_at, last_outcome, last_evidence, last_success_at
FROM source_health
WHERE division_code = :division
ORDER BY source_id
