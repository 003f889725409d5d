-- title: Reports by place and year, from one on
-- :year int null  the year reported on; null means all
-- :division text ""  the beginning of a code
-- :after text ""  the report before the first one wanted
-- :most int 100  how many
SELECT report_id, division_code, division_name, issuer, year, kind, title, published_on, version_no
FROM report_current
WHERE report_id > :after
    AND (CAST(:year AS INTEGER) IS NULL OR year = :year)
    AND substr(division_code, 1, length(:division)) = :division
ORDER BY report_id
LIMIT :most
