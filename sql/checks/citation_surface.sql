-- title: A citation whose surface is not the text at its span
SELECT c.version_id, c.seq, c.surface AS found
FROM citation c
JOIN report_version v ON v.version_id = c.version_id
WHERE substr(v.text, c.char_start + 1, c.char_end - c.char_start) <> c.surface
