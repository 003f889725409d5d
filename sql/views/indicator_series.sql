-- title: Indicators through the years
-- grain: one row per quantity with an indicator, in a current version; no sentence, so that it is read from an index
-- columns:
--   report_id, division_code, division_name, issuer, year, kind   as in report_current
--   indicator      code of the indicator list;  seq  the quantity in metric_current
--   value, value_text, upper, unit, bound, change, basis, is_target   as in metric_current
--   section_path, role   the section it stands in
CREATE VIEW indicator_series AS
SELECT
    r.report_id,
    i.division_code,
    d.name AS division_name,
    i.name AS issuer,
    r.year,
    r.kind,
    m.indicator,
    m.seq,
    m.value,
    m.value_text,
    m.upper,
    m.unit,
    m.bound,
    m.change,
    m.basis,
    m.is_target,
    s.path AS section_path,
    s.role
FROM metric m
JOIN report_version v ON v.version_id = m.version_id AND v.recorded_to IS NULL
JOIN report r ON r.report_id = v.report_id
JOIN issuer i ON i.issuer_id = r.issuer_id
JOIN division d ON d.code = i.division_code
LEFT JOIN section s ON s.version_id = m.version_id AND s.seq = m.section_seq
WHERE m.indicator IS NOT NULL
