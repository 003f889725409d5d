-- title: Which version of a report is the current one
-- :report text -  report_id
SELECT report_id, version_no
FROM report_current
WHERE report_id = :report
