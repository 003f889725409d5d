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
-- verdict: CONFLICT means that the printed numbers do not go together, not who is wrong. It is said only where nothing else
--   explains them; all that is doubtful is NOT_ASSESSABLE, so a number that is not there never makes a conflict.
--   Words around a number that say how it was counted (口径, 可比, 剔除, 不含, 结转, 区划), a bracket right behind it, and
--   a table keep from a conflict of any kind; so does a number that may be any more or less (超, 不少于, 约, 近).
--   growth: this year's value is the nearest one before the claim in its sentence with the same indicator; it and that
--     of the year before (the same body's annual report, its period ending on the same day) must be the only value
--     their report states for indicator and unit (indicator_total.values_stated = 1). PASS when the printed numbers fit
--     by their tolerance. CONFLICT when they do not, and would not if the value of the year before were one in a hundred
--     (at least 1) more or less, as a later count may find; both years name the value by the same phrase
--     (metric_current.label) in a sentence that has the same words before it, behind the same body or field of work
--     (市农业农村局, 城市管理领域), of the whole year (not 上半年, 截至11月, 累计, 以来); nothing but the words of comparison and
--     of change (较去年增长了; also 总量, 数量, 受理量, 案件总量) stands between value and claim; and neither is one of
--     several (A件、B件，同比增长; 分别增长C和D). % of a rate may mean per cent or points: PASS when either fits.
--     环比, 年均 and other years, ranges and targets are not assessed, and 去年底 and 上年同期 make no conflict.
--   part: ，其中 stands right behind the whole; the part is the first number behind it or joined to it by 、 alone; same
--     unit, and the same indicator or one whose broader one (or the broader one of that) is the whole's. Not assessed
--     where 上年, 去年, 累计, 历年, 结转, 积案 stand between. A larger part is no conflict where its words name a longer
--     time, more bodies (全市, 各级), a sum or another thing (案前, 注销, 参与), or how cases ended (维持, 化解) while the
--     whole is not of ended ones (审结, 办结); where the whole is an average, an addition or another year's; and where a
--     number before the whole would hold it. Parts are not added up: they may overlap.
--   rate: an indicator of kind rate in %, more than 100. Growth and 百分点 are no rates. Not assessed where its sentence
--     speaks of a target, a task, an average or another year (完成目标的120%), and by names of shares of a plan or of what
--     came in (完成率, 办结率, 化解率; not 按时办结率).
--   All these words: claims/words.toml.
-- tolerance: a number may be off by one unit of its last printed digit, for it may be rounded or cut off: 98.7% by 0.1,
--   5.24万件 by 100 件, a round 2300件 by 100. A plain count (146件) is exact, and in part so is a round one. With 余,
--   近, 超, 约 (bound other than exact) it may be off by ten per cent of itself, or by its last digit that is not 0 (10余件
--   by 10).
CREATE VIEW claim_check AS
WITH compared AS NOT MATERIALIZED (
    SELECT
        r.report_id,
        i.division_code,
        d.name AS division_name,
        i.name AS issuer,
        r.year,
        r.kind,
        r.url,
        v.text,
        c.version_id,
        c.kind AS claim,
        c.indicator,
        c.seq,
        c.claimed,
        c.tolerance,
        c.reading,
        c.most,
        c.holds,
        c.is_plain,
        c.wording,
        m.surface,
        m.char_start,
        m.char_end,
        m.sentence_start,
        m.sentence_end,
        w.value AS other_value,
        c.other_tolerance,
        c.other_seq,
        w.surface AS other_surface,
        w.char_start AS other_char_start,
        w.char_end AS other_char_end,
        w.label AS other_label,
        e.report_id AS base_report_id,
        b.version_id AS base_version_id,
        b.seq AS base_seq,
        b.surface AS base_surface,
        b.char_start AS base_char_start,
        b.char_end AS base_char_end,
        b.label AS base_label,
        b.value AS base_value,
        t.tolerance AS base_tolerance,
        t.wording AS base_wording,
        CASE WHEN b.value > 100 THEN b.value / 100 ELSE 1 END AS slack,
        CASE
            WHEN c.obstacle IS NOT NULL THEN c.obstacle
            WHEN c.kind <> 'growth' THEN NULL
            WHEN e.report_id IS NULL THEN 'no report of the year before'
            WHEN b.seq IS NULL THEN 'the year before has no value, or several'
            WHEN b.value - t.tolerance <= 0 THEN 'the value of the year before is too small'
        END AS obstacle
    FROM claim c
    JOIN report_version v ON v.version_id = c.version_id AND v.recorded_to IS NULL
    JOIN report r ON r.report_id = v.report_id
    JOIN issuer i ON i.issuer_id = r.issuer_id
    JOIN division d ON d.code = i.division_code
    JOIN metric m ON m.version_id = c.version_id AND m.seq = c.seq
    LEFT JOIN metric w ON w.version_id = c.version_id AND w.seq = c.other_seq
    LEFT JOIN report e
        ON c.kind = 'growth'
        AND e.issuer_id = r.issuer_id
        AND e.kind = r.kind
        AND e.period_end = CAST(r.year - 1 AS TEXT) || substr(r.period_end, 5)
    LEFT JOIN report_version a ON a.report_id = e.report_id AND a.recorded_to IS NULL
    LEFT JOIN total t
        ON t.version_id = a.version_id
        AND t.indicator = c.indicator
        AND t.unit = w.unit
        AND t.values_stated = 1
    LEFT JOIN metric b ON b.version_id = t.version_id AND b.seq = t.seq
),
recomputed AS NOT MATERIALIZED (
    -- by a growth with nothing in its way: what the two values make it, and as far as rounding may have moved that
    SELECT
        k.*,
        CASE WHEN k.reading = 'relative' THEN (k.other_value / k.base_value - 1) * 100
            ELSE k.other_value - k.base_value END AS growth,
        ((k.other_value - k.other_tolerance) / (k.base_value + k.base_tolerance) - 1) * 100 AS percent_from,
        ((k.other_value + k.other_tolerance) / (k.base_value - k.base_tolerance) - 1) * 100 AS percent_to,
        k.other_value - k.base_value - k.other_tolerance - k.base_tolerance AS absolute_from,
        k.other_value - k.base_value + k.other_tolerance + k.base_tolerance AS absolute_to
    FROM compared k
),
judged AS NOT MATERIALIZED (
    SELECT
        j.*,
        CASE
            WHEN j.obstacle IS NOT NULL THEN 0
            WHEN j.claim <> 'growth' THEN j.holds
            WHEN j.reading <> 'absolute' AND j.claimed + j.tolerance + 0.000000001 >= j.percent_from
                AND j.claimed - j.tolerance - 0.000000001 <= j.percent_to THEN 1
            WHEN j.reading <> 'relative' AND j.claimed + j.tolerance + 0.000000001 >= j.absolute_from
                AND j.claimed - j.tolerance - 0.000000001 <= j.absolute_to THEN 1
            ELSE 0
        END AS fits,
        CASE
            WHEN j.claim <> 'growth' THEN 1
            WHEN j.is_plain = 1 AND j.other_label = j.base_label AND j.wording = j.base_wording THEN 1
            ELSE 0
        END AS is_alike,
        CASE
            WHEN j.claim <> 'growth' OR j.obstacle IS NOT NULL THEN 0
            WHEN j.base_value - j.base_tolerance - j.slack <= 0 THEN 1
            WHEN j.reading <> 'absolute'
                AND j.claimed + j.tolerance + 0.000000001
                >= ((j.other_value - j.other_tolerance) / (j.base_value + j.base_tolerance + j.slack) - 1) * 100
                AND j.claimed - j.tolerance - 0.000000001
                <= ((j.other_value + j.other_tolerance) / (j.base_value - j.base_tolerance - j.slack) - 1) * 100 THEN 1
            WHEN j.reading <> 'relative' AND j.claimed + j.tolerance + 0.000000001 >= j.absolute_from - j.slack
                AND j.claimed - j.tolerance - 0.000000001 <= j.absolute_to + j.slack THEN 1
            ELSE 0
        END AS is_near
    FROM recomputed j
)
SELECT
    g.report_id,
    g.division_code,
    g.division_name,
    g.issuer,
    g.year,
    g.kind,
    g.claim,
    CASE
        WHEN g.fits = 1 THEN 'PASS'
        WHEN g.obstacle IS NULL AND g.is_alike = 1 AND g.is_near = 0 THEN 'CONFLICT'
        ELSE 'NOT_ASSESSABLE'
    END AS verdict,
    CASE
        WHEN g.fits = 1 THEN NULL
        WHEN g.obstacle IS NOT NULL THEN g.obstacle
        WHEN g.is_alike = 0 THEN 'they do not fit, but the years may count different things'
        WHEN g.is_near = 1 THEN 'so near that a later count of the year before may explain it'
        WHEN g.claim = 'growth' THEN 'the three numbers do not go together'
        WHEN g.claim = 'part' THEN 'the part is larger than the whole'
        ELSE 'a share of more than 100 %'
    END AS reason,
    g.indicator,
    g.seq,
    g.surface,
    g.char_start,
    g.char_end,
    g.version_id,
    CASE WHEN g.claim = 'growth' THEN g.other_seq END AS value_seq,
    CASE WHEN g.claim = 'growth' THEN g.other_surface END AS value_surface,
    CASE WHEN g.claim = 'growth' THEN g.other_char_start END AS value_char_start,
    CASE WHEN g.claim = 'growth' THEN g.other_char_end END AS value_char_end,
    CASE WHEN g.claim = 'part' THEN g.report_id ELSE g.base_report_id END AS base_report_id,
    CASE WHEN g.claim = 'part' THEN g.version_id ELSE g.base_version_id END AS base_version_id,
    CASE WHEN g.claim = 'part' THEN g.other_seq ELSE g.base_seq END AS base_seq,
    CASE WHEN g.claim = 'part' THEN g.other_surface ELSE g.base_surface END AS base_surface,
    CASE WHEN g.claim = 'part' THEN g.other_char_start ELSE g.base_char_start END AS base_char_start,
    CASE WHEN g.claim = 'part' THEN g.other_char_end ELSE g.base_char_end END AS base_char_end,
    g.claimed,
    CASE WHEN g.claim = 'part' THEN g.other_value WHEN g.obstacle IS NULL THEN g.growth END AS recomputed,
    CASE
        WHEN g.claim <> 'growth' OR g.obstacle IS NOT NULL THEN NULL
        WHEN g.reading = 'relative' THEN g.percent_from
        ELSE g.absolute_from
    END AS recomputed_from,
    CASE
        WHEN g.claim <> 'growth' THEN g.most
        WHEN g.obstacle IS NOT NULL THEN NULL
        WHEN g.reading = 'relative' THEN g.percent_to
        ELSE g.absolute_to
    END AS recomputed_to,
    substr(g.text, g.sentence_start + 1, g.sentence_end - g.sentence_start) AS sentence,
    g.url
FROM judged g
