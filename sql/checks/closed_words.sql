-- title: A word outside its closed list
SELECT version_id, seq, bound || '/' || COALESCE(change, '') AS found
FROM metric
WHERE bound NOT IN ('exact', 'over', 'under', 'about') OR change NOT IN ('up', 'down')
UNION ALL
SELECT version_id, seq, role
FROM section
WHERE role NOT IN (
    'measures', 'shortcomings', 'leadership', 'plan', 'preamble', 'topic', 'closing', 'annex'
)
UNION ALL
SELECT version_id, seq, reason
FROM numeral
WHERE reason NOT IN (
    'year', 'date', 'period', 'ordinal', 'slogan', 'docno', 'hotline', 'title', 'listmark', 'version', 'rank', 'word'
)
