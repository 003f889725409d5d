-- title: Who owed a report for which year, and what the archive knows of it
-- grain: one row per issuer and year owed
-- columns:
--   division_code, division_name, issuer, issuer_kind, year   who owes which year
--   due_on         last day on time (31 March of the next year, Asia/Shanghai)
--   state          on_time | late       published, by a date that can be trusted
--                  undated              stored, but its best date comes from the URL or is a time of updating
--                  withdrawn            stored, but its address last answered not found or gone
--                  unparsed             a page or file was fetched for this year, and no report came out of it
--                  not_due              the deadline has not passed
--                  unwatched            no verified source of this issuer
--                  missing              a whole visit after the deadline read all listings, and it was not there
--                  unreachable          its page was listed and did not answer, or the listings did not all answer
--                  due                  the deadline has passed, and nobody has looked since
--   days_late      days after due_on, 0 when on time, else null;  evidence  what the state rests on
--   report_id, published_on, url   of the stored report
-- clock: the day of the database (UTC on SQLite, the session's on PostgreSQL). The command `coverage` puts another
--   day in its place. Only reports published by that day count; the rest of the states rest on requests, not on it.
-- note: fetch is a reserved word of PostgreSQL, so it is quoted here
CREATE VIEW coverage AS
WITH clock (today) AS (
    SELECT CAST(CURRENT_DATE AS TEXT)
),
look AS (
    SELECT
        source_id,
        MIN(requested_at) AS looked_at,
        MAX(is_whole) AS is_whole,
        MAX(CASE WHEN outcome NOT IN ('ok', 'not_modified') THEN outcome END) AS trouble
    FROM "fetch"
    WHERE purpose = 'listing' AND source_id IS NOT NULL
    GROUP BY source_id, run_id
),
watch AS (
    SELECT
        s.issuer_id,
        MAX(s.verified) AS verified,
        MAX(CASE WHEN l.trouble IS NULL AND l.is_whole = 1 THEN l.looked_at END) AS read_at,
        MAX(CASE WHEN l.trouble IS NOT NULL THEN l.looked_at || ' ' || l.trouble END) AS failed_at
    FROM source s
    LEFT JOIN look l ON l.source_id = s.source_id
    WHERE s.is_index = 0
    GROUP BY s.issuer_id
),
refused AS (
    SELECT s.issuer_id, f.hint_year AS year, MAX(f.requested_at || ' ' || f.outcome) AS refused_at
    FROM "fetch" f
    JOIN source s ON s.source_id = f.source_id
    WHERE f.purpose = 'article' AND f.outcome NOT IN ('ok', 'not_modified', 'needs_extraction') AND f.hint_year IS NOT NULL
        AND s.is_index = 0
    GROUP BY s.issuer_id, f.hint_year
),
unread AS (
    SELECT
        s.issuer_id,
        f.hint_year AS year,
        MAX(f.requested_at) AS fetched_at,
        MAX(CASE WHEN f.outcome = 'needs_extraction' THEN f.requested_at || ', ' || f.evidence END) AS kept_file
    FROM "fetch" f
    JOIN source s ON s.source_id = f.source_id
    WHERE f.purpose IN ('article', 'attachment') AND f.outcome IN ('ok', 'needs_extraction')
        AND f.hint_year IS NOT NULL AND s.is_index = 0
    GROUP BY s.issuer_id, f.hint_year
),
fact AS (
    SELECT
        e.issuer_id,
        e.year,
        e.due_on,
        c.today,
        p.report_id AS any_report,
        CASE
            WHEN v.published_on IS NULL OR v.published_on_source IN ('url', 'update') OR v.published_on <= c.today
                THEN p.report_id
        END AS report_id,
        v.published_on,
        v.published_on_source AS origin,
        CASE WHEN v.published_on IS NULL OR v.published_on_source IN ('url', 'update') THEN 1 ELSE 0 END AS is_undated,
        p.url,
        (
            SELECT f.outcome || ' ' || f.requested_at
            FROM "fetch" f
            WHERE f.url = p.url OR f.final_url = p.url
            ORDER BY f.fetch_id DESC
            LIMIT 1
        ) AS last_answer,
        u.fetched_at,
        u.kept_file,
        COALESCE(w.verified, 0) AS verified,
        w.read_at,
        w.failed_at,
        x.refused_at,
        e.due_on || 'T16:00:00Z' AS deadline
    FROM expectation e
    CROSS JOIN clock c
    LEFT JOIN report p
        ON p.report_id = (
            SELECT r.report_id
            FROM report r
            JOIN report_version o ON o.report_id = r.report_id AND o.recorded_to IS NULL
            WHERE r.issuer_id = e.issuer_id AND r.year = e.year AND r.kind = 'annual'
            ORDER BY o.published_on NULLS LAST, r.report_id
            LIMIT 1
        )
    LEFT JOIN report_version v ON v.report_id = p.report_id AND v.recorded_to IS NULL
    LEFT JOIN unread u ON u.issuer_id = e.issuer_id AND u.year = e.year
    LEFT JOIN refused x ON x.issuer_id = e.issuer_id AND x.year = e.year
    LEFT JOIN watch w ON w.issuer_id = e.issuer_id
),
judged AS (
    SELECT
        f.*,
        CASE
            WHEN f.report_id IS NOT NULL AND (
                f.last_answer LIKE 'not_found %' OR f.last_answer LIKE 'soft_not_found %' OR f.last_answer LIKE 'gone %'
            ) THEN 'withdrawn'
            WHEN f.report_id IS NOT NULL AND f.is_undated = 1 THEN 'undated'
            WHEN f.report_id IS NOT NULL AND f.published_on <= f.due_on THEN 'on_time'
            WHEN f.report_id IS NOT NULL THEN 'late'
            WHEN f.any_report IS NULL AND f.fetched_at IS NOT NULL THEN 'unparsed'
            WHEN f.today <= f.due_on THEN 'not_due'
            WHEN f.any_report IS NULL AND f.refused_at IS NOT NULL THEN 'unreachable'
            WHEN f.verified = 0 THEN 'unwatched'
            WHEN f.read_at >= f.deadline THEN 'missing'
            WHEN f.failed_at >= f.deadline THEN 'unreachable'
            ELSE 'due'
        END AS state
    FROM fact f
)
SELECT
    i.division_code,
    d.name AS division_name,
    i.name AS issuer,
    i.kind AS issuer_kind,
    j.year,
    j.due_on,
    j.state,
    CASE
        WHEN j.state = 'on_time' THEN 0
        WHEN j.state = 'late' THEN CAST(julianday(j.published_on) - julianday(j.due_on) AS INTEGER)
    END AS days_late,
    CASE j.state
        WHEN 'withdrawn' THEN 'last answer: ' || j.last_answer
        WHEN 'undated' THEN COALESCE('date ' || j.published_on || ' from ' || j.origin, 'no date found')
        WHEN 'on_time' THEN 'published ' || j.published_on || COALESCE(' (' || j.origin || ')', '')
        WHEN 'late' THEN 'published ' || j.published_on || COALESCE(' (' || j.origin || ')', '')
        WHEN 'unparsed' THEN COALESCE('file kept ' || j.kept_file, 'page fetched ' || j.fetched_at)
        WHEN 'missing' THEN 'listings read ' || j.read_at
        WHEN 'unreachable' THEN COALESCE('page asked ' || j.refused_at, 'listings asked ' || j.failed_at)
        WHEN 'due' THEN COALESCE('listings last read ' || j.read_at, 'listings never read')
        WHEN 'unwatched' THEN 'no verified source'
        ELSE 'due on ' || j.due_on
    END AS evidence,
    j.report_id,
    CASE WHEN j.report_id IS NOT NULL THEN j.published_on END AS published_on,
    CASE WHEN j.report_id IS NOT NULL THEN j.url END AS url
FROM judged j
JOIN issuer i ON i.issuer_id = j.issuer_id
JOIN division d ON d.code = i.division_code
