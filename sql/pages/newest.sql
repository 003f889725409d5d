-- title: The reports whose current version was written last
SELECT report_id, division_name, issuer, year, kind, title, published_on, version_no, reason, recorded_from
FROM report_current
ORDER BY version_id DESC
LIMIT 15
