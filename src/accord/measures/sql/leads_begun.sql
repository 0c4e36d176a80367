-- Leads: one row per pass begun in the window, by the day of its first touch in the reporting zone.
-- `fresh` is a person's first pass; a later one came back (recycled) and is counted apart. A lead has
-- matured when the agreement's days have passed since it began.
-- bound: zone, mature_days, today, from_day, to_day
WITH local_days AS (
    SELECT *, CAST(timezone($zone, timezone('UTC', opened_at)) AS DATE) AS opened_day
    FROM leads
)
SELECT
    contact,
    lead,
    opened_by,
    opened_at,
    opened_day,
    CAST(date_trunc('month', opened_day) AS DATE) AS cohort,
    coalesce(nullif(source, ''), '(empty)') AS source,
    lead = 1 AS fresh,
    opened_day + CAST($mature_days AS INTEGER) <= CAST($today AS DATE) AS matured,
    first_touch_at,
    asked_at,
    qualified_at,
    accepted_at,
    attempted_at,
    connected_at,
    stage,
    furthest,
    closed_at,
    outcome
FROM local_days
WHERE ($from_day IS NULL OR opened_day >= CAST($from_day AS DATE))
  AND ($to_day IS NULL OR opened_day < CAST($to_day AS DATE))
