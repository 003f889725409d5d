-- title: Every version of every report, and why it was written
-- grain: one row per version, version_no counting from 1
-- columns:
--   report_id, division_code, division_name, issuer, year, kind   as in report_current
--   version_no, version_id   which version;  is_current  1 for the one in force
--   reason         first | source (the page changed) | parser (the same page read better) | correction (by a person)
--   recorded_from, recorded_to   when the archive held it for the truth (UTC); recorded_to is null while it does
--   title, published_on, written_on   as this version has them
--   parser_version, body_sha256   the code that read it, the kept bytes
--   fetched_at, fetch_url, fetch_id   when and where those bytes were asked for
--   characters, sections, metrics   how much was found in it;  residue_rate  as in report_current
--   text_changed   1 when its text differs from that of the version before, white space not counted; null for the first
--   sections_more, metrics_more   how many more were found than in the version before
-- note: fetch is a reserved word of PostgreSQL, so it is quoted here
CREATE VIEW version_history AS
WITH counted AS (
    SELECT
        v.*,
        length(v.text) AS characters,
        (SELECT COUNT(*) FROM section s WHERE s.version_id = v.version_id) AS sections,
        (SELECT COUNT(*) FROM metric m WHERE m.version_id = v.version_id) AS metrics
    FROM report_version v
)
SELECT
    r.report_id,
    i.division_code,
    d.name AS division_name,
    i.name AS issuer,
    r.year,
    r.kind,
    v.version_no,
    v.version_id,
    CASE WHEN v.recorded_to IS NULL THEN 1 ELSE 0 END AS is_current,
    v.reason,
    v.recorded_from,
    v.recorded_to,
    v.title,
    v.published_on,
    v.written_on,
    v.parser_version,
    v.body_sha256,
    f.requested_at AS fetched_at,
    f.url AS fetch_url,
    v.fetch_id,
    v.characters,
    v.sections,
    v.metrics,
    v.residue_rate,
    CASE WHEN b.text_sha256 <> v.text_sha256 THEN 1 WHEN b.text_sha256 = v.text_sha256 THEN 0 END AS text_changed,
    CASE
        WHEN b.version_id IS NOT NULL
            THEN v.sections - (SELECT COUNT(*) FROM section s WHERE s.version_id = b.version_id)
    END AS sections_more,
    CASE
        WHEN b.version_id IS NOT NULL
            THEN v.metrics - (SELECT COUNT(*) FROM metric m WHERE m.version_id = b.version_id)
    END AS metrics_more
FROM counted v
LEFT JOIN report_version b ON b.report_id = v.report_id AND b.version_no = v.version_no - 1
JOIN report r ON r.report_id = v.report_id
JOIN issuer i ON i.issuer_id = r.issuer_id
JOIN division d ON d.code = i.division_code
LEFT JOIN "fetch" f ON f.fetch_id = v.fetch_id
