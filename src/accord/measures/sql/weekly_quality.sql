-- What became of the leads that matured in each week (Monday to Sunday): how many had qualified, how many of those
-- crossed the hand-off line, and how many became sales-ready.
-- uses: leads_dated
-- bound: mature_days, today, qualified, line, ready
WITH matured AS (
    SELECT furthest, opened_day + CAST($mature_days AS INTEGER) AS matured_day
    FROM leads_dated
    WHERE lead = 1
)
SELECT
    CAST(date_trunc('week', matured_day) AS DATE) AS week,
    count(*) FILTER (WHERE furthest >= $qualified) AS qualified,
    count(*) FILTER (WHERE furthest >= greatest($qualified, $line)) AS accepted,
    count(*) FILTER (WHERE furthest >= greatest($line, $ready)) AS sales_ready
FROM matured
WHERE matured_day <= CAST($today AS DATE) AND $qualified >= 0
GROUP BY week
ORDER BY week
