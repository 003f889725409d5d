-- title: Residue rose
-- description: Of the numerals in the reports that a source brought in its newest harvest with anything new, a larger
--   share than in those before is neither a quantity nor explained: something is written in a new way.
-- remedy: `reportarchive query residue` lists the numerals with their sentences. Teach the unit, the word or the form that
--   they stand in (`metrics/data/`), with a case; then `reportarchive reparse`.
-- :rise real 0.1  how much larger the mean share must be, of 1
-- :before int 3  versions that must be stored from before
-- :numerals int 10  numerals that the new versions must hold
-- :days int 60  days before the last visit within which that harvest must lie
WITH stored AS (
    SELECT f.source_id, f.run_id, v.version_id, v.report_id, v.recorded_from, v.residue_rate
    FROM report_version v
    JOIN "fetch" f ON f.fetch_id = v.fetch_id
    WHERE v.reason IN ('first', 'source')
),
last AS (
    SELECT s.source_id, MAX(s.run_id) AS run_id, MAX(s.recorded_from) AS stored_at
    FROM stored s
    GROUP BY s.source_id
),
risen AS (
    SELECT l.source_id, l.run_id
    FROM last l
    JOIN source_visit v ON v.source_id = l.source_id
    JOIN stored s ON s.source_id = l.source_id
    WHERE
        v.is_watched = 1
        AND julianday(substr(v.visited_at, 1, 10)) - julianday(substr(l.stored_at, 1, 10)) <= :days
    GROUP BY l.source_id, l.run_id
    HAVING
        SUM(CASE WHEN s.run_id = l.run_id THEN 0 ELSE 1 END) >= :before
        AND AVG(CASE WHEN s.run_id = l.run_id THEN s.residue_rate END)
            - AVG(CASE WHEN s.run_id <> l.run_id THEN s.residue_rate END) >= :rise
),
counted AS (
    SELECT
        s.source_id,
        s.report_id,
        CASE WHEN s.run_id = x.run_id THEN 1 ELSE 0 END AS is_new,
        (SELECT COUNT(*) FROM numeral u WHERE u.version_id = s.version_id AND u.reason IS NULL) AS unexplained,
        (SELECT COUNT(*) FROM numeral u WHERE u.version_id = s.version_id)
            + (SELECT COUNT(*) FROM metric m WHERE m.version_id = s.version_id) AS numerals
    FROM risen x
    JOIN stored s ON s.source_id = x.source_id
),
compared AS (
    SELECT
        source_id,
        MAX(CASE WHEN is_new = 1 THEN report_id END) AS report_id,
        SUM(is_new * unexplained) AS unexplained,
        SUM(is_new * numerals) AS numerals,
        SUM((1 - is_new) * unexplained) AS unexplained_before,
        SUM((1 - is_new) * numerals) AS numerals_before
    FROM counted
    GROUP BY source_id
)
SELECT
    c.source_id AS subject,
    c.unexplained || ' of ' || c.numerals || ' numerals of the newest versions are unexplained, '
        || c.unexplained_before || ' of ' || c.numerals_before || ' before' AS said,
    'report ' || c.report_id || ' ' || COALESCE(r.url, '') AS evidence
FROM compared c
JOIN report r ON r.report_id = c.report_id
WHERE c.numerals >= :numerals
ORDER BY c.source_id
