-- title: One value per report, indicator and unit: the total where several were stated
-- grain: one row per current version, indicator and unit; results only (no targets, ranges, amounts of change)
-- columns:
--   report_id, division_code, division_name, issuer, year, kind   as in report_current
--   period_end     last day of the period reported on
--   indicator, unit, value, value_text, bound, surface, char_start, char_end   as in metric_current
--   seq            the quantity in metric_current;  label  the phrase that owns it
--   values_stated  how many different values it was chosen from; 1 means there was nothing to choose
--   version_id     of the report
-- total: a count or an amount may be stated as a whole and again in parts, so the largest is taken, the first of equal
--   ones. Other kinds (rates, durations, ranks) do not add up: where different values are stated there is no row.
--   Values that belong to another year are left out first, where others are there: those directly behind 由, 从, 上年,
--   去年, 年的 (由8.2%降至6.8%), and those of a table row that gives the indicator more than once.
-- note: the quoted blanks below are tabs, which end a table's cells
CREATE VIEW indicator_total AS
WITH level AS NOT MATERIALIZED (
    SELECT
        m.version_id,
        m.indicator,
        m.unit,
        m.value,
        m.seq,
        CASE
            WHEN NOT EXISTS (
                SELECT 1
                FROM metric o
                WHERE o.indicator = m.indicator AND o.version_id = m.version_id AND o.unit = m.unit
                    AND o.value <> m.value AND o.is_target = 0 AND o.change IS NULL AND o.upper IS NULL
            ) THEN 0
            ELSE (
                SELECT
                    CASE
                        WHEN p.said LIKE '%由' OR p.said LIKE '%从' OR p.said LIKE '%上年' OR p.said LIKE '%去年'
                            OR p.said LIKE '%年的' THEN 1
                        WHEN (p.follows = '	' OR p.said LIKE '%	') AND EXISTS (
                            SELECT 1
                            FROM metric o
                            WHERE o.version_id = m.version_id AND o.seq IN (m.seq - 1, m.seq + 1)
                                AND o.indicator = m.indicator AND o.sentence_start = p.sentence_start
                        ) THEN 1
                        ELSE 0
                    END
                FROM (
                    -- of one row, so that the text is looked at once
                    SELECT
                        MAX(substr(v.text, s.char_start - 1, 2)) AS said,
                        MAX(substr(v.text, s.char_end + 1, 1)) AS follows,
                        MAX(s.sentence_start) AS sentence_start
                    FROM metric s
                    JOIN report_version v ON v.version_id = s.version_id
                    WHERE s.version_id = m.version_id AND s.seq = m.seq AND s.char_start > 1
                ) p
            )
        END AS is_of_another_year
    FROM metric m
    WHERE m.indicator IS NOT NULL AND m.is_target = 0 AND m.change IS NULL AND m.upper IS NULL
)
SELECT
    r.report_id,
    i.division_code,
    d.name AS division_name,
    i.name AS issuer,
    r.year,
    r.kind,
    r.period_end,
    g.indicator,
    m.unit,
    m.value,
    m.value_text,
    m.bound,
    m.surface,
    m.char_start,
    m.char_end,
    m.seq,
    m.label,
    g.values_stated,
    v.version_id
FROM (
    SELECT
        f.version_id,
        f.indicator,
        f.unit,
        (
            SELECT o.seq
            FROM level o
            WHERE o.indicator = f.indicator AND o.version_id = f.version_id AND o.unit = f.unit
                AND o.is_of_another_year = 0
            ORDER BY o.value DESC, o.seq
            LIMIT 1
        ) AS total_seq,
        (
            SELECT COUNT(DISTINCT o.value)
            FROM level o
            WHERE o.indicator = f.indicator AND o.version_id = f.version_id AND o.unit = f.unit
                AND o.is_of_another_year = 0
        ) AS values_stated
    FROM metric f
    WHERE f.indicator IS NOT NULL AND f.is_target = 0 AND f.change IS NULL AND f.upper IS NULL
        AND NOT EXISTS (
            SELECT 1
            FROM metric o
            WHERE o.indicator = f.indicator AND o.version_id = f.version_id AND o.seq < f.seq AND o.unit = f.unit
                AND o.is_target = 0 AND o.change IS NULL AND o.upper IS NULL
        )
) g
JOIN report_version v ON v.version_id = g.version_id AND v.recorded_to IS NULL
JOIN report r ON r.report_id = v.report_id
JOIN issuer i ON i.issuer_id = r.issuer_id
JOIN division d ON d.code = i.division_code
JOIN indicator n ON n.code = g.indicator
JOIN metric m ON m.version_id = g.version_id AND m.seq = g.total_seq
WHERE n.kind IN ('count', 'amount') OR (
    -- more than this year's and last year's: not worth a look at the text
    (
        SELECT COUNT(DISTINCT o.value)
        FROM metric o
        WHERE o.indicator = g.indicator AND o.version_id = g.version_id AND o.unit = g.unit
            AND o.is_target = 0 AND o.change IS NULL AND o.upper IS NULL
    ) <= 2
    AND g.values_stated = 1
)
