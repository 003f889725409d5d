-- title: The numbers of a report as it is now, in text order
-- :report text -  report_id
SELECT seq, section_path, role, indicator, value, value_text, upper_text, unit, bound, change, basis, is_target, label,
    surface, char_start, char_end, sentence_start, sentence_end
FROM metric_current
WHERE report_id = :report
ORDER BY seq
