-- title: A residue rate that is not the share of numerals without a reason
SELECT v.version_id, 0 AS seq, CAST(v.residue_rate AS TEXT) AS found
FROM report_version v
LEFT JOIN (
    SELECT version_id, COUNT(*) AS numerals, SUM(CASE WHEN reason IS NULL THEN 1 ELSE 0 END) AS residue
    FROM numeral
    GROUP BY version_id
) n ON n.version_id = v.version_id
LEFT JOIN (SELECT version_id, COUNT(*) AS metrics FROM metric GROUP BY version_id) m ON m.version_id = v.version_id
WHERE ABS(
    v.residue_rate * (COALESCE(n.numerals, 0) + COALESCE(m.metrics, 0)) - COALESCE(n.residue, 0)
) > 0.000001
