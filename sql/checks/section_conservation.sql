-- title: A section whose own text does not follow the one before, or a last one that does not end the text
SELECT n.version_id, n.seq, n.char_start || '-' || n.own_end AS found
FROM (
    SELECT
        s.version_id,
        s.seq,
        s.char_start,
        s.own_end,
        LAG(s.own_end, 1, 0) OVER (PARTITION BY s.version_id ORDER BY s.seq) AS begins,
        LEAD(s.char_start) OVER (PARTITION BY s.version_id ORDER BY s.seq) AS follows,
        length(v.text) AS text_length
    FROM section s
    JOIN report_version v ON v.version_id = s.version_id
) n
WHERE n.char_start <> n.begins OR n.own_end <> COALESCE(n.follows, n.text_length)
UNION ALL
SELECT v.version_id, 0, 'no section'
FROM report_version v
WHERE NOT EXISTS (SELECT 1 FROM section s WHERE s.version_id = v.version_id)
