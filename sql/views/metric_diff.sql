-- title: Numbers that differ between a version and the one before it
-- grain: one row per quantity added, removed or changed, by version_no and text order
-- columns:
--   report_id, division_code, division_name, issuer, year, kind   as in report_current
--   version_no     the later version;  reason, recorded_from  why and when it was written
--   difference     added | removed | changed
--   summary        ready to read: 提案 366件 → 368件;  the same surface read otherwise names what is read otherwise
--   indicator, label, section_path, unit   of the later version, of the earlier one when it was removed
--   surface_before, surface_after, value_before, value_after, value_text_before, value_text_after,
--   unit_before, unit_after, indicator_before, indicator_after, section_path_before, section_path_after,
--   sentence_before, sentence_after   null where it is not there
--   char_start_before, char_end_before, char_start_after, char_end_after   code-point offsets into each version's text
--   version_id_before, version_id_after, seq_before, seq_after   the two rows of the table metric
-- matching: offsets shift when a page is edited, so what is the same quantity is told by content, in four steps; in
--   each, the first of one version goes with the first of the other. Two versions of the same text go by offsets.
--   1 the same sentence around it (its digits left out) and the same reading: nothing happened
--   2 the same sentence around it: changed
--   3 the same indicator (or label) and the same reading elsewhere: moved, no row
--   4 the same indicator (or label), unit, direction and kind under a heading of the same title: changed
--   What is left is added or removed. A reading is value, end of range, unit, bound, change, target and indicator, so
--   that 1.2万件 for 12000件 is no difference.
CREATE VIEW metric_diff AS
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
        m.seq,
        COALESCE(m.indicator, m.label) AS about,
        s.title AS heading,
        m.unit || ' ' || COALESCE(m.change, '') || ' ' || CAST(m.is_target AS TEXT) AS sort,
        m.value_text || '-' || COALESCE(m.upper_text, '') || ' ' || m.bound || ' ' || m.unit || ' '
            || COALESCE(m.change, '') || ' ' || CAST(m.is_target AS TEXT) || ' ' || COALESCE(m.indicator, '')
            AS reading,
        CASE
            WHEN a.text_sha256 = b.text_sha256 AND a.text = b.text THEN CAST(m.char_start AS TEXT)
            ELSE
                replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
                    substr(v.text, m.sentence_start + 1, m.char_start - m.sentence_start)
                    || '□' || substr(v.text, m.char_end + 1, m.sentence_end - m.char_end),
                    '0', ''), '1', ''), '2', ''), '3', ''), '4', ''), '5', ''), '6', ''), '7', ''), '8', ''), '9', '')
        END AS place
    FROM report_version a
    JOIN report_version b ON b.report_id = a.report_id AND b.version_no = a.version_no - 1
    JOIN report r ON r.report_id = a.report_id
    JOIN issuer i ON i.issuer_id = r.issuer_id
    CROSS JOIN side w
    JOIN report_version v ON v.version_id = CASE w.is_after WHEN 1 THEN a.version_id ELSE b.version_id END
    JOIN metric m ON m.version_id = v.version_id
    LEFT JOIN section s ON s.version_id = m.version_id AND s.seq = m.section_seq
),
step_1 AS (
    SELECT
        *,
        ROW_NUMBER() OVER (alike ORDER BY is_after, seq) - is_after * SUM(1 - is_after) OVER alike AS rank_1,
        CASE is_after WHEN 1 THEN SUM(1 - is_after) OVER alike ELSE SUM(is_after) OVER alike END AS theirs_1
    FROM found
    WINDOW alike AS (PARTITION BY report_id, version_no, reason, year, division_code, place, reading)
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
        SELECT *, CASE WHEN rank_2 <= theirs_2 THEN 1 ELSE 0 END AS is_edited FROM step_2
    ) s
    WINDOW alike AS (PARTITION BY report_id, version_no, reason, year, division_code, is_edited, about, reading)
),
step_4 AS (
    SELECT
        *,
        ROW_NUMBER() OVER (alike ORDER BY is_after, seq) - is_after * SUM(1 - is_after) OVER alike AS rank_4,
        CASE is_after WHEN 1 THEN SUM(1 - is_after) OVER alike ELSE SUM(is_after) OVER alike END AS theirs_4
    FROM step_3
    WHERE is_edited = 1 OR rank_3 > theirs_3
    WINDOW alike AS (PARTITION BY report_id, version_no, reason, year, division_code, is_edited, heading, about, sort)
),
shared AS (
    SELECT
        *,
        CASE
            WHEN is_edited = 1 THEN '2 ' || CAST(rank_2 AS TEXT) || ' ' || place
            WHEN about IS NOT NULL AND rank_4 <= theirs_4
                THEN '4 ' || CAST(rank_4 AS TEXT) || ' ' || sort || ' ' || about || ' ' || COALESCE(heading, '')
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
        ELSE 'changed'
    END AS difference,
    COALESCE(ma.label || ' ', na.name_zh || ' ', mb.label || ' ', nb.name_zh || ' ', '') || CASE
        WHEN c.seq_before IS NULL THEN '+ ' || ma.surface
        WHEN c.seq_after IS NULL THEN '- ' || mb.surface
        WHEN ma.surface <> mb.surface THEN mb.surface || ' → ' || ma.surface
        ELSE ma.surface || ':'
            || CASE WHEN mb.value_text <> ma.value_text THEN ' ' || mb.value_text || ' → ' || ma.value_text ELSE '' END
            || CASE
                WHEN mb.upper_text IS DISTINCT FROM ma.upper_text
                    THEN ' upper ' || COALESCE(mb.upper_text, 'none') || ' → ' || COALESCE(ma.upper_text, 'none')
                ELSE ''
            END
            || CASE WHEN mb.unit <> ma.unit THEN ' unit ' || mb.unit || ' → ' || ma.unit ELSE '' END
            || CASE WHEN mb.bound <> ma.bound THEN ' ' || mb.bound || ' → ' || ma.bound ELSE '' END
            || CASE
                WHEN mb.change IS DISTINCT FROM ma.change
                    THEN ' change ' || COALESCE(mb.change, 'none') || ' → ' || COALESCE(ma.change, 'none')
                ELSE ''
            END
            || CASE
                WHEN mb.is_target < ma.is_target THEN ' result → target'
                WHEN mb.is_target > ma.is_target THEN ' target → result'
                ELSE ''
            END
            || CASE
                WHEN mb.indicator IS DISTINCT FROM ma.indicator
                    THEN ' ' || COALESCE(mb.indicator, 'no indicator') || ' → ' || COALESCE(ma.indicator, 'none')
                ELSE ''
            END
    END AS summary,
    CASE WHEN c.seq_after IS NULL THEN mb.indicator ELSE ma.indicator END AS indicator,
    CASE WHEN c.seq_after IS NULL THEN mb.label ELSE ma.label END AS label,
    CASE WHEN c.seq_after IS NULL THEN sb.path ELSE sa.path END AS section_path,
    CASE WHEN c.seq_after IS NULL THEN mb.unit ELSE ma.unit END AS unit,
    mb.surface AS surface_before,
    ma.surface AS surface_after,
    mb.value AS value_before,
    ma.value AS value_after,
    mb.value_text AS value_text_before,
    ma.value_text AS value_text_after,
    mb.unit AS unit_before,
    ma.unit AS unit_after,
    mb.indicator AS indicator_before,
    ma.indicator AS indicator_after,
    sb.path AS section_path_before,
    sa.path AS section_path_after,
    substr(b.text, mb.sentence_start + 1, mb.sentence_end - mb.sentence_start) AS sentence_before,
    substr(a.text, ma.sentence_start + 1, ma.sentence_end - ma.sentence_start) AS sentence_after,
    mb.char_start AS char_start_before,
    mb.char_end AS char_end_before,
    ma.char_start AS char_start_after,
    ma.char_end AS char_end_after,
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
LEFT JOIN metric mb ON mb.version_id = b.version_id AND mb.seq = c.seq_before
LEFT JOIN metric ma ON ma.version_id = a.version_id AND ma.seq = c.seq_after
LEFT JOIN section sb ON sb.version_id = mb.version_id AND sb.seq = mb.section_seq
LEFT JOIN section sa ON sa.version_id = ma.version_id AND sa.seq = ma.section_seq
LEFT JOIN indicator nb ON nb.code = mb.indicator
LEFT JOIN indicator na ON na.code = ma.indicator
WHERE c.part = 1
