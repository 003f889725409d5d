-- title: What is wrong now: the alarms that are open, as the watchdog last saw them
-- grain: one row per cause: at most one of a code and subject is open
-- columns:
--   alarm_id, code, subject, division_code, division_name, issuer, said, evidence   as in alarm_ledger
--   opened_at, last_seen_at, told_at, times_told   UTC, as in alarm_ledger
CREATE VIEW alarm_open AS
SELECT
    l.alarm_id,
    l.code,
    l.subject,
    l.division_code,
    l.division_name,
    l.issuer,
    l.said,
    l.evidence,
    l.opened_at,
    l.last_seen_at,
    l.told_at,
    l.times_told
FROM alarm_ledger l
WHERE l.state = 'open'
