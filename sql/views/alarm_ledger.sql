-- title: Every alarm, from when to when it was open, and whether somebody was told
-- grain: one row per alarm; one that comes again after it was over is a new row
-- columns:
--   alarm_id       its number;  code  what is wrong (deployments/README.md says what each means, and what to do)
--   subject        the source, `archive`, or the run that hung
--   division_code, division_name, issuer   of the source, else null
--   state          open or over
--   said           the cause with its numbers, as last seen;  evidence  what it can be seen in: a request, a report
--   opened_at, last_seen_at, closed_at   UTC, by the database's clock; closed_at is null while it is open
--   told_at, times_told   when a message about it last went out, null when none did; how many did
CREATE VIEW alarm_ledger AS
SELECT
    a.alarm_id,
    a.code,
    a.subject,
    i.division_code,
    d.name AS division_name,
    i.name AS issuer,
    CASE WHEN a.closed_at IS NULL THEN 'open' ELSE 'over' END AS state,
    a.said,
    a.evidence,
    a.opened_at,
    a.last_seen_at,
    a.closed_at,
    a.told_at,
    a.times_told
FROM alarm a
LEFT JOIN source s ON s.source_id = a.subject
LEFT JOIN issuer i ON i.issuer_id = s.issuer_id
LEFT JOIN division d ON d.code = i.division_code
