-- title: All quantities of one report
-- description: Each quantity in text order with its section, its characters and its sentence.
-- :report text -  a report_id such as 110107-2023-annual
SELECT
    seq, section_path, role, indicator, label, surface, value, upper, unit, bound, change, basis, is_target, sentence
FROM metric_current
WHERE report_id = :report
ORDER BY seq
