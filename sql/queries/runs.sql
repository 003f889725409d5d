-- title: The last runs and how they ended
-- description: Newest first: what was run, when, and what it counted. A run without an end is under way or was killed.
-- :most int 10  how many runs
-- :kind text null  only runs of this kind; null means all
-- :ended int 0  1 leaves out the runs that have not ended
SELECT run_id, kind, state, started_at, finished_at, counts, scope
FROM run_ledger
WHERE
    (CAST(:kind AS TEXT) IS NULL OR kind = :kind)
    AND (:ended = 0 OR finished_at IS NOT NULL)
ORDER BY run_id DESC
LIMIT :most
