-- title: A section whose passage is another report's or role's, or a passage that is not held where it says it is
SELECT s.version_id, s.seq, s.path AS found
FROM section s
JOIN report_version v ON v.version_id = s.version_id
LEFT JOIN passage p ON p.passage_id = s.passage_id AND p.report_id = v.report_id AND p.role = s.role
WHERE s.passage_id IS NOT NULL AND p.passage_id IS NULL
UNION ALL
SELECT 0, p.passage_id, p.report_id
FROM passage p
WHERE
    p.is_current <> CASE
        WHEN EXISTS (
            SELECT 1
            FROM section s
            JOIN report_version v ON v.version_id = s.version_id AND v.recorded_to IS NULL
            WHERE s.passage_id = p.passage_id
        ) THEN 1
        ELSE 0
    END
