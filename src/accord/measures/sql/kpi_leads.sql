-- Leads: new people who met the agreement's definition in the window, on the day they did; those who had
-- been a lead before and came back (recycled) are counted apart. Where no stage is entered by
-- definition, a lead counts on the day of its first touch.
-- bound: by_definition, zone, from_day, to_day
WITH counted AS (
    SELECT
        contact,
        lead,
        CASE WHEN $by_definition THEN qualified_at ELSE opened_at END AS counted_at
    FROM leads
),
local_days AS (
    SELECT contact, lead, CAST(timezone($zone, timezone('UTC', counted_at)) AS DATE) AS counted_day
    FROM counted
    WHERE counted_at IS NOT NULL
)
SELECT
    count(*) FILTER (WHERE lead = 1) AS leads,
    count(*) FILTER (WHERE lead > 1) AS recycled
FROM local_days
WHERE ($from_day IS NULL OR counted_day >= CAST($from_day AS DATE))
  AND ($to_day IS NULL OR counted_day < CAST($to_day AS DATE))
