-- title: Which version of its report a version is
-- :version int -  version_id
SELECT version_no
FROM report_version
WHERE version_id = :version
