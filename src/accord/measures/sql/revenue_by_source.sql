-- Revenue of leads begun in the window by source and currency, in minor units.
-- uses: leads_begun, revenue
WITH of_leads AS (
    SELECT b.source, r.currency, r.amount, r.deal
    FROM revenue AS r
    JOIN leads_begun AS b ON b.contact = r.contact AND b.lead = r.lead
    WHERE b.fresh
)
SELECT source, currency, CAST(sum(amount) AS BIGINT) AS amount, count(DISTINCT deal) AS deals
FROM of_leads
GROUP BY source, currency
ORDER BY source, currency
