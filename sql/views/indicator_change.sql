-- title: Indicators year on year
-- grain: one row per issuer, year, indicator and unit that the year before has as well
-- columns:
--   report_id, division_code, division_name, issuer, year, kind   as in report_current, of the later year
--   indicator, unit   of both;  value, bound, surface  of the later year
--   value_before, bound_before, surface_before   of the year before
--   change_absolute   value - value_before;  change_percent  the same in per cent of value_before, null when that is 0
--   values_stated, values_stated_before   from how many different values each was chosen
--   seq, char_start, char_end, version_id   where the later value stands
--   report_id_before, seq_before, char_start_before, char_end_before, version_id_before   where the earlier one stands
-- comparable: both are the report's total (indicator_total), so results and no targets, in the same unit, from
--   reports of the same kind whose periods end on the same day of the year. That both years count the same things is
--   not known: the phrases around the two numbers say it (metric_current.label).
CREATE VIEW indicator_change AS
SELECT
    t.report_id,
    t.division_code,
    t.division_name,
    t.issuer,
    t.year,
    t.kind,
    t.indicator,
    t.unit,
    b.value AS value_before,
    t.value,
    t.value - b.value AS change_absolute,
    CASE WHEN b.value <> 0 THEN (t.value - b.value) * 100.0 / b.value END AS change_percent,
    b.bound AS bound_before,
    t.bound,
    b.surface AS surface_before,
    t.surface,
    b.values_stated AS values_stated_before,
    t.values_stated,
    t.seq,
    t.char_start,
    t.char_end,
    t.version_id,
    b.report_id AS report_id_before,
    b.seq AS seq_before,
    b.char_start AS char_start_before,
    b.char_end AS char_end_before,
    b.version_id AS version_id_before
FROM indicator_total t
JOIN report r ON r.report_id = t.report_id
JOIN report e
    ON e.issuer_id = r.issuer_id
    AND e.kind = r.kind
    AND e.period_end = CAST(r.year - 1 AS TEXT) || substr(r.period_end, 5)
JOIN indicator_total b ON b.report_id = e.report_id AND b.indicator = t.indicator AND b.unit = t.unit
