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
-- note: fetch is a reserved word of PostgreSQL, so it is quoted here. A look is the requests of one run for the listings
--   of one source. Each issuer is asked for by itself, and no request is read for those that were not asked for.
CREATE VIEW coverage AS
WITH clock (today) AS (
    SELECT CAST(CURRENT_DATE AS TEXT)
),
fact AS (
    SELECT
        i.division_code,
        i.name,
        i.kind,
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
        a.outcome AS last_outcome,
        a.requested_at AS last_answer_at,
        -- outcome <> 'not_modified' says nothing more, but leads to the small index of the requests that tell
        (
            SELECT MAX(f.requested_at)
            FROM source s
            JOIN "fetch" f ON f.source_id = s.source_id
            WHERE s.issuer_id = e.issuer_id AND s.is_index = 0 AND f.hint_year = e.year AND f.outcome <> 'not_modified'
                AND f.purpose IN ('article', 'attachment') AND f.outcome IN ('ok', 'needs_extraction')
        ) AS fetched_at,
        (
            SELECT MAX(f.requested_at || ', ' || f.evidence)
            FROM source s
            JOIN "fetch" f ON f.source_id = s.source_id
            WHERE s.issuer_id = e.issuer_id AND s.is_index = 0 AND f.hint_year = e.year AND f.outcome <> 'not_modified'
                AND f.purpose IN ('article', 'attachment') AND f.outcome = 'needs_extraction'
        ) AS kept_file,
        COALESCE((SELECT MAX(s.verified) FROM source s WHERE s.issuer_id = i.issuer_id AND s.is_index = 0), 0) AS verified,
        -- of the last whole look without trouble, and of the last one with trouble: when it began, and what it met
        (
            SELECT MIN(f.requested_at)
            FROM "fetch" f
            WHERE f.purpose = 'listing' AND f.source_id = w.source_id AND f.run_id = w.run_id
        ) AS read_at,
        (
            SELECT MIN(f.requested_at) || ' ' || MAX(CASE WHEN f.outcome NOT IN ('ok', 'not_modified') THEN f.outcome END)
            FROM "fetch" f
            WHERE f.purpose = 'listing' AND f.source_id = t.source_id AND f.run_id = t.run_id
        ) AS failed_at,
        (
            SELECT MAX(f.requested_at || ' ' || f.outcome)
            FROM source s
            JOIN "fetch" f ON f.source_id = s.source_id
            WHERE s.issuer_id = e.issuer_id AND s.is_index = 0 AND f.hint_year = e.year AND f.outcome <> 'not_modified'
                AND f.purpose = 'article' AND f.outcome NOT IN ('ok', 'needs_extraction')
        ) AS refused_at,
        e.due_on || 'T16:00:00Z' AS deadline
    -- What is joined by the id that a question finds is looked for once, and not wherever the view names it.
    FROM issuer i
    LEFT JOIN "fetch" w
        ON w.fetch_id = (
            SELECT l.fetch_id
            FROM (
                SELECT MIN(f.fetch_id) AS fetch_id, MIN(f.requested_at) AS looked_at
                FROM source s
                JOIN "fetch" f ON f.source_id = s.source_id
                WHERE s.issuer_id = i.issuer_id AND s.is_index = 0 AND f.purpose = 'listing'
                GROUP BY f.source_id, f.run_id
                HAVING MAX(f.is_whole) = 1 AND MAX(CASE WHEN f.outcome NOT IN ('ok', 'not_modified') THEN 1 ELSE 0 END) = 0
            ) l
            ORDER BY l.looked_at DESC
            LIMIT 1
        )
    LEFT JOIN "fetch" t
        ON t.fetch_id = (
            SELECT l.fetch_id
            FROM (
                SELECT
                    MIN(f.fetch_id) AS fetch_id,
                    MIN(f.requested_at) AS looked_at,
                    MAX(CASE WHEN f.outcome NOT IN ('ok', 'not_modified') THEN f.outcome END) AS trouble
                FROM source s
                JOIN "fetch" f ON f.source_id = s.source_id
                WHERE s.issuer_id = i.issuer_id AND s.is_index = 0 AND f.purpose = 'listing'
                GROUP BY f.source_id, f.run_id
            ) l
            WHERE l.trouble IS NOT NULL
            ORDER BY l.looked_at DESC, l.trouble DESC
            LIMIT 1
        )
    CROSS JOIN expectation e
    CROSS JOIN clock c
    LEFT JOIN report p
        ON p.report_id = (
            -- The sign keeps from the index by year, which holds the reports of all issuers.
            SELECT r.report_id
            FROM report r
            JOIN report_version o ON o.report_id = r.report_id AND o.recorded_to IS NULL
            WHERE r.issuer_id = e.issuer_id AND +r.year = e.year AND r.kind = 'annual'
            ORDER BY o.published_on NULLS LAST, r.report_id
            LIMIT 1
        )
    LEFT JOIN report_version v ON v.report_id = p.report_id AND v.recorded_to IS NULL
    LEFT JOIN "fetch" a
        ON a.fetch_id = (
            SELECT MAX(n.fetch_id)
            FROM (
                SELECT MAX(f.fetch_id) AS fetch_id FROM "fetch" f WHERE f.url = p.url
                UNION ALL
                SELECT MAX(f.fetch_id) FROM "fetch" f WHERE f.final_url = p.url
            ) n
        )
    WHERE e.issuer_id = i.issuer_id
),
judged AS (
    SELECT
        f.*,
        CASE
            WHEN f.report_id IS NOT NULL AND f.last_outcome IN ('not_found', 'soft_not_found', 'gone') THEN 'withdrawn'
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
        END AS state,
        CASE
            WHEN f.report_id IS NULL OR f.is_undated = 1 OR f.last_outcome IN ('not_found', 'soft_not_found', 'gone') THEN NULL
            WHEN f.published_on <= f.due_on THEN 0
            ELSE CAST(julianday(f.published_on) - julianday(f.due_on) AS INTEGER)
        END AS days_late
    FROM fact f
)
SELECT
    j.division_code,
    d.name AS division_name,
    j.name AS issuer,
    j.kind AS issuer_kind,
    j.year,
    j.due_on,
    j.state,
    j.days_late,
    CASE j.state
        WHEN 'withdrawn' THEN 'last answer: ' || j.last_outcome || ' ' || j.last_answer_at
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
JOIN division d ON d.code = j.division_code
