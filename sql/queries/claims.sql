-- title: Claims in conflict
-- description: Reports whose own numbers do not go together: growth that the two years do not give, parts larger than
--   their whole, shares of more than 100 %. Each row has the characters of all numbers concerned.
-- :verdict text CONFLICT  PASS, CONFLICT or NOT_ASSESSABLE; null means all
-- :claim text null  growth, part or rate; null means all
-- :division text null  GB/T 2260 code; null means all
-- :year int null  the year reported on; null means all
SELECT
    division_code,
    division_name,
    issuer,
    year,
    claim,
    verdict,
    reason,
    indicator,
    surface,
    value_surface,
    base_surface,
    claimed,
    recomputed,
    sentence,
    report_id,
    char_start,
    char_end,
    base_report_id,
    base_char_start,
    base_char_end
FROM claim_check
WHERE
    (CAST(:verdict AS TEXT) IS NULL OR verdict = :verdict)
    AND (CAST(:claim AS TEXT) IS NULL OR claim = :claim)
    AND (CAST(:division AS TEXT) IS NULL OR division_code = :division)
    AND (CAST(:year AS INTEGER) IS NULL OR year = :year)
ORDER BY division_code, issuer, year, report_id, claim, seq
