-- title: Numbers left unexplained
-- description: Reports by the share of their numerals that are neither a metric nor explained, worst first.
-- :above real 0  only reports with a higher rate
SELECT report_id, division_name, issuer, year, residue_rate, parser_version, url
FROM report_current
WHERE residue_rate > :above
ORDER BY residue_rate DESC, report_id
