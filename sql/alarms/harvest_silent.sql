-- title: No harvest
-- description: No harvest of any kind has ended, well or badly, since one was due by the harvest calendar.
-- remedy: Look whether the Prefect server and a worker run (`deployments/README.md`), and at the last runs
--   (`reportarchive status`); a harvest by hand (`reportarchive ingest`) closes the alarm.
-- :due text -  the UTC time since which one should have ended
SELECT
    'archive' AS subject,
    'no harvest has ended since ' || CAST(:due AS TEXT) || ': '
        || COALESCE('the last one ended ' || l.ended_at, 'none has ended yet') AS said,
    COALESCE('run ' || l.run_id, '') AS evidence
FROM (
    SELECT MAX(u.finished_at) AS ended_at, MAX(u.run_id) AS run_id
    FROM run u
    WHERE u.kind IN ('harvest', 'ingest', 'demo') AND u.finished_at IS NOT NULL
) l
WHERE l.ended_at IS NULL OR l.ended_at < :due
