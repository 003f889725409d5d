-- title: Every piece of work, what was planned of it, and what came of it
-- grain: one row per work item, that is per source and scope of a backfill
-- columns:
--   item_id        its number;  run_kind  backfill;  source_id, division_code   whose it is;  scope  JSON: what is asked
--   state          pending, running, done or failed;  attempts  how often a worker began it;  error  why it failed
--   owner          the worker that is at it: host|process ids' space and boot|process id|run and source …; else null
--   lease_until    UTC; until then the source is its owner's, who puts it off while at work; null when nobody's
--   planned_at     when the listings were read for the plan (`plan --probe`), null when they were not
--   started_at, finished_at   UTC, of the last attempt; finished_at is null until it ended
--   listings_planned, articles_planned   pages of listings and articles to ask for; null: unknown
--   listings_asked, articles_asked   how many were, in the attempt that ended it, as all that follow
--   reports_new, reports_changed, reports_unchanged   what the articles were: reports stored, stored anew, known
--   reports_kept   reports that a limited run passed over, since they are stored
--   rows_refused   rows of listings that are no reports;  failures  requests and pages that failed
--   articles_difference   articles planned less the reports that came of them: 0 when all came, more where pages were
--                  missing, less where others came meanwhile; null without a plan before it, or before its end
CREATE VIEW work_ledger AS
SELECT
    w.item_id,
    w.run_kind,
    w.source_id,
    i.division_code,
    w.scope,
    w.state,
    w.attempts,
    l.owner,
    l.lease_until,
    w.planned_at,
    w.started_at,
    w.finished_at,
    w.listings_planned,
    w.articles_planned,
    w.listings_asked,
    w.articles_asked,
    w.reports_new,
    w.reports_changed,
    w.reports_unchanged,
    w.reports_kept,
    w.rows_refused,
    w.failures,
    CASE
        WHEN w.finished_at >= w.planned_at
        THEN w.articles_planned - w.reports_new - w.reports_changed - w.reports_unchanged - w.reports_kept
    END AS articles_difference,
    w.error
FROM work_item w
JOIN source s ON s.source_id = w.source_id
JOIN issuer i ON i.issuer_id = s.issuer_id
LEFT JOIN source_lease l ON l.source_id = w.source_id AND l.owner = w.owner
