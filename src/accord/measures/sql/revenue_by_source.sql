-- Revenue of leads begun in the window by source, currency and day, in minor units: a dated rate is
-- applied to each day.
-- uses: leads_begun, revenue
WITH of_leads AS (
    SELECT b.source, r.currency, r.day, r.amount
    FROM revenue AS r
    JOIN leads_begun AS b ON b.contact = r.contact AND b.lead = r.lead
    WHERE b.fresh
)
SELECT source, currency, day, CAST(sum(amount) AS BIGINT) AS amount, count(*) AS rows
FROM of_leads
GROUP BY source, currency, day
ORDER BY source, currency, day
