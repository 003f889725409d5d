-- title: When each source was last read, and how that ended
-- description: One row per source: the last request for one of its listings with its outcome, the last one that
--   succeeded, and how many reports of it are stored. A source that is broken has a last outcome other than ok and not_modified.
-- :only_broken int 0  1 leaves out the sources whose last listing request succeeded
SELECT
    source_id,
    COALESCE(last_outcome, CASE WHEN paused <> '' THEN 'paused' ELSE 'never asked' END) AS outcome,
    last_asked_at AS asked_at,
    last_success_at AS read_at,
    reports,
    COALESCE(NULLIF(last_evidence, ''), paused) AS evidence
FROM source_health
WHERE :only_broken = 0 OR last_outcome NOT IN ('ok', 'not_modified')
ORDER BY source_id
