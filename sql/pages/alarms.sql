-- title: The alarms that are open, the oldest first
SELECT code, subject, said, evidence, opened_at
FROM alarm_open
ORDER BY opened_at, code, subject
LIMIT 100
