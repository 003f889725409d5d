-- title: The numbers of any version, in text order
-- :version int -  version_id
SELECT m.seq, s.path AS section_path, s.role, m.indicator, m.value, m.value_text, m.upper_text, m.unit, m.bound, m.change,
    m.basis, m.is_target, m.label, m.surface, m.char_start, m.char_end, m.sentence_start, m.sentence_end
FROM metric m
LEFT JOIN section s ON s.version_id = m.version_id AND s.seq = m.section_seq
WHERE m.version_id = :version
ORDER BY m.seq
