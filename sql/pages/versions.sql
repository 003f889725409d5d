-- title: All versions of a report, the first one first
-- :report text -  report_id
SELECT *
FROM version_history
WHERE report_id = :report
ORDER BY version_no
