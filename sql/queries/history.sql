-- title: History of a report
-- description: Every version of one report: why it was written, from when to when the archive held it for the truth, and
--   how many numbers and sections differ from the version before.
-- :report text -  report_id
WITH numbers AS (
    SELECT version_no, COUNT(*) AS differing FROM metric_diff WHERE report_id = :report GROUP BY version_no
),
parts AS (
    SELECT version_no, COUNT(*) AS differing FROM section_diff WHERE report_id = :report GROUP BY version_no
)
SELECT
    h.version_no,
    h.reason,
    h.recorded_from,
    h.recorded_to,
    h.published_on,
    h.title,
    h.characters,
    h.sections,
    h.metrics,
    CASE WHEN h.version_no > 1 THEN COALESCE(p.differing, 0) END AS sections_differing,
    CASE WHEN h.version_no > 1 THEN COALESCE(n.differing, 0) END AS metrics_differing
FROM version_history h
LEFT JOIN numbers n ON n.version_no = h.version_no
LEFT JOIN parts p ON p.version_no = h.version_no
WHERE h.report_id = :report
ORDER BY h.version_no
