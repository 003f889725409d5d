-- title: Found nothing
-- description: A listing answered, and no report stands on it any more where reports were listed before.
-- remedy: Open the listing. Where the site moved its column, write the new address into the source; where its template
--   changed, mend the family (`reportarchive sources try URL --source ID` shows what is read). What is stored stays.
-- :least int 2  reports of the source that must be stored, so that it is known to have listed some
SELECT
    v.source_id AS subject,
    v.emptied || ' of ' || (v.emptied + v.answered) || ' listing pages came without reports, '
        || b.stored || ' reports of it are stored (' || f.outcome || ': ' || f.evidence || ')' AS said,
    'request ' || f.fetch_id || ' ' || f.url AS evidence
FROM source_visit v
JOIN (
    SELECT source_id, COUNT(*) AS stored
    FROM report
    GROUP BY source_id
) b ON b.source_id = v.source_id
JOIN "fetch" f
    ON f.fetch_id = (
        SELECT MIN(e.fetch_id)
        FROM "fetch" e
        WHERE
            e.source_id = v.source_id
            AND e.run_id = v.run_id
            AND e.purpose = 'listing'
            AND e.outcome IN ('layout_changed', 'empty')
    )
WHERE v.is_watched = 1 AND v.emptied > 0 AND b.stored >= :least
ORDER BY v.source_id
