-- title: Every run, and how it ended
-- grain: one row per run
-- columns:
--   run_id         its number;  kind  harvest, backfill, import, reparse, correct …;  state  running, done or failed
--   started_at, finished_at   UTC; finished_at is null while it runs, and for ever after a kill
--   counts, scope  JSON: what it counted, and what it was asked to do
CREATE VIEW run_ledger AS
SELECT u.run_id, u.kind, u.state, u.started_at, u.finished_at, u.counts, u.scope
FROM run u
