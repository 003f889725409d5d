-- title: Runs begun by then; one that ended later was still running
CREATE VIEW run AS
SELECT
    run_id,
    kind,
    scope,
    CASE WHEN finished_at > :moment THEN 'running' ELSE state END AS state,
    CASE WHEN finished_at > :moment THEN '{}' ELSE counts END AS counts,
    started_at,
    CASE WHEN finished_at <= :moment THEN finished_at END AS finished_at,
    position
FROM base.run
WHERE started_at <= :moment
