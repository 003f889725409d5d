-- title: An expectation that is not due on 31 March of the year after, or an annual report that nobody owed
SELECT e.issuer_id AS version_id, e.year AS seq, e.due_on AS found
FROM expectation e
WHERE e.due_on <> CAST(e.year + 1 AS TEXT) || '-03-31'
UNION ALL
SELECT 0, r.year, r.report_id
FROM report r
WHERE
    r.kind = 'annual'
    AND NOT EXISTS (SELECT 1 FROM expectation e WHERE e.issuer_id = r.issuer_id AND e.year = r.year)
