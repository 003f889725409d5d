-- title: What the reports say of their own numbers, worked out again
-- grain: one row per claim found in a current version
-- columns:
--   report_id, division_code, division_name, issuer, year, kind   as in report_current
--   claim          growth  an amount of change against another time: 较去年提升8.88%
--                  part    a part of a whole: 审结132件，其中维持71件
--                  rate    a share: 办复率100%
--   verdict        PASS | CONFLICT | NOT_ASSESSABLE;  reason  why it is not PASS, else null
--   indicator, seq, surface, char_start, char_end, version_id   the claim's own number (for a part: the part)
--   value_seq, value_surface, value_char_start, value_char_end   growth: this year's value, in the same version
--   base_report_id, base_version_id, base_seq, base_surface, base_char_start, base_char_end   growth: the value of
--                  the year before, in its report; part: the whole, in the same version; else null
--   claimed        the number claimed, a fall below zero;  recomputed  what the two others make it, or the whole
--   recomputed_from, recomputed_to   the same as far as rounding may have moved it
--   sentence       the sentence around the claim;  url  of the report
-- CONFLICT means that the printed numbers do not go together, not who is wrong. It is said only where nothing else
--   explains them; all that is doubtful is NOT_ASSESSABLE, so a number that is not there never makes a conflict.
--   growth: this year's value is the nearest one before the claim in its sentence with the same indicator, no 其中
--     between; it and that of the year before (the same issuer's annual report, period ending on the same day) must be
--     the only value their report states for indicator and unit (indicator_total.values_stated = 1). CONFLICT also
--     needs that both years name it by the same phrase (label), and that nothing but the words of comparison, or one of
--     受理量, 总量, 数量, 案件总量, stands between value and claim. % of a rate may mean per cent or points: PASS when
--     either fits. 环比, 年均 and other years, ranges and targets are not assessed, nor is what is 同口径 or 剔除.
--   part: 其中 stands right behind the whole; the part is the first number behind it, or joined to it by 、和及 alone;
--     same unit, and the same indicator or one whose broader one (or the broader one of that) is the whole's. Parts are
--     not added up: they may overlap.
--   rate: an indicator of kind rate in %, more than 100. Growth and 百分点 are no rates; 完成目标的120% is not assessed.
-- tolerance: a number may be off by one unit of its last printed digit (98.7% by 0.1, 5.24万件 by 100 件: rounded or cut
--   off); a plain count (146件) by nothing, in growth a round one (2300件) by its last place before the zeros. With
--   余, 近, 超, 约 (bound other than exact) by ten per cent of itself, at least one unit.
CREATE VIEW claim_check AS
WITH printed AS NOT MATERIALIZED (
    SELECT
        q.*,
        CASE
            WHEN q.bound <> 'exact' AND q.value * 0.1 > q.step THEN q.value * 0.1
            WHEN q.bound = 'exact' AND q.is_plain = 1 AND q.step = 1 THEN 0
            ELSE q.step
        END AS tolerance
    FROM (
        SELECT
            p.*,
            CASE WHEN p.unit NOT IN ('%', '个百分点', '百分点') AND p.rest = p.unit THEN 1 ELSE 0 END AS is_plain,
            CASE
                WHEN p.unit IN ('%', '个百分点', '百分点') OR p.value_text LIKE '%.%'
                    THEN CAST('1e-' || CAST(
                        CASE
                            WHEN p.rest LIKE '.%'
                                THEN length(p.rest) - 1 - length(ltrim(substr(p.rest, 2), '0123456789０１２３４５６７８９'))
                            ELSE 0
                        END AS TEXT
                    ) AS DOUBLE PRECISION)
                WHEN p.rest <> p.unit OR p.value_text LIKE '%00'
                    THEN CAST('1e' || CAST(
                        length(p.value_text) - length(rtrim(p.value_text, '0')) AS TEXT
                    ) AS DOUBLE PRECISION)
                ELSE 1.0
            END AS step
        FROM (
            SELECT
                m.*,
                ltrim(replace(m.surface, '．', '.'), '-0123456789０１２３４５６７８９,，') AS rest
            FROM metric m
        ) p
    ) q
),
growth AS NOT MATERIALIZED (
    SELECT
        c.*,
        r.report_id,
        r.issuer_id,
        r.year,
        r.kind,
        r.period_end,
        r.url,
        v.text,
        (
            SELECT MAX(o.seq)
            FROM metric o
            WHERE o.version_id = c.version_id AND o.seq BETWEEN c.seq - 8 AND c.seq - 1
                AND o.sentence_start = c.sentence_start AND o.indicator = c.indicator
                AND o.change IS NULL AND o.is_target = 0 AND o.upper IS NULL
        ) AS value_seq,
        b.report_id AS base_report_id,
        w.version_id AS base_version_id
    FROM printed c
    JOIN report_version v ON v.version_id = c.version_id AND v.recorded_to IS NULL
    JOIN report r ON r.report_id = v.report_id
    LEFT JOIN report b
        ON b.issuer_id = r.issuer_id
        AND b.kind = 'annual'
        AND r.kind = 'annual'
        AND b.period_end = CAST(r.year - 1 AS TEXT) || substr(r.period_end, 5)
    LEFT JOIN report_version w ON w.report_id = b.report_id AND w.recorded_to IS NULL
    WHERE c.change IS NOT NULL AND c.basis IS NOT NULL
),
based AS NOT MATERIALIZED (
    SELECT
        g.*,
        t.unit AS value_unit,
        t.value AS this_value,
        t.tolerance AS this_tolerance,
        t.surface AS value_surface,
        t.char_start AS value_char_start,
        t.char_end AS value_char_end,
        t.label AS value_label,
        substr(g.text, t.char_end + 1, g.char_start - t.char_end) AS between_them,
        (
            SELECT MIN(x.values_stated)
            FROM indicator_total x
            WHERE x.report_id = g.report_id AND x.indicator = g.indicator AND x.unit = t.unit AND x.value = t.value
        ) AS values_stated,
        (
            SELECT MIN(x.values_stated)
            FROM indicator_total x
            WHERE x.report_id = g.base_report_id AND x.indicator = g.indicator AND x.unit = t.unit
        ) AS base_values_stated,
        (
            SELECT MIN(x.seq)
            FROM indicator_total x
            WHERE x.report_id = g.base_report_id AND x.indicator = g.indicator AND x.unit = t.unit
        ) AS base_seq
    FROM growth g
    LEFT JOIN printed t ON t.version_id = g.version_id AND t.seq = g.value_seq
),
compared AS NOT MATERIALIZED (
    SELECT
        s.*,
        b.surface AS base_surface,
        b.char_start AS base_char_start,
        b.char_end AS base_char_end,
        b.label AS base_label,
        b.value AS base_value,
        b.tolerance AS base_tolerance,
        CASE WHEN s.change = 'down' THEN -s.value ELSE s.value END AS claimed,
        CASE
            WHEN s.value_unit <> '%' AND s.unit = '%' THEN 'relative'
            WHEN s.value_unit = '%' AND s.unit = '%' THEN 'either'
            WHEN s.value_unit = '%' AND s.unit IN ('个百分点', '百分点') THEN 'absolute'
            WHEN s.value_unit = s.unit THEN 'absolute'
        END AS reading
    FROM based s
    LEFT JOIN printed b ON b.version_id = s.base_version_id AND b.seq = s.base_seq
),
reckoned AS NOT MATERIALIZED (
    SELECT
        k.*,
        CASE
            WHEN k.is_target = 1 THEN 'a target'
            WHEN k.upper IS NOT NULL THEN 'a range'
            WHEN k.basis NOT LIKE '%同比%' AND k.basis NOT LIKE '%去年%' AND k.basis NOT LIKE '%上年%'
                AND k.basis NOT LIKE '%上一年%' AND k.basis NOT LIKE '%' || CAST(k.year - 1 AS TEXT) || '%'
                THEN 'not against the year before'
            WHEN k.indicator IS NULL THEN 'what is measured is not known'
            WHEN k.kind <> 'annual' THEN 'not an annual report'
            WHEN k.value_seq IS NULL THEN 'no value of this year before it in its sentence'
            WHEN k.between_them LIKE '%其中%' THEN 'about a part of the value before it'
            WHEN k.between_them LIKE '%同口径%' OR k.between_them LIKE '%剔除%' OR k.between_them LIKE '%扣除%'
                OR k.between_them LIKE '%可比%' THEN 'counted otherwise than the year before'
            WHEN k.reading IS NULL THEN 'units do not compare'
            WHEN k.values_stated IS NULL OR k.values_stated > 1 THEN 'several values of this year'
            WHEN k.base_report_id IS NULL THEN 'no report of the year before'
            WHEN k.base_seq IS NULL THEN 'the year before gives no value'
            WHEN k.base_values_stated > 1 THEN 'several values of the year before'
            WHEN k.base_value - k.base_tolerance <= 0 THEN 'the value of the year before is too small'
        END AS obstacle,
        CASE
            WHEN k.reading <> 'absolute' AND k.claimed + k.tolerance + 0.000000001 >=
                ((k.this_value - k.this_tolerance) / (k.base_value + k.base_tolerance) - 1) * 100
                AND k.claimed - k.tolerance - 0.000000001 <=
                ((k.this_value + k.this_tolerance) / (k.base_value - k.base_tolerance) - 1) * 100
                THEN 1
            WHEN k.reading <> 'relative' AND k.claimed + k.tolerance + 0.000000001 >=
                k.this_value - k.base_value - k.this_tolerance - k.base_tolerance
                AND k.claimed - k.tolerance - 0.000000001 <=
                k.this_value - k.base_value + k.this_tolerance + k.base_tolerance
                THEN 1
            ELSE 0
        END AS fits,
        CASE
            WHEN k.value_label = k.base_label AND EXISTS (
                SELECT 1
                FROM (
                    SELECT '' AS word
                    UNION ALL
                    SELECT '受理量'
                    UNION ALL
                    SELECT '总量'
                    UNION ALL
                    SELECT '数量'
                    UNION ALL
                    SELECT '案件总量'
                ) w
                WHERE k.between_them LIKE '_' || w.word || k.basis || '%'
                    AND length(k.between_them) <= length(w.word) + length(k.basis) + 7
            ) THEN 1
            ELSE 0
        END AS is_alike
    FROM compared k
)
SELECT
    g.report_id,
    i.division_code,
    d.name AS division_name,
    i.name AS issuer,
    g.year,
    g.kind,
    'growth' AS claim,
    CASE
        WHEN g.obstacle IS NOT NULL THEN 'NOT_ASSESSABLE'
        WHEN g.fits = 1 THEN 'PASS'
        WHEN g.is_alike = 1 THEN 'CONFLICT'
        ELSE 'NOT_ASSESSABLE'
    END AS verdict,
    CASE
        WHEN g.obstacle IS NOT NULL THEN g.obstacle
        WHEN g.fits = 1 THEN NULL
        WHEN g.is_alike = 1 THEN 'the three numbers do not go together'
        ELSE 'does not fit, but the years may count different things'
    END AS reason,
    g.indicator,
    g.seq,
    g.surface,
    g.char_start,
    g.char_end,
    g.version_id,
    g.value_seq,
    g.value_surface,
    g.value_char_start,
    g.value_char_end,
    g.base_report_id,
    g.base_version_id,
    g.base_seq,
    g.base_surface,
    g.base_char_start,
    g.base_char_end,
    g.claimed,
    CASE
        WHEN g.obstacle IS NOT NULL THEN NULL
        WHEN g.reading = 'relative' THEN (g.this_value / g.base_value - 1) * 100
        ELSE g.this_value - g.base_value
    END AS recomputed,
    CASE
        WHEN g.obstacle IS NOT NULL THEN NULL
        WHEN g.reading = 'relative'
            THEN ((g.this_value - g.this_tolerance) / (g.base_value + g.base_tolerance) - 1) * 100
        ELSE g.this_value - g.base_value - g.this_tolerance - g.base_tolerance
    END AS recomputed_from,
    CASE
        WHEN g.obstacle IS NOT NULL THEN NULL
        WHEN g.reading = 'relative'
            THEN ((g.this_value + g.this_tolerance) / (g.base_value - g.base_tolerance) - 1) * 100
        ELSE g.this_value - g.base_value + g.this_tolerance + g.base_tolerance
    END AS recomputed_to,
    substr(g.text, g.sentence_start + 1, g.sentence_end - g.sentence_start) AS sentence,
    g.url
FROM reckoned g
JOIN issuer i ON i.issuer_id = g.issuer_id
JOIN division d ON d.code = i.division_code
UNION ALL
SELECT
    r.report_id,
    i.division_code,
    d.name AS division_name,
    i.name AS issuer,
    r.year,
    r.kind,
    'part' AS claim,
    CASE
        WHEN p.rest_of_it LIKE '%上年%' OR p.rest_of_it LIKE '%去年%' OR p.rest_of_it LIKE '%累计%'
            OR p.rest_of_it LIKE '%历年%' THEN 'NOT_ASSESSABLE'
        WHEN p.value > p.whole + p.leeway THEN 'CONFLICT'
        ELSE 'PASS'
    END AS verdict,
    CASE
        WHEN p.rest_of_it LIKE '%上年%' OR p.rest_of_it LIKE '%去年%' OR p.rest_of_it LIKE '%累计%'
            OR p.rest_of_it LIKE '%历年%' THEN 'a part of another time'
        WHEN p.value > p.whole + p.leeway THEN 'the part is larger than the whole'
    END AS reason,
    p.indicator,
    p.seq,
    p.surface,
    p.char_start,
    p.char_end,
    p.version_id,
    NULL AS value_seq,
    NULL AS value_surface,
    NULL AS value_char_start,
    NULL AS value_char_end,
    r.report_id AS base_report_id,
    p.version_id AS base_version_id,
    p.whole_seq AS base_seq,
    p.whole_surface AS base_surface,
    p.whole_char_start AS base_char_start,
    p.whole_char_end AS base_char_end,
    p.value AS claimed,
    p.whole AS recomputed,
    NULL AS recomputed_from,
    p.whole + p.leeway AS recomputed_to,
    substr(p.text, p.sentence_start + 1, p.sentence_end - p.sentence_start) AS sentence,
    r.url
FROM (
    SELECT
        q.*,
        v.report_id,
        v.text,
        w.seq AS whole_seq,
        w.surface AS whole_surface,
        w.char_start AS whole_char_start,
        w.char_end AS whole_char_end,
        w.value AS whole,
        CASE
            WHEN q.bound = 'exact' AND w.bound = 'exact' AND q.is_plain = 1 AND w.is_plain = 1 THEN 0
            ELSE q.tolerance + w.tolerance
        END AS leeway,
        ltrim(substr(v.text, w.char_end + 4, q.char_start - w.char_end - 3), '，,：:') AS rest_of_it
    FROM printed q
    JOIN report_version v ON v.version_id = q.version_id AND v.recorded_to IS NULL
    JOIN indicator n ON n.code = q.indicator
    LEFT JOIN indicator o ON o.code = n.broader
    JOIN printed w
        ON w.indicator IN (q.indicator, n.broader, o.broader)
        AND w.version_id = q.version_id
        AND w.seq BETWEEN q.seq - 8 AND q.seq - 1
        AND w.unit = q.unit
    WHERE w.change IS NULL AND w.is_target = 0 AND w.upper IS NULL
        AND q.indicator IS NOT NULL AND q.change IS NULL AND q.is_target = 0 AND q.upper IS NULL
        AND q.unit NOT IN ('%', '个百分点', '百分点')
        AND CASE
            WHEN w.sentence_start = q.sentence_start
                THEN substr(v.text, w.char_end + 1, 3) IN ('，其中', ',其中', '（其中', '(其中', '；其中', ';其中')
        END
) p
JOIN report r ON r.report_id = p.report_id
JOIN issuer i ON i.issuer_id = r.issuer_id
JOIN division d ON d.code = i.division_code
WHERE p.rest_of_it NOT LIKE '%，%' AND p.rest_of_it NOT LIKE '%,%' AND p.rest_of_it NOT LIKE '%;%'
    AND p.rest_of_it NOT LIKE '%；%'
UNION ALL
SELECT
    r.report_id,
    i.division_code,
    d.name AS division_name,
    i.name AS issuer,
    r.year,
    r.kind,
    'rate' AS claim,
    CASE
        WHEN m.is_target = 1 THEN 'NOT_ASSESSABLE'
        WHEN m.value <= 100 AND COALESCE(m.upper, 0) <= 100 THEN 'PASS'
        WHEN m.said LIKE '%目标%' OR m.said LIKE '%任务%' OR m.said LIKE '%计划%' OR m.said LIKE '%超额%'
            OR m.said LIKE '%增%' OR m.said LIKE '%幅%' OR m.said LIKE '%上年%' OR m.said LIKE '%去年%'
            THEN 'NOT_ASSESSABLE'
        ELSE 'CONFLICT'
    END AS verdict,
    CASE
        WHEN m.is_target = 1 THEN 'a target'
        WHEN m.value <= 100 AND COALESCE(m.upper, 0) <= 100 THEN NULL
        WHEN m.said LIKE '%目标%' OR m.said LIKE '%任务%' OR m.said LIKE '%计划%' OR m.said LIKE '%超额%'
            OR m.said LIKE '%增%' OR m.said LIKE '%幅%' OR m.said LIKE '%上年%' OR m.said LIKE '%去年%'
            THEN 'against a target or another time'
        ELSE 'a share of more than 100 %'
    END AS reason,
    m.indicator,
    m.seq,
    m.surface,
    m.char_start,
    m.char_end,
    m.version_id,
    NULL AS value_seq,
    NULL AS value_surface,
    NULL AS value_char_start,
    NULL AS value_char_end,
    NULL AS base_report_id,
    NULL AS base_version_id,
    NULL AS base_seq,
    NULL AS base_surface,
    NULL AS base_char_start,
    NULL AS base_char_end,
    COALESCE(m.upper, m.value) AS claimed,
    NULL AS recomputed,
    NULL AS recomputed_from,
    100.0 AS recomputed_to,
    substr(m.text, m.sentence_start + 1, m.sentence_end - m.sentence_start) AS sentence,
    r.url
FROM (
    SELECT
        o.*,
        v.report_id,
        v.text,
        substr(v.text, o.sentence_start + 1, o.char_start - o.sentence_start) AS said
    FROM indicator n
    JOIN metric o ON o.indicator = n.code AND o.unit = '%' AND o.change IS NULL
    JOIN report_version v ON v.version_id = o.version_id AND v.recorded_to IS NULL
    WHERE n.kind = 'rate'
) m
JOIN report r ON r.report_id = m.report_id
JOIN issuer i ON i.issuer_id = r.issuer_id
JOIN division d ON d.code = i.division_code
