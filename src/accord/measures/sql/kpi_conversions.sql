-- Conversions: of the leads that qualified in the window and have matured, those that came to the stage
-- the agreement counts as sales-ready, or past it.
-- uses: leads_dated
-- bound: by_definition, ready, mature_days, today, from_day, to_day
WITH counted AS (
    SELECT furthest, CASE WHEN $by_definition THEN qualified_day ELSE opened_day END AS counted_day
    FROM leads_dated
    WHERE lead = 1
)
SELECT
    count(*) AS leads,
    count(*) FILTER (WHERE matured) AS matured,
    count(*) FILTER (WHERE matured AND furthest >= $ready) AS converted
FROM (
    SELECT furthest, counted_day + CAST($mature_days AS INTEGER) <= CAST($today AS DATE) AS matured
    FROM counted
    WHERE counted_day IS NOT NULL
      AND ($from_day IS NULL OR counted_day >= CAST($from_day AS DATE))
      AND ($to_day IS NULL OR counted_day < CAST($to_day AS DATE))
) AS in_window
