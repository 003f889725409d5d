-- title: Layout changed
-- description: Report pages came and held no report: pages that were read before, or were listed since the first visit.
--   A page that could never be read from the first visit on has not changed; `coverage` calls its year unparsed.
-- remedy: Open the page. If it is a report, teach the body container of the new template (`extract/data/`), with a case;
--   the next harvest reads it. What is stored stays.
-- :least int 1  such pages in one visit
-- :stored int 2  reports of the source that must be stored, so that it is known to be readable
WITH broken AS (
    SELECT f.source_id, MIN(f.fetch_id) AS fetch_id, COUNT(DISTINCT f.url) AS pages
    FROM source_visit v
    JOIN "fetch" f ON f.source_id = v.source_id AND f.run_id = v.run_id
    WHERE
        v.is_watched = 1
        AND v.unread > 0
        AND f.purpose = 'article'
        AND f.outcome = 'layout_changed'
        AND (
            EXISTS (SELECT 1 FROM report r WHERE r.url = f.final_url OR r.url = f.url)
            OR (SELECT MIN(e.run_id) FROM "fetch" e WHERE e.url = f.url)
                > (SELECT MIN(e.run_id) FROM "fetch" e WHERE e.source_id = f.source_id AND e.purpose = 'listing')
        )
    GROUP BY f.source_id
)
SELECT
    b.source_id AS subject,
    b.pages || ' report pages of the last visit held no report (' || f.evidence || '), '
        || (SELECT COUNT(*) FROM report r WHERE r.source_id = b.source_id) || ' reports of it are stored' AS said,
    'request ' || f.fetch_id || ' ' || f.url AS evidence
FROM broken b
JOIN "fetch" f ON f.fetch_id = b.fetch_id
WHERE b.pages >= :least AND (SELECT COUNT(*) FROM report r WHERE r.source_id = b.source_id) >= :stored
ORDER BY b.source_id
