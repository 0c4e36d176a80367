-- When deals were last won, last reopened or lost, and last given another amount, of facts after a number of the ledger.
-- bound: after_seq
SELECT
    f.subject AS deal,
    max(f.occurred_at) FILTER (f.kind IN (73, 79)) AS won_at,
    max(f.occurred_at) FILTER (f.kind IN (74, 75, 80)) AS ended_at,
    max(f.occurred_at) FILTER (f.kind IN (72, 73, 77, 79)) AS changed_at
FROM facts AS f
WHERE f.kind IN (72, 73, 74, 75, 77, 79, 80) AND f.seq > $after_seq
GROUP BY f.subject
ORDER BY f.subject
