-- title: Everything noticed and not settled yet: in texts, in requests, among the rows of listings
-- grain: one row per issue of a current version, per address whose last answer was no page, and per row to be looked at
-- columns:
--   source_id, report_id      whose it is, where known
--   code      of a text: docs/issue-codes.md; of a request: fetch.<outcome>, docs/outcomes.md; of a row: listing.needs_review
--   severity  error | warning | info;  message  what was found, and by which rule
--   url       the page it is about;  noticed_at  when its page was asked for (UTC)
--   fetch_id  the request it rests on;  char_start, char_end   the place in the text, for issues of a text
-- note: fetch is a reserved word of PostgreSQL, so it is quoted here
CREATE VIEW issue_open AS
WITH answer AS (
    SELECT
        fetch_id,
        source_id,
        purpose,
        url,
        outcome,
        evidence,
        requested_at,
        ROW_NUMBER() OVER (PARTITION BY source_id, url ORDER BY fetch_id DESC) AS place
    FROM "fetch"
    WHERE purpose IN ('listing', 'article', 'attachment') AND source_id IS NOT NULL
)
SELECT
    r.source_id,
    r.report_id,
    i.code,
    i.severity,
    i.message,
    r.url,
    f.requested_at AS noticed_at,
    v.fetch_id,
    i.char_start,
    i.char_end
FROM issue i
JOIN report_version v ON v.version_id = i.version_id AND v.recorded_to IS NULL
JOIN report r ON r.report_id = v.report_id
JOIN "fetch" f ON f.fetch_id = v.fetch_id
UNION ALL
SELECT
    a.source_id,
    (SELECT MIN(r.report_id) FROM report r WHERE r.url = a.url) AS report_id,
    'fetch.' || a.outcome AS code,
    CASE WHEN a.purpose = 'listing' THEN 'error' ELSE 'warning' END AS severity,
    a.evidence AS message,
    a.url,
    a.requested_at AS noticed_at,
    a.fetch_id,
    NULL AS char_start,
    NULL AS char_end
FROM answer a
WHERE a.place = 1 AND a.outcome NOT IN ('ok', 'not_modified')
UNION ALL
SELECT
    c.source_id,
    NULL AS report_id,
    'listing.needs_review' AS code,
    'warning' AS severity,
    c.title || ' (' || c.rule || ')' AS message,
    c.url,
    f.requested_at AS noticed_at,
    c.fetch_id,
    NULL AS char_start,
    NULL AS char_end
FROM candidate c
JOIN "fetch" f ON f.fetch_id = c.fetch_id
WHERE c.decision = 'needs_review'
