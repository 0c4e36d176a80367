-- Leads by source (the channel they came by): how many, how many sales accepted,
-- how many were won, and in how many days. Shares are of matured leads.
-- uses: leads_begun, deals_won
-- bound: line
WITH wins AS (
    SELECT contact, lead, min(days_to_won) AS days_to_won
    FROM deals_won
    GROUP BY contact, lead
)
SELECT
    b.source,
    count(*) AS leads,
    count(*) FILTER (WHERE b.matured) AS matured,
    count(*) FILTER (WHERE b.furthest >= $line) AS accepted,
    count(*) FILTER (WHERE b.furthest >= $line AND b.matured) AS matured_accepted,
    count(w.contact) AS won,
    count(w.contact) FILTER (WHERE b.matured) AS matured_won,
    quantile_cont(w.days_to_won, 0.5) AS median_days
FROM leads_begun AS b
LEFT JOIN wins AS w ON w.contact = b.contact AND w.lead = b.lead
WHERE b.fresh
GROUP BY b.source
ORDER BY leads DESC, b.source
