-- title: The unexplained numerals of any version
-- :version int -  version_id
SELECT char_start, char_end
FROM numeral
WHERE version_id = :version AND reason IS NULL
ORDER BY char_start
