-- title: The unexplained numerals of a report as it is now
-- :report text -  report_id
SELECT char_start, char_end
FROM numeral_residue
WHERE report_id = :report
ORDER BY char_start
