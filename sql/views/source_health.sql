-- title: How each source does, from what was asked and what is stored
-- grain: one row per source
-- columns:
--   source_id, division_code, division_name, issuer, family   what it is
--   verified       1 after a good harvest;  paused  the reason it must not be asked, else empty
--   last_asked_at, last_outcome, last_evidence   the last request for one of its listings; null when never asked
--   last_success_at   the last one that was answered (ok or not_modified)
--   requests, failures, failure_rate   all requests for it; those with another outcome than ok, not_modified and
--                  needs_extraction
--   min_reports    how many reports a whole harvest must find;  listed  rows of its listings accepted as reports
--   reports        how many are stored;  lacking  how many fewer than min_reports, 0 when none
--   newest_report_at   when a report of it was first stored last;  days_since_new_report  days since, by the clock
--   numerals, residue, residue_rate   all numerals of its current versions, those unexplained, and their share
--   newest_year    the newest year a stored report of it is about, null when none is stored
--   last_visit_at, last_requests, last_refused, last_emptied, last_unread   its last whole visit (view source_visit):
--                  when, and of the pages asked for those refused, listing pages without reports, and report pages that
--                  held none; null before one
--   open_alarms    alarms of it that are open, as the watchdog last saw (alarm_open)
-- clock: the day of the database (UTC on SQLite, the session's on PostgreSQL), for days_since_new_report alone
-- note: fetch is a reserved word of PostgreSQL, so it is quoted here
CREATE VIEW source_health AS
WITH counted AS NOT MATERIALIZED (
    SELECT
        s.*,
        (
            SELECT f.fetch_id
            FROM "fetch" f
            WHERE f.source_id = s.source_id AND f.purpose = 'listing'
            ORDER BY f.requested_at DESC, f.fetch_id DESC
            LIMIT 1
        ) AS last_fetch_id,
        (SELECT COUNT(*) FROM "fetch" f WHERE f.source_id = s.source_id) AS requests,
        (
            SELECT COUNT(*)
            FROM "fetch" f
            WHERE f.source_id = s.source_id AND f.outcome NOT IN ('ok', 'not_modified', 'needs_extraction')
        ) AS failures,
        (SELECT COUNT(*) FROM report r WHERE r.source_id = s.source_id) AS reports,
        (
            SELECT MAX(v.recorded_from)
            FROM report r
            JOIN report_version v ON v.report_id = r.report_id AND v.version_no = 1
            WHERE r.source_id = s.source_id
        ) AS newest_report_at,
        (
            SELECT COUNT(*)
            FROM report r
            JOIN report_version v ON v.report_id = r.report_id AND v.recorded_to IS NULL
            JOIN numeral n ON n.version_id = v.version_id
            WHERE r.source_id = s.source_id
        ) AS unmeasured,
        (
            SELECT COUNT(*)
            FROM report r
            JOIN report_version v ON v.report_id = r.report_id AND v.recorded_to IS NULL
            JOIN numeral n ON n.version_id = v.version_id
            WHERE r.source_id = s.source_id AND n.reason IS NULL
        ) AS residue,
        (
            SELECT COUNT(*)
            FROM report r
            JOIN report_version v ON v.report_id = r.report_id AND v.recorded_to IS NULL
            JOIN metric m ON m.version_id = v.version_id
            WHERE r.source_id = s.source_id
        ) AS metrics
    FROM source s
)
SELECT
    c.source_id,
    i.division_code,
    d.name AS division_name,
    i.name AS issuer,
    c.family,
    c.verified,
    c.paused,
    f.requested_at AS last_asked_at,
    f.outcome AS last_outcome,
    f.evidence AS last_evidence,
    (
        SELECT MAX(g.requested_at)
        FROM "fetch" g
        WHERE g.source_id = c.source_id AND g.purpose = 'listing' AND g.outcome IN ('ok', 'not_modified')
    ) AS last_success_at,
    c.requests,
    c.failures,
    CAST(c.failures AS DOUBLE PRECISION) / NULLIF(c.requests, 0) AS failure_rate,
    c.min_reports,
    (SELECT COUNT(*) FROM candidate k WHERE k.source_id = c.source_id AND k.decision = 'accept') AS listed,
    c.reports,
    CASE WHEN c.reports < c.min_reports THEN c.min_reports - c.reports ELSE 0 END AS lacking,
    c.newest_report_at,
    CAST(julianday(CAST(CURRENT_DATE AS TEXT)) - julianday(substr(c.newest_report_at, 1, 10)) AS INTEGER)
        AS days_since_new_report,
    c.unmeasured + c.metrics AS numerals,
    c.residue,
    CASE WHEN c.unmeasured + c.metrics > 0 THEN c.residue * 1.0 / (c.unmeasured + c.metrics) END AS residue_rate,
    (SELECT MAX(r.year) FROM report r WHERE r.source_id = c.source_id) AS newest_year,
    w.visited_at AS last_visit_at,
    w.requests AS last_requests,
    w.refused AS last_refused,
    w.emptied AS last_emptied,
    w.unread AS last_unread,
    (SELECT COUNT(*) FROM alarm a WHERE a.subject = c.source_id AND a.closed_at IS NULL) AS open_alarms
FROM counted c
JOIN issuer i ON i.issuer_id = c.issuer_id
JOIN division d ON d.code = i.division_code
LEFT JOIN "fetch" f ON f.fetch_id = c.last_fetch_id
LEFT JOIN source_visit w ON w.source_id = c.source_id
