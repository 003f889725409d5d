-- title: Refusals rose
-- description: The site refuses a larger share of the pages asked for (robots_denied, blocked_challenge, rate_limited) than
--   in the visit in which it refused least.
-- remedy: Do not work round it. Look at robots.txt and at the page in a browser; raise `pause_seconds` for rate_limited;
--   write to the site, or pause the source with the reason, and bring reports by `import`.
-- :rise real 0.2  how much larger the share must be, of 1
-- :answered int 3  pages it must have given before
WITH refused AS (
    SELECT v.source_id, v.run_id, v.refused, v.requests
    FROM source_visit v
    WHERE v.is_watched = 1 AND v.refused > 0
),
before AS (
    SELECT
        b.source_id,
        b.run_id,
        COUNT(*) AS requests,
        SUM(CASE WHEN b.outcome IN ('robots_denied', 'blocked_challenge', 'rate_limited') THEN 1 ELSE 0 END) AS refused,
        SUM(CASE WHEN b.outcome IN ('ok', 'not_modified', 'needs_extraction') THEN 1 ELSE 0 END) AS answered
    FROM refused r
    JOIN "fetch" b ON b.source_id = r.source_id AND b.run_id <> r.run_id
    GROUP BY b.source_id, b.run_id
),
history AS (
    SELECT source_id, MIN(refused * 1.0 / requests) AS least_share, SUM(answered) AS answered
    FROM before
    GROUP BY source_id
)
SELECT
    r.source_id AS subject,
    r.refused || ' of ' || r.requests || ' pages of the last visit were refused (' || f.outcome || '), '
        || h.answered || ' were given in earlier visits' AS said,
    'request ' || f.fetch_id || ' ' || f.url AS evidence
FROM refused r
JOIN history h ON h.source_id = r.source_id
JOIN "fetch" f
    ON f.fetch_id = (
        SELECT MIN(e.fetch_id)
        FROM "fetch" e
        WHERE
            e.source_id = r.source_id
            AND e.run_id = r.run_id
            AND e.outcome IN ('robots_denied', 'blocked_challenge', 'rate_limited')
    )
WHERE h.answered >= :answered AND r.refused * 1.0 / r.requests - h.least_share >= :rise
ORDER BY r.source_id
