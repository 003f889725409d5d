-- title: Listing frozen
-- description: A listing stands still while another one of the same issuer moved: another source of it (or the index of the
--   division above) brought a report newer than all this source shows; or another listing of this very source brought
--   new rows, while this one, which used to, has shown the same bytes ever since.
-- remedy: Open both listings. Where the site moved its column, write the new address into the source and close the old one
--   (`until`); where the page is a stale copy, write to the site.
-- :days int 14  days of visits that must lie between the move of the other and the last visit
-- :visits int 2  visits since the move of the other
-- :shown int 2  years, or visits that brought something, that the frozen one must have shown before
WITH brought AS (
    SELECT r.issuer_id, r.report_id, r.year, b.source_id, w.recorded_from AS moved_at
    FROM report r
    JOIN report_version w ON w.report_id = r.report_id AND w.version_no = 1
    JOIN "fetch" b ON b.fetch_id = w.fetch_id
    WHERE r.kind = 'annual'
),
beside AS (
    SELECT v.source_id, v.run_id, o.year, o.report_id, o.moved_at
    FROM source_visit v
    JOIN source s ON s.source_id = v.source_id
    JOIN brought o ON o.issuer_id = s.issuer_id AND o.source_id <> v.source_id
    WHERE
        v.is_watched = 1
        AND s.is_index = 0
        AND v.answered > 0
        AND julianday(substr(v.visited_at, 1, 10)) - julianday(substr(o.moved_at, 1, 10)) >= :days
),
shown AS (
    SELECT f.source_id, MAX(f.hint_year) AS newest
    FROM "fetch" f
    WHERE
        f.source_id IN (SELECT b.source_id FROM beside b)
        AND f.purpose = 'article'
        AND f.outcome IN ('ok', 'not_modified')
    GROUP BY f.source_id
    HAVING COUNT(DISTINCT f.hint_year) >= :shown
),
between_sources AS (
    SELECT b.source_id, b.run_id, h.newest, MIN(b.moved_at) AS moved_at, MIN(b.report_id) AS report_id
    FROM beside b
    JOIN shown h ON h.source_id = b.source_id
    WHERE b.year > h.newest
    GROUP BY b.source_id, b.run_id, h.newest
),
moved AS (
    SELECT k.source_id, f.url, COUNT(DISTINCT f.run_id) AS moves, MAX(f.requested_at) AS moved_at, MAX(f.fetch_id) AS fetch_id
    FROM candidate k
    JOIN "fetch" f ON f.fetch_id = k.fetch_id
    WHERE k.decision = 'accept'
    GROUP BY k.source_id, f.url
),
within_source AS (
    SELECT v.source_id, v.run_id, m.url, m.moved_at AS still_since, MIN(o.moved_at) AS moved_at, MIN(o.url) AS other_url
    FROM source_visit v
    JOIN moved m ON m.source_id = v.source_id
    JOIN moved o ON o.source_id = m.source_id AND o.url <> m.url AND o.moved_at > m.moved_at
    WHERE
        v.is_watched = 1
        AND m.moves >= :shown
        AND julianday(substr(v.visited_at, 1, 10)) - julianday(substr(o.moved_at, 1, 10)) >= :days
        AND (
            SELECT COUNT(DISTINCT f.sha256)
            FROM "fetch" f
            WHERE
                f.source_id = m.source_id
                AND f.purpose = 'listing'
                AND f.fetch_id >= m.fetch_id
                AND f.url = m.url
                AND f.outcome = 'ok'
        ) = 1
    GROUP BY v.source_id, v.run_id, m.url, m.moved_at
),
found AS (
    SELECT
        b.source_id,
        'newest report shown is of ' || b.newest || '; another source of the issuer brought ' || b.report_id || ' on '
            || substr(b.moved_at, 1, 10) AS said,
        b.moved_at,
        (
            SELECT MIN(f.fetch_id)
            FROM "fetch" f
            WHERE f.source_id = b.source_id AND f.run_id = b.run_id AND f.purpose = 'listing'
        ) AS fetch_id
    FROM between_sources b
    UNION ALL
    SELECT
        w.source_id,
        'the same bytes since ' || substr(w.still_since, 1, 10) || '; another listing of the source (' || w.other_url
            || ') moved on ' || substr(w.moved_at, 1, 10),
        w.moved_at,
        (
            SELECT MIN(f.fetch_id)
            FROM "fetch" f
            WHERE f.source_id = w.source_id AND f.run_id = w.run_id AND f.purpose = 'listing' AND f.url = w.url
        )
    FROM within_source w
)
SELECT x.source_id AS subject, MIN(x.said) AS said, MIN('request ' || f.fetch_id || ' ' || f.url) AS evidence
FROM found x
JOIN "fetch" f ON f.fetch_id = x.fetch_id
WHERE
    f.outcome IN ('ok', 'not_modified')
    AND (
        SELECT COUNT(DISTINCT g.run_id)
        FROM "fetch" g
        WHERE g.source_id = x.source_id AND g.purpose = 'listing' AND g.requested_at > x.moved_at AND g.url = f.url
    ) >= :visits
GROUP BY x.source_id
ORDER BY x.source_id
