-- Followed up in time: of the leads that qualified in the window and whose due time has passed, how many a person of
-- sales had tried to reach by then; late and never are told apart, and a lead that sales returned is shown apart.
-- By class of the promise, and all together (class -2 is hot, -1 everything).
-- uses: leads_due
WITH judged AS (
    SELECT tried, CASE WHEN hot THEN -2 ELSE klass END AS promise FROM leads_due WHERE passed AND NOT returned
),
every AS (
    SELECT promise, tried FROM judged
    UNION ALL
    SELECT -1 AS promise, tried FROM judged
)
SELECT
    promise,
    count(*) AS cases,
    count(*) FILTER (WHERE tried = 'in_time') AS in_time,
    count(*) FILTER (WHERE tried = 'late') AS late,
    count(*) FILTER (WHERE tried = 'never') AS never
FROM every
GROUP BY promise
ORDER BY promise
