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
--   growth: this year's value is the nearest one before the claim in its sentence with the same indicator; it and that
--     of the year before (the same body's annual report, its period ending on the same day) must be the only value
--     their report states for indicator and unit (indicator_total.values_stated = 1). PASS when the printed numbers fit
--     by their tolerance. CONFLICT when they do not, both years name the value by the same phrase (metric_current.label),
--     nothing but the words of comparison (or 总量, 数量, 受理量, 案件总量) stands between value and claim, the claim is
--     none of several (分别增长C和D), and the sentence says nothing of 口径, 可比, 剔除, 扣除. % of a rate may mean per cent or points: PASS when either fits.
--     环比, 年均 and other years, ranges and targets are not assessed.
--   part: ，其中 stands right behind the whole; the part is the first number behind it or joined to it by 、 alone; same
--     unit, and the same indicator or one whose broader one (or the broader one of that) is the whole's. Not assessed
--     where 上年, 去年, 累计, 历年 stand between. Parts are not added up: they may overlap.
--   rate: an indicator of kind rate in %, more than 100. Growth and 百分点 are no rates. Not assessed where the sentence
--     before the number speaks of a target, a task, growth or another year (完成目标的120%).
-- tolerance: a number may be off by one unit of its last printed digit, for it may be rounded or cut off: 98.7% by 0.1,
--   5.24万件 by 100 件, a round 2300件 by 100. A plain count (146件) is exact, and in part so is a round one. With 余,
--   近, 超, 约 (bound other than exact) it may be off by ten per cent of itself.
CREATE VIEW claim_check AS
WITH printed AS NOT MATERIALIZED (
    SELECT
        s.*,
        CASE WHEN s.bound <> 'exact' AND s.value * 0.1 > s.step THEN s.value * 0.1 ELSE s.step END AS tolerance
    FROM (
        SELECT
            m.*,
            CASE
                WHEN m.unit = '%' AND (m.surface LIKE '%.__' OR m.surface LIKE '%．__') THEN 0.1
                WHEN m.unit = '%' AND (m.surface LIKE '%.___' OR m.surface LIKE '%．___') THEN 0.01
                WHEN m.unit LIKE '%百分点' AND (m.surface LIKE '%._' || m.unit OR m.surface LIKE '%．_' || m.unit) THEN 0.1
                WHEN m.unit LIKE '%百分点' AND (m.surface LIKE '%.__' || m.unit OR m.surface LIKE '%．__' || m.unit) THEN 0.01
                WHEN m.unit = '%' OR m.unit LIKE '%百分点' THEN 1.0
                WHEN m.value_text LIKE '%00000000' THEN 100000000.0
                WHEN m.value_text LIKE '%0000000' THEN 10000000.0
                WHEN m.value_text LIKE '%000000' THEN 1000000.0
                WHEN m.value_text LIKE '%00000' THEN 100000.0
                WHEN m.value_text LIKE '%0000' THEN 10000.0
                WHEN m.value_text LIKE '%000' THEN 1000.0
                WHEN m.value_text LIKE '%00' THEN 100.0
                WHEN m.surface LIKE '%万%' OR m.surface LIKE '%亿%' THEN 10.0
                WHEN m.bound <> 'exact' OR m.value_text LIKE '%.%' THEN 1.0
                ELSE 0.0
            END AS step
        FROM metric m
    ) s
),
compared AS NOT MATERIALIZED (
    SELECT
        r.report_id,
        r.issuer_id,
        r.year,
        r.kind,
        r.url,
        v.text,
        c.version_id,
        a.indicator,
        c.seq,
        c.surface,
        c.char_start,
        c.char_end,
        c.sentence_start,
        c.sentence_end,
        c.basis,
        c.is_target,
        c.upper,
        c.tolerance,
        CASE c.change WHEN 'down' THEN -c.value ELSE c.value END AS claimed,
        t.seq AS value_seq,
        t.surface AS value_surface,
        t.char_start AS value_char_start,
        t.char_end AS value_char_end,
        t.label AS value_label,
        t.value AS this_value,
        t.tolerance AS this_tolerance,
        CASE WHEN u.value = t.value THEN 1 ELSE 0 END AS is_only_value,
        e.report_id AS base_report_id,
        w.version_id AS base_version_id,
        b.seq AS base_seq,
        b.surface AS base_surface,
        b.char_start AS base_char_start,
        b.char_end AS base_char_end,
        b.label AS base_label,
        b.value AS base_value,
        b.tolerance AS base_tolerance,
        CASE
            WHEN t.unit <> '%' AND c.unit = '%' THEN 'relative'
            WHEN t.unit = '%' AND c.unit = '%' THEN 'either'
            WHEN t.unit = c.unit OR (t.unit = '%' AND c.unit LIKE '%百分点') THEN 'absolute'
        END AS reading
    FROM metric a
    JOIN report_version v ON v.version_id = a.version_id AND v.recorded_to IS NULL
    JOIN printed c ON c.version_id = a.version_id AND c.seq = a.seq
    JOIN report r ON r.report_id = v.report_id
    LEFT JOIN printed t
        ON t.version_id = c.version_id
        AND t.seq = (
            SELECT MAX(o.seq)
            FROM metric o
            WHERE o.version_id = c.version_id AND o.seq BETWEEN c.seq - 8 AND c.seq - 1
                AND o.sentence_start = c.sentence_start AND o.indicator = c.indicator
                AND o.change IS NULL AND o.is_target = 0 AND o.upper IS NULL
        )
    LEFT JOIN metric u
        ON u.version_id = t.version_id
        AND u.seq = (
            SELECT x.seq
            FROM indicator_total x
            WHERE x.report_id = r.report_id AND x.indicator = t.indicator AND x.unit = t.unit AND x.values_stated = 1
        )
    LEFT JOIN report e
        ON e.issuer_id = r.issuer_id
        AND e.kind = r.kind
        AND e.period_end = CAST(r.year - 1 AS TEXT) || substr(r.period_end, 5)
    LEFT JOIN report_version w ON w.report_id = e.report_id AND w.recorded_to IS NULL
    LEFT JOIN printed b
        ON b.version_id = w.version_id
        AND b.seq = (
            SELECT x.seq
            FROM indicator_total x
            WHERE x.report_id = e.report_id AND x.indicator = t.indicator AND x.unit = t.unit AND x.values_stated = 1
        )
    WHERE a.change IS NOT NULL AND a.basis IS NOT NULL
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
            WHEN k.kind <> 'annual' THEN 'not an annual report'
            WHEN k.indicator IS NULL THEN 'what is measured is not known'
            WHEN k.value_seq IS NULL THEN 'no value of this year before it in its sentence'
            WHEN k.reading IS NULL THEN 'units do not compare'
            WHEN k.is_only_value = 0 THEN 'several values of this year'
            WHEN k.base_report_id IS NULL THEN 'no report of the year before'
            WHEN k.base_seq IS NULL THEN 'the year before has no value, or several'
            WHEN k.base_value - k.base_tolerance <= 0 THEN 'the value of the year before is too small'
        END AS obstacle,
        CASE
            WHEN k.reading <> 'absolute' AND k.claimed + k.tolerance + 0.000000001 >=
                ((k.this_value - k.this_tolerance) / (k.base_value + k.base_tolerance) - 1) * 100
                AND (k.claimed - k.tolerance - 0.000000001) <=
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
            WHEN k.value_label = k.base_label AND k.value_seq = k.seq - 1 AND NOT EXISTS (
                SELECT 1
                FROM metric o
                WHERE o.version_id = k.version_id AND o.seq = k.seq + 1 AND o.change IS NOT NULL
                    AND o.char_start <= k.char_end + 3
            ) THEN (
                SELECT
                    MAX(CASE
                        WHEN b.words LIKE '%分别%' THEN 0
                    WHEN b.words LIKE '_' || k.basis || '%' AND length(b.words) <= length(k.basis) + 7 THEN 1
                        WHEN b.words LIKE '_总量' || k.basis || '%' AND length(b.words) <= length(k.basis) + 9 THEN 1
                        WHEN b.words LIKE '_数量' || k.basis || '%' AND length(b.words) <= length(k.basis) + 9 THEN 1
                        WHEN b.words LIKE '_受理量' || k.basis || '%' AND length(b.words) <= length(k.basis) + 10 THEN 1
                        WHEN b.words LIKE '_案件总量' || k.basis || '%' AND length(b.words) <= length(k.basis) + 11 THEN 1
                        ELSE 0
                    END)
                FROM (SELECT substr(k.text, k.value_char_end + 1, k.char_start - k.value_char_end) AS words) b
                WHERE substr(k.text, k.sentence_start + 1, k.sentence_end - k.sentence_start) NOT LIKE '%口径%'
                    AND substr(k.text, k.sentence_start + 1, k.sentence_end - k.sentence_start) NOT LIKE '%剔除%'
                    AND substr(k.text, k.sentence_start + 1, k.sentence_end - k.sentence_start) NOT LIKE '%扣除%'
                    AND substr(k.text, k.sentence_start + 1, k.sentence_end - k.sentence_start) NOT LIKE '%可比%'
            )
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
        ELSE 'they do not fit, but the years may count different things'
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
    p.stated AS indicator,
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
        a.indicator AS stated,
        q.*,
        v.report_id,
        v.text,
        w.seq AS whole_seq,
        w.surface AS whole_surface,
        w.char_start AS whole_char_start,
        w.char_end AS whole_char_end,
        w.value AS whole,
        CASE
            WHEN q.bound = 'exact' AND w.bound = 'exact' AND q.surface NOT LIKE '%万%' AND q.surface NOT LIKE '%亿%'
                AND w.surface NOT LIKE '%万%' AND w.surface NOT LIKE '%亿%' THEN 0.0
            ELSE q.tolerance + w.tolerance
        END AS leeway,
        CASE
            WHEN q.char_start > w.char_end + 3
                THEN ltrim(substr(v.text, w.char_end + 4, q.char_start - w.char_end - 3), '，,：:')
            ELSE ''
        END AS rest_of_it
    FROM metric a
    JOIN indicator n ON n.code = a.indicator
    LEFT JOIN indicator o ON o.code = n.broader
    JOIN metric z
        ON z.indicator IN (a.indicator, n.broader, o.broader)
        AND z.version_id = a.version_id
        AND z.seq BETWEEN a.seq - 8 AND a.seq - 1
        AND z.unit = a.unit
    JOIN report_version v ON v.version_id = a.version_id AND v.recorded_to IS NULL
    JOIN printed q ON q.version_id = a.version_id AND q.seq = a.seq
    JOIN printed w ON w.version_id = z.version_id AND w.seq = z.seq
    WHERE z.change IS NULL AND z.is_target = 0 AND z.upper IS NULL
        AND a.indicator IS NOT NULL AND a.change IS NULL AND a.is_target = 0 AND a.upper IS NULL
        AND a.unit NOT IN ('%', '个百分点', '百分点')
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
