-- title: What is wrong now
-- description: The alarms that are open, the oldest first: what it is, with which source, the cause with its numbers, and
--   where it can be seen. `reportarchive watch` looks anew; deployments/README.md says what to do about each.
-- :code text null  only alarms of this code; null means all
SELECT code, subject, said, evidence, opened_at, last_seen_at, told_at
FROM alarm_open
WHERE CAST(:code AS TEXT) IS NULL OR code = :code
ORDER BY opened_at, code, subject
