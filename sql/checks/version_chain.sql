-- title: A version that does not take over where the one before it ended, or ends before it began, or a report without one current version
SELECT c.version_id, c.version_no AS seq, c.report_id AS found
FROM (
    SELECT
        version_id,
        version_no,
        report_id,
        recorded_from,
        LAG(recorded_to) OVER (PARTITION BY report_id ORDER BY version_no) AS ended,
        ROW_NUMBER() OVER (PARTITION BY report_id ORDER BY version_no) AS place
    FROM report_version
) c
WHERE c.version_no <> c.place OR (c.place > 1 AND (c.ended IS NULL OR c.ended <> c.recorded_from))
UNION ALL
SELECT version_id, version_no, report_id
FROM report_version
WHERE recorded_to < recorded_from
UNION ALL
SELECT 0, 0, r.report_id
FROM report r
WHERE (
    SELECT COUNT(*) FROM report_version v WHERE v.report_id = r.report_id AND v.recorded_to IS NULL
) <> 1
