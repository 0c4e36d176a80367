-- Rates by cohort: the leads begun in one month and how many of them reached each stage so far. A cohort
-- is young until its last lead has matured.
-- uses: leads_begun
-- bound: mature_days, today
SELECT
    b.cohort,
    s.stage,
    s.id,
    count(*) AS leads,
    count(*) FILTER (WHERE b.furthest >= s.stage) AS reached,
    CAST(b.cohort + INTERVAL 1 MONTH AS DATE) + CAST($mature_days AS INTEGER) > CAST($today AS DATE) AS young
FROM leads_begun AS b
CROSS JOIN stages AS s
WHERE b.fresh
GROUP BY b.cohort, s.stage, s.id
ORDER BY b.cohort, s.stage
