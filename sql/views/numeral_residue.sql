-- title: Numbers left unexplained, each with the words around it
-- grain: one row per numeral of a current version that is neither a metric nor has a reason, in text order (seq)
-- columns:
--   report_id, division_code, division_name, issuer, year, kind   as in report_current
--   seq            number in text order among the numerals;  section_path, role  the section it stands in
--   surface        = substr(text, char_start + 1, char_end - char_start);  char_start, char_end  code-point offsets
--   context        the surface with up to 20 characters before and behind it
--   url, version_id   of the report
CREATE VIEW numeral_residue AS
SELECT
    r.report_id,
    i.division_code,
    d.name AS division_name,
    i.name AS issuer,
    r.year,
    r.kind,
    n.seq,
    s.path AS section_path,
    s.role,
    n.surface,
    n.char_start,
    n.char_end,
    substr(
        v.text,
        CASE WHEN n.char_start > 20 THEN n.char_start - 19 ELSE 1 END,
        n.char_end + 20 - CASE WHEN n.char_start > 20 THEN n.char_start - 20 ELSE 0 END
    ) AS context,
    r.url,
    v.version_id
FROM numeral n
JOIN report_version v ON v.version_id = n.version_id AND v.recorded_to IS NULL
JOIN report r ON r.report_id = v.report_id
JOIN issuer i ON i.issuer_id = r.issuer_id
JOIN division d ON d.code = i.division_code
LEFT JOIN section s ON s.version_id = n.version_id AND s.char_start <= n.char_start AND n.char_start < s.own_end
WHERE n.reason IS NULL
