-- What past cohorts had reached at the age a young cohort has today: of matured leads, the share that
-- had come to the last stage within as many days as the young cohort is old.
-- uses: leads_begun
-- bound: today, mature_days, final
WITH ages AS (
    SELECT DISTINCT cohort, greatest(date_diff('day', cohort, CAST($today AS DATE)), 0) AS age
    FROM leads_begun
    WHERE CAST(cohort + INTERVAL 1 MONTH AS DATE) + CAST($mature_days AS INTEGER) > CAST($today AS DATE)
),
arrivals AS (
    SELECT contact, lead, min(entered_at) AS entered_at
    FROM stays
    WHERE stage >= $final
    GROUP BY contact, lead
),
past AS (
    SELECT date_diff('day', b.opened_at, a.entered_at) AS days
    FROM leads_begun AS b
    LEFT JOIN arrivals AS a ON a.contact = b.contact AND a.lead = b.lead
    WHERE b.fresh
      AND NOT CAST(b.cohort + INTERVAL 1 MONTH AS DATE) + CAST($mature_days AS INTEGER) > CAST($today AS DATE)
)
SELECT g.cohort, g.age, count(*) AS past_leads, count(*) FILTER (WHERE p.days <= g.age) AS past_reached
FROM ages AS g
CROSS JOIN past AS p
GROUP BY g.cohort, g.age
ORDER BY g.cohort
