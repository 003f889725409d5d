-- title: Quantities of the current versions, each with its characters
-- grain: one row per quantity, in text order (seq)
-- columns:
--   report_id, division_code, division_name, issuer, year, kind   as in report_current
--   seq            number in text order;  section_path, role  the section it stands in
--   indicator      code of the indicator list, or null
--   value, upper   numbers (upper: the end of a range);  value_text, upper_text  the same, exact
--   unit           as written, without magnitude;  bound  exact, over, under, about
--   change         up or down when the number is an amount of change;  basis  against what (较去年)
--   is_target      1 for a plan, 0 for a result;  label  the phrase that owns the number
--   surface        = substr(text, char_start + 1, char_end - char_start);  sentence  the sentence around it
--   char_start, char_end, sentence_start, sentence_end   code-point offsets;  url, version_id  of the report
CREATE VIEW metric_current AS
SELECT
    r.report_id,
    i.division_code,
    d.name AS division_name,
    i.name AS issuer,
    r.year,
    r.kind,
    m.seq,
    s.path AS section_path,
    s.role,
    m.indicator,
    m.value,
    m.value_text,
    m.upper,
    m.upper_text,
    m.unit,
    m.bound,
    m.change,
    m.basis,
    m.is_target,
    m.label,
    m.surface,
    m.char_start,
    m.char_end,
    m.sentence_start,
    m.sentence_end,
    substr(v.text, m.sentence_start + 1, m.sentence_end - m.sentence_start) AS sentence,
    r.url,
    v.version_id
FROM metric m
JOIN report_version v ON v.version_id = m.version_id AND v.recorded_to IS NULL
JOIN report r ON r.report_id = v.report_id
JOIN issuer i ON i.issuer_id = r.issuer_id
JOIN division d ON d.code = i.division_code
LEFT JOIN section s ON s.version_id = m.version_id AND s.seq = m.section_seq
