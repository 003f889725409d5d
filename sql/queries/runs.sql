-- title: The last runs and how they ended
-- description: Newest first: what was run, when, and what it counted. A run without an end is under way or was killed.
-- :most int 10  how many runs
SELECT run_id, kind, state, started_at, finished_at, counts, scope
FROM run
ORDER BY run_id DESC
LIMIT :most
