-- Revenue of matured leads begun in the window, by lead, currency and day, in minor units: a dated rate is applied to each day.
-- uses: quality_leads, revenue
SELECT q.contact, q.lead, r.currency, r.day, CAST(sum(r.amount) AS BIGINT) AS amount
FROM quality_leads AS q
JOIN revenue AS r ON r.contact = q.contact AND r.lead = q.lead
WHERE q.matured
GROUP BY q.contact, q.lead, r.currency, r.day
ORDER BY q.contact, q.lead, r.currency, r.day
