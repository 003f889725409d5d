-- title: Fill rates fell
-- description: Of the reports that a source brought in its newest harvest with anything new, fewer have a date of
--   publication or a title than those before had, or they have hardly any sections or numbers beside those before.
-- remedy: Compare the newest report with an older one (`reportarchive show REPORT`), and teach what the site writes
--   otherwise now: a label, a title form, a heading (`extract/data/`, `text/data/`, `outline/data/`), with a case.
-- :fall real 0.5  how much smaller the share of those with a date, or a title, must be, of 1
-- :left real 0.2  share of the mean number of sections, or of numbers, below which hardly any are left
-- :before int 3  versions that must be stored from before
-- :newest int 1  versions of the newest harvest
-- :days int 60  days before the last visit within which that harvest must lie
WITH stored AS (
    SELECT f.source_id, f.run_id, v.version_id, v.report_id, v.recorded_from, v.published_on, v.published_on_source, v.title
    FROM report_version v
    JOIN "fetch" f ON f.fetch_id = v.fetch_id
    WHERE v.reason IN ('first', 'source')
),
last AS (
    SELECT s.source_id, MAX(s.run_id) AS run_id, MAX(s.recorded_from) AS stored_at
    FROM stored s
    GROUP BY s.source_id
),
recent AS (
    SELECT l.source_id, l.run_id
    FROM last l
    JOIN source_visit v ON v.source_id = l.source_id
    WHERE
        v.is_watched = 1
        AND julianday(substr(v.visited_at, 1, 10)) - julianday(substr(l.stored_at, 1, 10)) <= :days
),
filled AS (
    SELECT
        s.source_id,
        s.report_id,
        CASE WHEN s.run_id = r.run_id THEN 1 ELSE 0 END AS is_new,
        CASE WHEN s.published_on IS NULL OR s.published_on_source IN ('url', 'update') THEN 0.0 ELSE 1.0 END AS dated,
        CASE WHEN s.title IS NULL OR s.title = '' THEN 0.0 ELSE 1.0 END AS titled,
        1.0 * (SELECT COUNT(*) FROM section c WHERE c.version_id = s.version_id AND c.path <> '0') AS sections,
        1.0 * (SELECT COUNT(*) FROM metric m WHERE m.version_id = s.version_id) AS metrics
    FROM recent r
    JOIN stored s ON s.source_id = r.source_id
),
compared AS (
    SELECT
        source_id,
        SUM(is_new) AS newest,
        SUM(1 - is_new) AS earlier,
        MAX(CASE WHEN is_new = 1 THEN report_id END) AS report_id,
        AVG(CASE WHEN is_new = 1 THEN dated END) AS dated,
        AVG(CASE WHEN is_new = 0 THEN dated END) AS dated_before,
        AVG(CASE WHEN is_new = 1 THEN titled END) AS titled,
        AVG(CASE WHEN is_new = 0 THEN titled END) AS titled_before,
        AVG(CASE WHEN is_new = 1 THEN sections END) AS sections,
        AVG(CASE WHEN is_new = 0 THEN sections END) AS sections_before,
        AVG(CASE WHEN is_new = 1 THEN metrics END) AS metrics,
        AVG(CASE WHEN is_new = 0 THEN metrics END) AS metrics_before
    FROM filled
    GROUP BY source_id
),
fallen AS (
    SELECT
        c.*,
        CASE WHEN c.dated_before - c.dated >= :fall THEN ' published_on' ELSE '' END
            || CASE WHEN c.titled_before - c.titled >= :fall THEN ' title' ELSE '' END
            || CASE WHEN c.sections < :left * c.sections_before THEN ' sections' ELSE '' END
            || CASE WHEN c.metrics < :left * c.metrics_before THEN ' metrics' ELSE '' END AS fields
    FROM compared c
    WHERE c.newest >= :newest AND c.earlier >= :before
)
SELECT
    x.source_id AS subject,
    x.newest || ' new versions have less than the ' || x.earlier || ' before:' || x.fields AS said,
    'report ' || x.report_id || ' ' || COALESCE(r.url, '') AS evidence
FROM fallen x
JOIN report r ON r.report_id = x.report_id
WHERE x.fields <> ''
ORDER BY x.source_id
