-- title: A report as it is now
-- :report text -  report_id
SELECT *
FROM report_current
WHERE report_id = :report
