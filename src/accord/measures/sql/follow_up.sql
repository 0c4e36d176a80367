-- Follow-up: of the leads that qualified in the window, how many a person of sales attempted to reach, how
-- many were connected, and the hours from qualifying to the first attempt. A lead that sales returned is
-- shown apart. An attempt is a call, an e-mail or a meeting of a person; a status click is none.
-- uses: leads_dated, facts_seen
-- bound: from_day, to_day
WITH in_window AS (
    SELECT
        outcome IS NOT NULL AND outcome = 2 AS returned,
        attempted_at IS NOT NULL AS attempted,
        connected_at IS NOT NULL AS connected,
        date_diff('second', qualified_at, attempted_at) / 3600.0 AS hours
    FROM leads_dated
    WHERE qualified_day IS NOT NULL
      AND ($from_day IS NULL OR qualified_day >= CAST($from_day AS DATE))
      AND ($to_day IS NULL OR qualified_day < CAST($to_day AS DATE))
)
SELECT
    count(*) FILTER (WHERE NOT returned) AS leads,
    count(*) FILTER (WHERE returned) AS returned,
    count(*) FILTER (WHERE NOT returned AND attempted) AS attempted,
    count(*) FILTER (WHERE NOT returned AND connected) AS connected,
    quantile_cont(hours, 0.5) FILTER (WHERE NOT returned) AS median_hours,
    quantile_cont(hours, 0.9) FILTER (WHERE NOT returned) AS p90_hours,
    (SELECT CAST(coalesce(sum(facts), 0) AS BIGINT) FROM facts_seen WHERE kind IN (40, 41, 42, 44, 45))
        AS sales_touches
FROM in_window
