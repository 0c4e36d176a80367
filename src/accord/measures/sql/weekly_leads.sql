-- New qualified people, week by week (Monday to Sunday in the reporting zone), in the window.
-- uses: leads_dated
-- bound: from_day, to_day
SELECT CAST(date_trunc('week', qualified_day) AS DATE) AS week, count(*) AS leads
FROM leads_dated
WHERE lead = 1
  AND qualified_day IS NOT NULL
  AND ($from_day IS NULL OR qualified_day >= CAST($from_day AS DATE))
  AND ($to_day IS NULL OR qualified_day < CAST($to_day AS DATE))
GROUP BY week
ORDER BY week
