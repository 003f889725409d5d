-- title: The last visit to each source, as the alarms read it
-- grain: one row per source that was ever visited
-- columns:
--   source_id, run_id   which source; the run of the visit, which has ended and was limited to no articles or years
--   is_watched     1 when the source is verified and not paused: the others raise no alarm
--   visited_at     when its first page was asked for;  is_whole  1 when the visit saw all that the source shows
--   requests       pages asked for
--   refused        those that the site would not give (robots_denied, blocked_challenge, rate_limited)
--   answered       listing pages that came with rows;  emptied  those that came without (layout_changed, empty)
--   unread         report pages that came and held no report (layout_changed)
-- note: fetch is a reserved word of PostgreSQL, so it is quoted here; scope is the JSON that a run was begun with
CREATE VIEW source_visit AS
WITH last AS (
    SELECT
        s.source_id,
        CASE WHEN s.verified = 1 AND s.paused = '' THEN 1 ELSE 0 END AS is_watched,
        (
            SELECT f.run_id
            FROM "fetch" f
            JOIN run u ON u.run_id = f.run_id
            WHERE
                f.source_id = s.source_id
                AND f.purpose = 'listing'
                AND u.finished_at IS NOT NULL
                AND (u.scope LIKE '%"limit": null%' OR u.scope NOT LIKE '%"limit"%')
                AND (u.scope LIKE '%"years": []%' OR u.scope NOT LIKE '%"years"%')
            ORDER BY f.requested_at DESC, f.fetch_id DESC
            LIMIT 1
        ) AS run_id
    FROM source s
)
SELECT
    l.source_id,
    l.run_id,
    l.is_watched,
    MIN(f.requested_at) AS visited_at,
    MAX(f.is_whole) AS is_whole,
    COUNT(*) AS requests,
    SUM(CASE WHEN f.outcome IN ('robots_denied', 'blocked_challenge', 'rate_limited') THEN 1 ELSE 0 END) AS refused,
    SUM(CASE WHEN f.purpose = 'listing' AND f.outcome IN ('ok', 'not_modified') THEN 1 ELSE 0 END) AS answered,
    SUM(CASE WHEN f.purpose = 'listing' AND f.outcome IN ('layout_changed', 'empty') THEN 1 ELSE 0 END) AS emptied,
    SUM(CASE WHEN f.purpose = 'article' AND f.outcome = 'layout_changed' THEN 1 ELSE 0 END) AS unread
FROM last l
JOIN run u ON u.run_id = l.run_id
JOIN "fetch" f
    ON f.source_id = l.source_id
    AND f.run_id = l.run_id
    -- Not needed to find them, but to find them fast: all that a source was ever asked is many.
    AND f.purpose IN ('listing', 'article')
    AND f.requested_at >= u.started_at
GROUP BY l.source_id, l.run_id, l.is_watched
