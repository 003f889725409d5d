-- title: What reports state for an indicator in a unit, the largest first
-- :indicator text -  code
-- :unit text -  as written
-- :year int null  the year reported on; null means all
-- :division text ""  the beginning of a code
-- :most int 10000  how many
WITH stated AS (
    SELECT *
    FROM indicator_total
    WHERE indicator = :indicator
        AND unit = :unit
        AND (CAST(:year AS INTEGER) IS NULL OR year = :year)
        AND substr(division_code, 1, length(:division)) = :division
    ORDER BY value DESC, report_id
    LIMIT :most
)
SELECT t.division_code, t.division_name, t.issuer, t.year, t.kind, t.value, t.value_text, t.unit, t.bound, t.label,
    t.surface, t.values_stated, t.report_id, r.version_no, t.seq, t.char_start, t.char_end, r.url
FROM stated t
JOIN report_current r ON r.report_id = t.report_id
ORDER BY t.value DESC, t.report_id
