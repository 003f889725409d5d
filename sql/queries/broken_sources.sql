-- title: Broken sources
-- description: Sources whose last listing request failed, that were never asked, or that hold fewer reports than a whole
--   harvest must find; the longest without an answer first. A source that is paused says why.
-- :lacking int 1  0 leaves out those that only hold too few reports
SELECT
    source_id,
    division_code,
    issuer,
    CASE
        WHEN paused <> '' THEN 'paused'
        WHEN last_asked_at IS NULL THEN 'never asked'
        WHEN last_outcome NOT IN ('ok', 'not_modified') THEN 'failing'
        ELSE 'lacking reports'
    END AS trouble,
    last_outcome,
    last_evidence,
    last_asked_at,
    last_success_at,
    reports,
    min_reports,
    failures,
    requests,
    paused
FROM source_health
WHERE
    last_asked_at IS NULL
    OR last_outcome NOT IN ('ok', 'not_modified')
    OR (:lacking = 1 AND lacking > 0)
ORDER BY last_success_at NULLS FIRST, source_id
