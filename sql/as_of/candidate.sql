-- title: Rows of listings seen by then; one that says something else since is not among them
CREATE VIEW candidate AS
SELECT c.*
FROM base.candidate c
WHERE EXISTS (SELECT 1 FROM base."fetch" f WHERE f.fetch_id = c.fetch_id AND f.requested_at <= :moment)
