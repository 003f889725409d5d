-- title: Two sections of one version with the same path
SELECT version_id, MIN(seq) AS seq, path AS found
FROM section
GROUP BY version_id, path
HAVING COUNT(*) > 1
