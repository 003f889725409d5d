-- title: The sections of any version, in text order
-- :version int -  version_id
SELECT seq, path, level, mark, title, role, char_start, heading_end, char_end
FROM section
WHERE version_id = :version
ORDER BY seq
