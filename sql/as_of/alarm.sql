-- title: Alarms opened by then; one that was over later was still open. What it said last has no time of its own
CREATE VIEW alarm AS
SELECT
    alarm_id,
    code,
    subject,
    opened_at,
    CASE WHEN last_seen_at <= :moment THEN last_seen_at ELSE opened_at END AS last_seen_at,
    CASE WHEN closed_at <= :moment THEN closed_at END AS closed_at,
    said,
    evidence,
    CASE WHEN told_at <= :moment THEN told_at END AS told_at,
    CASE WHEN told_at <= :moment THEN times_told ELSE 0 END AS times_told
FROM base.alarm
WHERE opened_at <= :moment
