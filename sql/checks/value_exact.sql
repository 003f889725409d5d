-- title: A metric whose number is not its exact value
SELECT version_id, seq, value_text AS found
FROM metric
WHERE
    value <> CAST(value_text AS DOUBLE PRECISION)
    OR (upper IS NULL) <> (upper_text IS NULL)
    OR upper <> CAST(upper_text AS DOUBLE PRECISION)
