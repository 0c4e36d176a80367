-- The qualified leads behind follow-up: attempted, connected, returned.
-- bound: zone, from_day, to_day, tried
WITH handed AS (
    SELECT *, CAST(timezone($zone, timezone('UTC', qualified_at)) AS DATE) AS qualified_day
    FROM leads
    WHERE qualified_at IS NOT NULL
)
SELECT 'lead' AS what, opened_by AS key, contact, qualified_at AS occurred_at, coalesce(source, '') AS value
FROM handed
WHERE ($from_day IS NULL OR qualified_day >= CAST($from_day AS DATE))
  AND ($to_day IS NULL OR qualified_day < CAST($to_day AS DATE))
  AND CASE $tried
      WHEN 'returned' THEN coalesce(outcome = 2, false)
      WHEN 'attempted' THEN attempted_at IS NOT NULL AND NOT coalesce(outcome = 2, false)
      ELSE connected_at IS NOT NULL AND NOT coalesce(outcome = 2, false)
      END
