-- title: Requests made by then
-- note: fetch is a reserved word of PostgreSQL, so it is quoted here
CREATE VIEW "fetch" AS
SELECT *
FROM base."fetch"
WHERE requested_at <= :moment
