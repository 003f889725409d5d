-- title: Sections of the current versions
-- grain: one row per node of a report's section tree, in text order (seq)
-- columns:
--   report_id, division_code, division_name, issuer, year, kind   as in report_current
--   seq            number in text order;  path  its place in the tree ('1.3'; the preamble is 0)
--   level          1 = top in this document;  mark, title  of the heading, empty for a node without one
--   role           measures, shortcomings, leadership, plan, preamble, topic, closing, annex
--   heading        the heading's characters as written, mark included
--   own_text       the characters from here to the first child (or the end); all own texts in order are the text
--   char_start, heading_end, own_end, char_end   code-point offsets into report_current.text
--   url, version_id   of the report;  passage_id   its entry in the search index
CREATE VIEW section_current AS
SELECT
    r.report_id,
    i.division_code,
    d.name AS division_name,
    i.name AS issuer,
    r.year,
    r.kind,
    s.seq,
    s.path,
    s.level,
    s.mark,
    s.title,
    s.role,
    substr(v.text, s.char_start + 1, s.heading_end - s.char_start) AS heading,
    substr(v.text, s.char_start + 1, s.own_end - s.char_start) AS own_text,
    s.char_start,
    s.heading_end,
    s.own_end,
    s.char_end,
    r.url,
    v.version_id,
    s.passage_id
FROM section s
JOIN report_version v ON v.version_id = s.version_id AND v.recorded_to IS NULL
JOIN report r ON r.report_id = v.report_id
JOIN issuer i ON i.issuer_id = r.issuer_id
JOIN division d ON d.code = i.division_code
