-- The rows of programme spend of one channel in the window.
-- bound: zone, from_day, to_day, word
WITH spent AS (
    SELECT *, CAST(timezone($zone, timezone('UTC', occurred_at)) AS DATE) AS day
    FROM facts
    WHERE kind = 100 AND amount IS NOT NULL AND coalesce(nullif(channel, ''), '(empty)') = $word
)
SELECT 'fact' AS what, seq AS key, NULL::BIGINT AS contact, occurred_at, coalesce(campaign, '') AS value
FROM spent
WHERE ($from_day IS NULL OR day >= CAST($from_day AS DATE))
  AND ($to_day IS NULL OR day < CAST($to_day AS DATE))
