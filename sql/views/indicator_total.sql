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
CREATE VIEW indicator_total AS
SELECT
    r.report_id,
    i.division_code,
    d.name AS division_name,
    i.name AS issuer,
    r.year,
    r.kind,
    r.period_end,
    t.indicator,
    t.unit,
    m.value,
    m.value_text,
    m.bound,
    m.surface,
    m.char_start,
    m.char_end,
    t.seq,
    m.label,
    t.values_stated,
    t.version_id
FROM total t
JOIN report_version v ON v.version_id = t.version_id AND v.recorded_to IS NULL
JOIN report r ON r.report_id = v.report_id
JOIN issuer i ON i.issuer_id = r.issuer_id
JOIN division d ON d.code = i.division_code
JOIN metric m ON m.version_id = t.version_id AND m.seq = t.seq
