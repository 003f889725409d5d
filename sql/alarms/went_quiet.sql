-- title: Went quiet
-- description: A source that used to publish by now has not, as its listings read since show; or it was not asked since
--   while others were; or it stopped answering altogether (not refusing: that is another alarm). "By now" is the latest
--   day of the year on which one of its last reports came, and some days of grace, never before the season ends.
-- remedy: Open the listing. If the report is there, the address or the family is wrong; if it is not, it is late, which
--   `coverage` counts; if nothing answers, look at the host name, and write to the site.
-- :today date -  the day in China on which this is asked
-- :reports int 3  dated annual reports that it must have published in the years looked back on
-- :years int 5  years looked back on
-- :grace int 10  days after the latest day so far
-- :season_end int 99  days after New Year before which no source is called quiet: 10 April, the end of the season
-- :unasked int 40  days that a source whose report is overdue was not asked, while others were
-- :visits int 3  visits in a row without any answer to a listing
WITH owed AS (
    SELECT e.issuer_id, e.year, julianday(CAST(:today AS TEXT)) - julianday((e.year + 1) || '-01-01') AS days
    FROM expectation e
    WHERE e.due_on < :today
),
dated AS (
    SELECT r.issuer_id, r.year, julianday(v.published_on) - julianday((r.year + 1) || '-01-01') AS days
    FROM report r
    JOIN report_version v ON v.report_id = r.report_id AND v.recorded_to IS NULL
    WHERE r.kind = 'annual' AND v.published_on IS NOT NULL AND v.published_on_source NOT IN ('url', 'update')
),
habit AS (
    SELECT
        o.issuer_id,
        o.year,
        o.days,
        COUNT(*) AS reports,
        CAST(MAX(d.days) AS INTEGER) AS latest,
        CASE WHEN MAX(d.days) + :grace > :season_end THEN MAX(d.days) + :grace ELSE :season_end END AS expected
    FROM owed o
    JOIN dated d ON d.issuer_id = o.issuer_id AND d.year < o.year AND d.year >= o.year - :years
    GROUP BY o.issuer_id, o.year, o.days
    HAVING COUNT(*) >= :reports
),
newest AS (
    SELECT h.*
    FROM habit h
    WHERE
        h.days > h.expected
        AND NOT EXISTS (
            SELECT 1 FROM habit g WHERE g.issuer_id = h.issuer_id AND g.year > h.year AND g.days > g.expected
        )
),
overdue AS (
    SELECT n.*
    FROM newest n
    WHERE
        NOT EXISTS (SELECT 1 FROM report r WHERE r.issuer_id = n.issuer_id AND r.year = n.year AND r.kind = 'annual')
        AND NOT EXISTS (
            SELECT 1
            FROM source o
            JOIN "fetch" f ON f.source_id = o.source_id
            WHERE o.issuer_id = n.issuer_id AND f.purpose = 'article' AND f.hint_year = n.year AND f.outcome = 'layout_changed'
        )
),
asked AS (
    SELECT
        v.source_id,
        s.issuer_id,
        v.is_whole,
        v.visited_at,
        julianday(substr(v.visited_at, 1, 10)) AS visited,
        CASE WHEN v.answered + v.emptied + v.refused = 0 THEN 1 ELSE 0 END AS is_silent,
        (
            SELECT MAX(f.fetch_id)
            FROM "fetch" f
            WHERE f.source_id = v.source_id AND f.purpose = 'listing' AND f.outcome IN ('ok', 'not_modified')
        ) AS answer_id,
        (
            SELECT MAX(f.fetch_id)
            FROM "fetch" f
            WHERE f.source_id = v.source_id AND f.purpose = 'listing' AND f.run_id = v.run_id
        ) AS fetch_id
    FROM source_visit v
    JOIN source s ON s.source_id = v.source_id
    WHERE v.is_watched = 1 AND s.is_index = 0
),
counted AS (
    SELECT
        a.*,
        CASE
            WHEN a.is_silent = 1 THEN (
                SELECT COUNT(DISTINCT f.run_id)
                FROM "fetch" f
                WHERE f.source_id = a.source_id AND f.purpose = 'listing' AND f.fetch_id > a.answer_id
            )
            ELSE 0
        END AS silent_visits
    FROM asked a
)
SELECT
    c.source_id AS subject,
    CASE
        WHEN c.silent_visits >= :visits
            THEN 'no listing has answered in the last ' || c.silent_visits || ' visits (' || f.outcome
                || '), since ' || g.requested_at
        ELSE 'no report of ' || o.year || ', ' || CAST(o.days AS INTEGER) || ' days after New Year; ' || o.reports
            || ' earlier ones came within ' || o.latest || ' days; its listings were '
            || CASE
                WHEN c.is_whole = 1 AND c.visited >= julianday((o.year + 1) || '-01-01') + o.expected THEN 'read '
                ELSE 'last asked '
            END || c.visited_at
    END AS said,
    'request ' || f.fetch_id || ' ' || f.url AS evidence
FROM counted c
JOIN "fetch" f ON f.fetch_id = c.fetch_id
LEFT JOIN "fetch" g ON g.fetch_id = c.answer_id
LEFT JOIN overdue o ON o.issuer_id = c.issuer_id
WHERE
    c.silent_visits >= :visits
    OR (c.is_whole = 1 AND c.visited >= julianday((o.year + 1) || '-01-01') + o.expected)
    OR (
        c.visited < julianday((o.year + 1) || '-01-01') + o.expected
        AND (SELECT MAX(a.visited) FROM asked a) - c.visited >= :unasked
    )
ORDER BY c.source_id
