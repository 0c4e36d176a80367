-- Which versions of the agreement judged the leads begun in the window: how many each, and how many of them
-- began before the first version was in force ("before the agreement").
-- bound: zone, from_day, to_day, first_since
WITH local_days AS (
    SELECT
        agreement,
        opened_at,
        CAST(timezone($zone, timezone('UTC', opened_at)) AS DATE) AS opened_day
    FROM leads
)
SELECT
    agreement AS hash,
    count(*) AS leads,
    count(*) FILTER (WHERE opened_at < $first_since) AS before
FROM local_days
WHERE ($from_day IS NULL OR opened_day >= CAST($from_day AS DATE))
  AND ($to_day IS NULL OR opened_day < CAST($to_day AS DATE))
GROUP BY agreement
ORDER BY agreement
