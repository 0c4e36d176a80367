-- Leads: one row per pass begun in the window, by the day of its first touch in the reporting zone.
-- `fresh` is a person's first pass; a later one came back (recycled) and is counted apart. A lead has
-- matured when the agreement's days have passed since it began.
-- uses: leads_dated
-- bound: mature_days, today, from_day, to_day
SELECT
    contact,
    lead,
    opened_by,
    opened_at,
    CAST(date_trunc('month', opened_day) AS DATE) AS cohort,
    source,
    lead = 1 AS fresh,
    opened_day + CAST($mature_days AS INTEGER) <= CAST($today AS DATE) AS matured,
    furthest
FROM leads_dated
WHERE ($from_day IS NULL OR opened_day >= CAST($from_day AS DATE))
  AND ($to_day IS NULL OR opened_day < CAST($to_day AS DATE))
