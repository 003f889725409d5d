-- title: Corrections made by then; one that was withdrawn later still held, and whether it was orphaned has no time
CREATE VIEW correction AS
SELECT
    correction_id,
    report_id,
    field,
    was,
    becomes,
    quote,
    section,
    author,
    reason,
    recorded_at,
    CASE WHEN withdrawn_at <= :moment THEN withdrawn_at END AS withdrawn_at,
    CASE WHEN withdrawn_at > :moment THEN 'applied' ELSE state END AS state,
    note
FROM base.correction
WHERE recorded_at <= :moment
