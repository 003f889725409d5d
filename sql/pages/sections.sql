-- title: The sections of a report as it is now, in text order
-- :report text -  report_id
SELECT seq, path, level, mark, title, role, char_start, heading_end, char_end
FROM section_current
WHERE report_id = :report
ORDER BY seq
