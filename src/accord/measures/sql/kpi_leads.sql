-- Leads: new people who met the agreement's definition in the window, on the day they did; those who had
-- been a lead before and came back (recycled) are counted apart. Where no stage is entered by
-- definition, a lead counts on the day of its first touch.
-- uses: leads_dated
-- bound: by_definition, from_day, to_day
WITH counted AS (
    SELECT lead, CASE WHEN $by_definition THEN qualified_day ELSE opened_day END AS counted_day
    FROM leads_dated
)
SELECT
    count(*) FILTER (WHERE lead = 1) AS leads,
    count(*) FILTER (WHERE lead > 1) AS recycled
FROM counted
WHERE counted_day IS NOT NULL
  AND ($from_day IS NULL OR counted_day >= CAST($from_day AS DATE))
  AND ($to_day IS NULL OR counted_day < CAST($to_day AS DATE))
