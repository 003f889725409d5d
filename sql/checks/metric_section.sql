-- title: A metric or citation that does not stand in the own text of its section
SELECT f.version_id, f.seq, f.surface AS found
FROM (
    SELECT version_id, seq, section_seq, surface, char_start FROM metric
    UNION ALL
    SELECT version_id, seq, section_seq, surface, char_start FROM citation
) f
LEFT JOIN section s ON s.version_id = f.version_id AND s.seq = f.section_seq
WHERE s.seq IS NULL OR f.char_start < s.char_start OR f.char_start >= s.own_end
