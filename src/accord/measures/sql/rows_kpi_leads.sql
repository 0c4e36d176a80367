-- The people behind the joint figures: `new` and `back` met the definition in the window, `ready` are those
-- of matured cohorts that became sales-ready.
-- bound: by_definition, zone, from_day, to_day, came, ready, mature_days, today
WITH counted AS (
    SELECT *, CASE WHEN $by_definition THEN qualified_at ELSE opened_at END AS counted_at
    FROM leads
),
local_days AS (
    SELECT *, CAST(timezone($zone, timezone('UTC', counted_at)) AS DATE) AS counted_day
    FROM counted
    WHERE counted_at IS NOT NULL
)
SELECT 'lead' AS what, opened_by AS key, contact, counted_at AS occurred_at, coalesce(source, '') AS value
FROM local_days
WHERE ($from_day IS NULL OR counted_day >= CAST($from_day AS DATE))
  AND ($to_day IS NULL OR counted_day < CAST($to_day AS DATE))
  AND CASE $came
      WHEN 'new' THEN lead = 1
      WHEN 'back' THEN lead > 1
      ELSE lead = 1
          AND furthest >= $ready
          AND counted_day + CAST($mature_days AS INTEGER) <= CAST($today AS DATE)
      END
