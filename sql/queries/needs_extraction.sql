-- title: Files that need extraction
-- description: Files that are kept and whose text a person must get out (Word and WPS files of the old format, OFD, scans,
--   files behind a password), the newest first. Save the text as .docx, HTML or a PDF with its text, and bring it in with
--   `reportarchive import FILE --division CODE --year Y --issuer NAME`.
-- :stored int 0  1 shows those whose report is stored by now, too
SELECT
    r.division_code,
    r.issuer,
    r.year,
    r.evidence AS why,
    r.url,
    r.requested_at,
    r.size,
    r.media_type,
    r.sha256
FROM request_ledger r
WHERE
    r.outcome = 'needs_extraction'
    AND r.sha256 IS NOT NULL
    AND NOT EXISTS (
        SELECT 1
        FROM request_ledger n
        WHERE n.outcome = 'needs_extraction' AND n.sha256 IS NOT NULL AND n.url = r.url AND n.fetch_id > r.fetch_id
    )
    AND (
        :stored = 1
        OR NOT EXISTS (
            SELECT 1
            FROM report_current c
            WHERE c.division_code = r.division_code AND c.issuer = r.issuer AND c.year = r.year
        )
    )
ORDER BY r.requested_at DESC, r.fetch_id DESC
