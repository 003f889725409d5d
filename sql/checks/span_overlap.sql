-- title: A numeral counted twice: two spans of metrics and numerals that overlap
SELECT n.version_id, n.seq, n.surface AS found
FROM (
    SELECT
        version_id,
        seq,
        surface,
        char_start,
        MAX(char_end) OVER (
            PARTITION BY version_id ORDER BY char_start, char_end ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS taken_to
    FROM (
        SELECT version_id, seq, surface, char_start, char_end FROM metric
        UNION ALL
        SELECT version_id, seq, surface, char_start, char_end FROM numeral
    ) spans
) n
WHERE n.char_start < n.taken_to
