-- title: Sections that differ between a version and the one before it
-- grain: one row per section that differs, by version_no and text order
-- columns:
--   report_id, division_code, division_name, issuer, year, kind   as in report_current
--   version_no     the later version;  reason, recorded_from  why and when it was written
--   difference     added | removed | changed (its own words) | retitled | replaced (both, in the same place) |
--                  reclassified (its role)
--   heading_before, heading_after   as written, mark included;  path_before, path_after  places in the tree
--   title_before, title_after   without the mark, and as a person has corrected it
--   role_before, role_after, length_before, length_after, own_text_before, own_text_after   of the section up to
--   its first child, the length in characters;  null where it is not there
--   version_id_before, version_id_after, seq_before, seq_after   the two rows of the table section
-- matching: a section that was inserted renumbers those after it, so marks and paths do not count. In each step, the
--   first of one version goes with the first of the other. Two versions of the same text go by offsets in step 2.
--   1 the same title, own words (line breaks left out) and role: nothing happened
--   2 the same title at the same level
--   3 the same own words under another title
--   4 the same path
--   What is left is added or removed.
CREATE VIEW section_diff AS
WITH side (is_after) AS (
    SELECT 0
    UNION ALL
    SELECT 1
),
found AS (
    SELECT
        a.report_id,
        a.version_no,
        a.reason,
        r.year,
        i.division_code,
        w.is_after,
        s.seq,
        s.path,
        s.title,
        s.role,
        replace(substr(v.text, s.heading_end + 1, s.own_end - s.heading_end), '
', '') AS words,
        CASE
            WHEN a.text_sha256 = b.text_sha256 AND a.text = b.text THEN CAST(s.char_start AS TEXT)
            ELSE CAST(s.level AS TEXT) || ' ' || s.title
        END AS place
    FROM report_version a
    JOIN report_version b ON b.report_id = a.report_id AND b.version_no = a.version_no - 1
    JOIN report r ON r.report_id = a.report_id
    JOIN issuer i ON i.issuer_id = r.issuer_id
    CROSS JOIN side w
    JOIN report_version v ON v.version_id = CASE w.is_after WHEN 1 THEN a.version_id ELSE b.version_id END
    JOIN section s ON s.version_id = v.version_id
),
step_1 AS (
    SELECT
        *,
        ROW_NUMBER() OVER (alike ORDER BY is_after, seq) - is_after * SUM(1 - is_after) OVER alike AS rank_1,
        CASE is_after WHEN 1 THEN SUM(1 - is_after) OVER alike ELSE SUM(is_after) OVER alike END AS theirs_1
    FROM found
    WINDOW alike AS (PARTITION BY report_id, version_no, reason, year, division_code, title, words, role)
),
step_2 AS (
    SELECT
        *,
        ROW_NUMBER() OVER (alike ORDER BY is_after, seq) - is_after * SUM(1 - is_after) OVER alike AS rank_2,
        CASE is_after WHEN 1 THEN SUM(1 - is_after) OVER alike ELSE SUM(is_after) OVER alike END AS theirs_2
    FROM step_1
    WHERE rank_1 > theirs_1
    WINDOW alike AS (PARTITION BY report_id, version_no, reason, year, division_code, place)
),
step_3 AS (
    SELECT
        *,
        ROW_NUMBER() OVER (alike ORDER BY is_after, seq) - is_after * SUM(1 - is_after) OVER alike AS rank_3,
        CASE is_after WHEN 1 THEN SUM(1 - is_after) OVER alike ELSE SUM(is_after) OVER alike END AS theirs_3
    FROM (
        SELECT *, CASE WHEN rank_2 <= theirs_2 THEN 1 ELSE 0 END AS is_placed FROM step_2
    ) s
    WINDOW alike AS (PARTITION BY report_id, version_no, reason, year, division_code, is_placed, words)
),
step_4 AS (
    SELECT
        *,
        ROW_NUMBER() OVER (alike ORDER BY is_after, seq) - is_after * SUM(1 - is_after) OVER alike AS rank_4,
        CASE is_after WHEN 1 THEN SUM(1 - is_after) OVER alike ELSE SUM(is_after) OVER alike END AS theirs_4
    FROM (
        SELECT *, CASE WHEN words <> '' AND rank_3 <= theirs_3 THEN 1 ELSE 0 END AS is_kept FROM step_3
    ) s
    WINDOW alike AS (PARTITION BY report_id, version_no, reason, year, division_code, is_placed, is_kept, path)
),
shared AS (
    SELECT
        *,
        CASE
            WHEN is_placed = 1 THEN '2 ' || CAST(rank_2 AS TEXT) || ' ' || place
            WHEN is_kept = 1 THEN '3 ' || CAST(rank_3 AS TEXT) || ' ' || words
            WHEN rank_4 <= theirs_4 THEN '4 ' || path
            ELSE CAST(is_after AS TEXT) || ' alone ' || CAST(seq AS TEXT)
        END AS pair
    FROM step_4
),
couple AS (
    SELECT
        *,
        MIN(CASE is_after WHEN 0 THEN seq END) OVER alike AS seq_before,
        MIN(CASE is_after WHEN 1 THEN seq END) OVER alike AS seq_after,
        ROW_NUMBER() OVER (alike ORDER BY is_after) AS part
    FROM shared
    WINDOW alike AS (PARTITION BY report_id, version_no, reason, year, division_code, pair)
)
SELECT
    c.report_id,
    c.division_code,
    d.name AS division_name,
    i.name AS issuer,
    c.year,
    r.kind,
    c.version_no,
    c.reason,
    a.recorded_from,
    CASE
        WHEN c.seq_before IS NULL THEN 'added'
        WHEN c.seq_after IS NULL THEN 'removed'
        WHEN c.pair LIKE '4 %' THEN 'replaced'
        WHEN sb.title <> sa.title THEN 'retitled'
        WHEN substr(b.text, sb.heading_end + 1, sb.own_end - sb.heading_end)
            <> substr(a.text, sa.heading_end + 1, sa.own_end - sa.heading_end) THEN 'changed'
        ELSE 'reclassified'
    END AS difference,
    substr(b.text, sb.char_start + 1, sb.heading_end - sb.char_start) AS heading_before,
    substr(a.text, sa.char_start + 1, sa.heading_end - sa.char_start) AS heading_after,
    sb.title AS title_before,
    sa.title AS title_after,
    sb.path AS path_before,
    sa.path AS path_after,
    sb.role AS role_before,
    sa.role AS role_after,
    sb.own_end - sb.char_start AS length_before,
    sa.own_end - sa.char_start AS length_after,
    substr(b.text, sb.char_start + 1, sb.own_end - sb.char_start) AS own_text_before,
    substr(a.text, sa.char_start + 1, sa.own_end - sa.char_start) AS own_text_after,
    b.version_id AS version_id_before,
    a.version_id AS version_id_after,
    c.seq_before,
    c.seq_after
FROM couple c
JOIN report r ON r.report_id = c.report_id
JOIN issuer i ON i.issuer_id = r.issuer_id
JOIN division d ON d.code = i.division_code
JOIN report_version a ON a.report_id = c.report_id AND a.version_no = c.version_no
JOIN report_version b ON b.report_id = c.report_id AND b.version_no = c.version_no - 1
LEFT JOIN section sb ON sb.version_id = b.version_id AND sb.seq = c.seq_before
LEFT JOIN section sa ON sa.version_id = a.version_id AND sa.seq = c.seq_after
WHERE c.part = 1
