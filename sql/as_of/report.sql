-- title: Reports of which a version was stored by then, each with the address it has now
CREATE VIEW report AS
SELECT r.*
FROM base.report r
WHERE EXISTS (SELECT 1 FROM base.report_version v WHERE v.report_id = r.report_id AND v.recorded_from <= :moment)
