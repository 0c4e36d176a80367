-- Renewals by the quarter in which contracts came to their end (expansions end with the contract they expand and are not
-- counted again): how many were renewed, lost, or are not decided; a quarter that is not over, or holds an undecided one, is
-- young.
-- uses: contracts
-- bound: from_day, to_day, today
SELECT
    CAST(date_trunc('quarter', due_at) AS DATE) AS quarter,
    count(*) AS contracts,
    count(*) FILTER (WHERE renewed) AS renewed,
    count(*) FILTER (WHERE NOT renewed) AS lost,
    count(*) FILTER (WHERE renewed IS NULL) AS undecided,
    bool_or(renewed IS NULL)
    OR CAST(date_trunc('quarter', any_value(due_at)) AS DATE) + INTERVAL 3 MONTH > CAST($today AS DATE) AS young
FROM contracts
WHERE sort <> 'expansion'
  AND due_at < CAST($today AS DATE) + 1
  AND ($from_day IS NULL OR due_at >= CAST($from_day AS DATE))
  AND ($to_day IS NULL OR due_at < CAST($to_day AS DATE))
GROUP BY quarter
ORDER BY quarter
