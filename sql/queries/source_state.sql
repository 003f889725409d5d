-- title: When each source was last read, and how that ended
-- description: One row per source: the last request for one of its listings with its outcome, the last one that
--   succeeded, and how many reports of it are stored. A source that is broken has a last outcome other than ok and not_modified.
-- :only_broken int 0  1 leaves out the sources whose last listing request succeeded
-- note: fetch is a reserved word of PostgreSQL, so it is quoted here
WITH asked AS (
    SELECT
        source_id,
        requested_at,
        outcome,
        evidence,
        ROW_NUMBER() OVER (PARTITION BY source_id ORDER BY fetch_id DESC) AS place
    FROM "fetch"
    WHERE purpose = 'listing'
),
good AS (
    SELECT source_id, MAX(requested_at) AS read_at
    FROM "fetch"
    WHERE purpose = 'listing' AND outcome IN ('ok', 'not_modified')
    GROUP BY source_id
),
held AS (
    SELECT source_id, COUNT(*) AS reports
    FROM report
    WHERE source_id IS NOT NULL
    GROUP BY source_id
)
SELECT
    s.source_id,
    COALESCE(a.outcome, CASE WHEN s.paused <> '' THEN 'paused' ELSE 'never asked' END) AS outcome,
    a.requested_at AS asked_at,
    g.read_at,
    COALESCE(h.reports, 0) AS reports,
    COALESCE(NULLIF(a.evidence, ''), s.paused) AS evidence
FROM source s
LEFT JOIN asked a ON a.source_id = s.source_id AND a.place = 1
LEFT JOIN good g ON g.source_id = s.source_id
LEFT JOIN held h ON h.source_id = s.source_id
WHERE :only_broken = 0 OR a.outcome NOT IN ('ok', 'not_modified')
ORDER BY s.source_id
