-- Followed up in time, week by week (Monday to Sunday in the reporting zone): of the leads whose due time fell in the
-- week and has passed, how many were tried by then; those that sales returned are left out.
-- uses: leads_due
-- bound: zone
SELECT
    CAST(date_trunc('week', timezone($zone, timezone('UTC', due_at))) AS DATE) AS week,
    count(*) AS cases,
    count(*) FILTER (WHERE tried = 'in_time') AS hits
FROM leads_due
WHERE passed AND NOT returned
GROUP BY week
ORDER BY week
