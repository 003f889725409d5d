-- title: Every request that was made, and what came of it
-- grain: one row per request
-- columns:
--   fetch_id       its number;  run_id, run_kind  the run that made it
--   source_id, division_code   for which source, null when for none
--   purpose        listing, article, attachment, robots, import
--   host           where it went (name or address, with a port when one is written)
--   url, final_url   what was asked, and where redirects ended
--   outcome        one of docs/outcomes.md;  status  of HTTP, null without an answer;  evidence  what the outcome rests on
--   requested_at   UTC;  seconds  how long it took
--   sha256, size, media_type   of the bytes that were kept, null when none were
--   issuer, year   whose report it was asked for, and on which year; null where that was not known
-- note: fetch is a reserved word of PostgreSQL, so it is quoted here
CREATE VIEW request_ledger AS
SELECT
    f.fetch_id,
    f.run_id,
    u.kind AS run_kind,
    f.source_id,
    i.division_code,
    f.purpose,
    substr(
        f.url,
        CASE WHEN f.url LIKE 'https:%' THEN 9 ELSE 8 END,
        length(f.url) - CASE WHEN f.url LIKE 'https:%' THEN 8 ELSE 7 END - length(
            ltrim(
                substr(f.url, CASE WHEN f.url LIKE 'https:%' THEN 9 ELSE 8 END),
                'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:[]'
            )
        )
    ) AS host,
    f.url,
    f.final_url,
    f.outcome,
    f.status,
    f.evidence,
    f.requested_at,
    f.seconds,
    f.sha256,
    b.size,
    b.media_type,
    i.name AS issuer,
    f.hint_year AS year
FROM "fetch" f
JOIN run u ON u.run_id = f.run_id
LEFT JOIN source s ON s.source_id = f.source_id
LEFT JOIN issuer i ON i.issuer_id = s.issuer_id
LEFT JOIN blob b ON b.sha256 = f.sha256
