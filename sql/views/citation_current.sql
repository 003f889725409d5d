-- title: Documents cited in the current versions
-- grain: one row per citation, in text order (seq)
-- columns:
--   report_id, division_code, division_name, issuer, year, kind   as in report_current
--   seq            number in text order;  section_path, role  the section it stands in
--   title          the cited document without its quotes;  doc_no  its number where one is given
--   document       the same for all citations of one document: without state, years and short names
--   document_kind  law, regulation, plan (or another policy paper), local (of the place) or other
--   surface        the characters with the quotes 《》;  char_start, char_end  their code-point offsets
--   url, version_id   of the report
CREATE VIEW citation_current AS
SELECT
    r.report_id,
    i.division_code,
    d.name AS division_name,
    i.name AS issuer,
    r.year,
    r.kind,
    c.seq,
    s.path AS section_path,
    s.role,
    c.title,
    c.doc_no,
    c.document,
    c.document_kind,
    c.surface,
    c.char_start,
    c.char_end,
    r.url,
    v.version_id
FROM citation c
JOIN report_version v ON v.version_id = c.version_id AND v.recorded_to IS NULL
JOIN report r ON r.report_id = v.report_id
JOIN issuer i ON i.issuer_id = r.issuer_id
JOIN division d ON d.code = i.division_code
LEFT JOIN section s ON s.version_id = c.version_id AND s.seq = c.section_seq
